"""What the tests of the proof stand on; every test is a `test_*.py` one folder up, and no test is here.

- `declared/`: what the program declares, and changed copies of it. Starts nothing but the engine.
- `stand_ins/`: Python in the place of what cannot be had here: the clouds, the internet, a platform's controllers.
- `processes.py`: real programs on loopback, found, started, waited for and stopped.
- `cluster/`: the real control plane, Helm and the operator. `pods/`: declared pods, and nginx, as processes.
- `journey/`: a sample's way from Prometheus to Thanos and back. `keyless/`: a Prometheus among the stand-ins.
"""
