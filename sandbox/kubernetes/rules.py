"""What an API server refuses and its SDK does not say."""

from sandbox.rules import Table

RULES = Table("kubernetes")
