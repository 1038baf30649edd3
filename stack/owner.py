"""Whose the stores of a stack are, as their names say it."""

import pulumi

from stack.config.stack_config import StackConfig


def owner(config: StackConfig) -> str:
    """What names of stores begin with: as the stack file says; else its cluster's name, without one its own."""
    return config.name or (config.cluster.name if config.cluster else pulumi.get_stack())
