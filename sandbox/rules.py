"""The table of rules: what clouds refuse and neither an SDK nor a vendor's model says, one named row each."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from sandbox.cloud import Cloud, Object, Refused
from sandbox.values import at
from sandbox.world import World

Step = Literal["create", "update", "delete"]
WRITES: tuple[Step, ...] = ("create", "update")


@dataclass(frozen=True)
class Request:
    """One write as a cloud sees it. Every value in it is known: rules are asked when something is really done."""

    step: Step
    token: str
    id: str
    """Id of the resource: the one it has, or would get."""
    inputs: Mapping[str, Any]
    """Inputs as they are to be; for a delete, as they are."""
    old: Object | None
    """The resource as it is; None for a create."""
    cloud: Cloud
    """What the program has made so far."""
    world: World
    """What was there before."""
    config: Mapping[str, Any]
    """The provider's configuration."""
    scope: str = ""
    """What the id is unique in: an account of AWS, a cluster."""

    def others(self) -> Iterator[Object]:
        """What exists of the type in the same scope, the resource itself left out."""
        mine = (o for o in self.cloud.of(self.token) if o.scope == self.scope)
        return (o for o in mine if o is not self.old and o.id != self.id)

    def changed(self, path: str) -> bool:
        """Whether an update changes a property, dotted below the top."""
        steps = path.split(".")
        return self.old is not None and at(self.old.inputs, *steps) != at(self.inputs, *steps)


@dataclass(frozen=True)
class Rule:
    """One row."""

    name: str
    says: str
    """What is refused, as a noun phrase."""
    source: str
    """On whose word: an address, or what was observed."""
    types: tuple[str, ...]
    """Type tokens it is asked for; every type of the package where there are none."""
    check: Callable[[Request], str | None]
    """What the cloud answers where it refuses; None where it does not."""
    steps: tuple[Step, ...] = WRITES


@dataclass
class Table:
    """The rows of one package, in the order they are asked."""

    package: str
    rules: list[Rule] = field(default_factory=list[Rule])

    def rule(
        self, *types: str, says: str, source: str, steps: tuple[Step, ...] = WRITES
    ) -> Callable[[Callable[[Request], str | None]], Callable[[Request], str | None]]:
        """Adds the function as a row that is named after it; types are given without the package's name."""

        def added(check: Callable[[Request], str | None]) -> Callable[[Request], str | None]:
            name = f"{self.package.removesuffix('-native')}-{check.__name__.strip('_').replace('_', '-')}"
            tokens = tuple(f"{self.package}:{type_}" for type_ in types)
            self.rules.append(Rule(name, says, source, tokens, check, steps))
            return check

        return added

    def refuse(self, request: Request) -> None:
        """Raises Refused with the cloud's answer and the name of the first row that gives one."""
        for rule in self.rules:
            asked = request.step in rule.steps and (not rule.types or request.token in rule.types)
            if asked and (answer := rule.check(request)):
                raise Refused(f"{answer} [{rule.name}]")
