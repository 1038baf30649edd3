"""The simulated clouds' memory: what exists, what refers to what, and what may not go before what."""

import json
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sandbox.values import strings
from sandbox.world import World


class Refused(Exception):
    """What a cloud answers instead of doing it."""


@dataclass
class Object:
    """One resource that exists, whoever made it."""

    token: str
    id: str
    inputs: dict[str, Any]
    outputs: dict[str, Any]
    made_by: str = ""
    """Key of the object that made this one (a chart its Service); empty for the program's own."""
    scope: str = ""
    """What the id is unique in: the cluster of a Kubernetes object, account and region of AWS."""
    named_by_id: bool = True
    """Whether other objects name it by its id, so that it must stay while they do."""

    @property
    def key(self) -> str:
        return f"{self.token}|{self.scope}|{self.id}"


@dataclass
class Cloud:
    """All simulated clouds of one sandbox, kept in one file between runs."""

    path: Path
    world: World = field(default_factory=World.load)
    """What was there before."""
    objects: dict[str, Object] = field(default_factory=dict[str, Object])
    lock: threading.RLock = field(default_factory=threading.RLock)
    busy: set[str] = field(default_factory=set[str])

    @classmethod
    def load(cls, path: Path, world: World | None = None) -> "Cloud":
        """The clouds as earlier runs left them: a journal, in which an object's last line counts."""
        cloud = cls(path, world or World.load())
        for line in path.read_text().splitlines() if path.exists() else []:
            entry = json.loads(line)
            if "token" in entry:
                kept = Object(**entry)
                cloud.objects[kept.key] = kept
            else:
                del cloud.objects[entry["gone"]]
        return cloud

    def save(self, one: Object) -> None:
        """Remembers an object as it is now."""
        self.objects[one.key] = one
        self._write(vars(one))

    def _write(self, entry: dict[str, Any]) -> None:
        self.path.parent.mkdir(parents=True, exist_ok=True)
        self.path.touch(mode=0o600)
        with self.path.open("a") as journal:
            journal.write(json.dumps(entry) + "\n")

    def add(self, new: Object) -> None:
        if new.key in self.objects:
            raise Refused(f"already exists: {new.token.split(':')[-1]} {new.id}")
        self.save(new)

    def remove(self, old: Object) -> None:
        made = [o for o in self.objects.values() if o.made_by == old.key]
        others = (o for o in self.objects.values() if o is not old and o.made_by != old.key)
        if needed_by := next((o for o in others if self._needs(o, old)), None):
            raise Refused(
                f"cannot be deleted: {needed_by.token.split(':')[-1]} {needed_by.id} still needs "
                f"{old.token.split(':')[-1]} {old.id}"
            )
        for gone in (old, *made):
            del self.objects[gone.key]
            self._write({"gone": gone.key})

    def of(self, *tokens: str) -> Iterator[Object]:
        return (o for o in self.objects.values() if o.token in tokens)

    def _needs(self, one: Object, other: Object) -> bool:
        """Whether an input of one names the other: its id, its ARN, or an ARM id below its own."""
        if one.token.split(":")[0] != other.token.split(":")[0] or not other.named_by_id:
            return False
        arn = other.outputs.get("arn", other.id)
        if one.scope != other.scope:
            return arn in strings(one.inputs)
        names = {other.id, arn}
        below = f"{other.id}/"
        return one.id.startswith(below) or any(s in names or s.startswith(below) for s in strings(one.inputs))
