"""What a name leads to."""

from dataclasses import dataclass
from enum import Enum

INTERNET = "the internet"
"""The network of a cluster that the world puts in none."""


class Door(Enum):
    """What a client meets."""

    OPEN = "an open door"
    CLOSED = "a closed door"
    """Reached, and refused."""
    NOTHING = "nothing"
    """No address, or one that no route leads to."""


@dataclass(frozen=True)
class Answer:
    """What a host leads to from one network."""

    door: Door
    how: str
    """By which way, as a clause."""

    @property
    def is_open(self) -> bool:
        return self.door is Door.OPEN

    def __str__(self) -> str:
        return f"{self.door.value} ({self.how})"
