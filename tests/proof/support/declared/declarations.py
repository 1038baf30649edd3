"""What the program declares, from engine runs of its stack files: objects with every value known, in their order."""

import dataclasses
import functools
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sandbox.engine import ROOT, Sandbox
from sandbox.stack_files import hubs_of
from tests.proof.support.declared import of_others
from tests.proof.support.declared.stack_files import config_of

LIKE = ROOT / "tests" / "stacks" / "remote-write.yaml"
"""A stack whose charts are those that somebody else installs."""
RELEASE = "kubernetes:helm.sh/v3:Release"


@dataclass(frozen=True)
class Declared:
    """One object as a cloud or a cluster was asked for it."""

    token: str
    """Type token, such as `kubernetes:apps/v1:StatefulSet`."""
    id: str
    inputs: dict[str, Any]
    outputs: dict[str, Any]
    component: str
    """Names of the components that declared it, outermost first."""
    name: str = ""
    """Its name in the program."""
    needs: frozenset[str] = frozenset()
    """Names of everything that the engine makes before it."""

    @property
    def kind(self) -> str:
        return self.token.split(":")[-1]


@dataclass(frozen=True, eq=False)
class Stack:
    """Everything a stack file declares, in the order the engine made it."""

    name: str
    objects: tuple[Declared, ...]
    outputs: dict[str, Any]
    text: str = ""
    """The stack file, and those of the stacks whose stores it names."""
    others: tuple[Declared, ...] = ()
    """What these stacks declare: other clusters, subscriptions and accounts, but the same clouds."""

    def of(self, token: str) -> list[Declared]:
        """Its own objects of a type."""
        return [one for one in self.objects if one.token == token]

    def there(self, token: str) -> list[Declared]:
        """Objects of a type that a cloud has by it and by the stacks whose stores it names."""
        return [one for one in (*self.objects, *self.others) if one.token == token]

    @property
    def releases(self) -> list[Declared]:
        return self.of(RELEASE)

    @property
    def cluster_objects(self) -> list[Declared]:
        """Kubernetes objects that are not releases, as the API server would get them."""
        return [o for o in self.objects if o.token.startswith("kubernetes:") and o.token != RELEASE]


@functools.cache
def declared(stack_file: Path) -> Stack:
    """Runs `up` of a stack file once per test session, through the real engine on simulated clouds of its own.

    The stacks whose stores it names are up there before it.
    """
    with tempfile.TemporaryDirectory() as folder:
        hubs = [_up(hub, Path(folder)) for hub in hubs_of(stack_file)]
        others = tuple(one for hub in hubs for one in hub.objects)
        own = _up(stack_file, Path(folder))
    whole = dataclasses.replace(own, others=others, text="\n".join(one.text for one in (own, *hubs)))
    if of_others.VALUES not in whole.outputs:
        return whole
    account = config_of(stack_file)["prometheus"].get("serviceAccount", {})
    return of_others.with_theirs(whole, declared(LIKE), account.get("namespace", "monitoring"))


def _up(stack_file: Path, home: Path) -> Stack:
    """What a stack file adds to the clouds of a folder."""
    with Sandbox(str(stack_file), home=home, say=lambda _: None) as box:
        before = set(box.cloud.objects)
        box.up()
        made = _made(box.state()["resources"])
        objects = [
            Declared(o.token, o.id, o.inputs, o.outputs, *made.get((o.token, o.id), ("", "", frozenset())))
            for key, o in box.cloud.objects.items()
            if key not in before and not o.made_by
        ]
        outputs = {name: output.value for name, output in box.outputs().items()}
        return Stack(box.name, tuple(objects), outputs, stack_file.read_text())


def _made(resources: list[dict[str, Any]]) -> dict[tuple[str, str], tuple[str, str, frozenset[str]]]:
    """Component, name and needs of every resource, by type and id."""
    by_urn = {one["urn"]: one for one in resources}

    def path(urn: str) -> list[str]:
        parent = by_urn[urn].get("parent", "") if urn in by_urn else ""
        return (
            []
            if not parent or "pulumi:pulumi:Stack" in parent.split("::")[2].split("$")[-1]
            else [*path(parent), parent.split("::")[-1]]
        )

    @functools.cache
    def needs(urn: str) -> frozenset[str]:
        direct = [one for one in by_urn[urn].get("dependencies") or [] if one in by_urn]
        return frozenset(_name(one) for one in direct).union(*(needs(one) for one in direct))

    return {
        (one["type"], one["id"]): (" / ".join(path(urn)), _name(urn), needs(urn))
        for urn, one in by_urn.items()
        if "id" in one
    }


def _name(urn: str) -> str:
    return urn.rpartition("::")[2]
