"""The table that AWS' rows are added to."""

from sandbox.rules import Table

RULES = Table("aws")
