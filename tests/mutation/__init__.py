"""How many small faults in the program its tests notice: `python -m tests.mutation --help`."""
