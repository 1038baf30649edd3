"""What the SDK does not say of a resource type, and a resource while it is being made."""

import hashlib
import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Made:
    """A resource while it is being made: what its computed outputs are computed from."""

    id: str
    inputs: Mapping[str, Any]
    config: Mapping[str, Any]

    def hex(self, length: int, salt: str = "") -> str:
        return hashlib.sha256(f"{self.id}{salt}".encode()).hexdigest()[:length]

    def uuid(self, salt: str = "") -> str:
        return str(uuid.uuid5(uuid.NAMESPACE_URL, f"{self.id}{salt}"))


@dataclass(frozen=True)
class ResourceType:
    """What the SDK does not say of a type. A new type costs one of these, or nothing."""

    computed: Callable[[Made], Mapping[str, Any]] = lambda _: {}
    """Outputs that somebody reads. What else the SDK promises is filled in by `sdk.example`."""
    immutable: tuple[str, ...] = ()
    """Properties (dotted below the top) whose change replaces the resource."""
    name: str | None = None
    """Property that is filled with a generated name where it is left out."""
    unique: tuple[str, ...] = ()
    """Properties that together are unique in the account; a second one is refused."""
    one_at_a_time: bool = False
    """Whether what its id lies below can bear only one write at once."""
    name_pattern: tuple[str, str] | None = None
    """A property and what the cloud takes for it, as a regular expression."""
    named_by_id: bool = True
    """Whether others name it by its id; it is not deleted while they do."""
    name_is_logical: bool = False
    """Whether a generated name is the logical name, without random digits."""
    fixed: tuple[str, ...] = ()
    """Properties that the cloud does not let change, which the provider does not know: the update is refused."""
