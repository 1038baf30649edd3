"""What all simulated packages share: the life of one resource."""

import hashlib
import re
import time
import uuid
from collections.abc import Mapping
from typing import Any, ClassVar

from sandbox import sdk
from sandbox.cloud import Cloud, Object, Refused
from sandbox.failure_switch import FailureSwitch
from sandbox.reachability.rules import RULES as REACHABLE
from sandbox.resource_type import Made, ResourceType
from sandbox.rules import Request, Step, Table


class Package:
    """One simulated provider. Subclasses know ids, defaults and rules of their cloud."""

    name = ""
    types: ClassVar[Mapping[str, ResourceType]] = {}
    rules: ClassVar[Table] = Table("")

    def __init__(self, cloud: Cloud, fail: FailureSwitch) -> None:
        self.cloud = cloud
        self.fail = fail
        self.config: dict[str, Any] = {}

    def type_of(self, token: str) -> ResourceType:
        return self.types.get(token, ResourceType())

    def make_id(self, token: str, inputs: Mapping[str, Any]) -> str:
        """The id the cloud gives a resource."""
        return str(uuid.uuid4())

    def scope(self, token: str, properties: Mapping[str, Any]) -> str:
        """What the id of a resource of these properties is unique in."""
        return ""

    def defaults(self, token: str, name: str, old: Mapping[str, Any], inputs: dict[str, Any]) -> dict[str, Any]:
        """Inputs with what the provider fills in; a generated name is kept for the resource's life."""
        kind = self.type_of(token)
        prop = kind.name
        if prop and prop not in inputs:
            generated = (
                name
                if kind.name_is_logical
                else old.get(prop) or f"{name}{hashlib.sha256(str(time.time_ns()).encode()).hexdigest()[:8]}"
            )
            return {**inputs, prop: generated}
        return inputs

    def problems(self, token: str, inputs: Mapping[str, Any]) -> list[tuple[str, str]]:
        """What a vendor's own model refuses of the inputs, as (path, reason); what is not known yet it leaves out."""
        return []

    def replacing(self, token: str, old: Mapping[str, Any], new: Mapping[str, Any]) -> tuple[str, ...]:
        """Properties (dotted below the top) whose change from old to new inputs replaces the resource."""
        return self.type_of(token).immutable

    def replaces_by_deleting_first(self, token: str, old: Mapping[str, Any]) -> bool:
        """Whether the provider deletes what it replaces before it makes the new one."""
        return False

    def common(self, token: str, id_: str) -> dict[str, Any]:
        """Outputs that every resource of the package has."""
        return {}

    def invoke(self, token: str, args: Mapping[str, Any]) -> dict[str, Any]:
        raise Refused(f"{token} is not simulated")

    def after_create(self, made: Object) -> None:
        """Adds what the cloud makes of itself."""

    def create(self, token: str, inputs: dict[str, Any]) -> Object:
        kind = self.type_of(token)
        with self._alone(token, inputs), self.cloud.lock:
            self.fail.check(token)
            self.refuse("create", token, inputs, None)
            self.refuse_unreachable("create", token, inputs, None)
            id_ = self.make_id(token, inputs)
            outputs, scope = self.outputs(token, id_, inputs), self.scope(token, inputs)
            made = Object(token, id_, inputs, outputs, "", scope, kind.named_by_id)
            self.cloud.add(made)
            self.after_create(made)
            return made

    def refuse(self, step: Step, token: str, inputs: Mapping[str, Any], old: Object | None) -> None:
        """Raises Refused where the cloud would not do it: the same rules for a create and for an update."""
        kind = self.type_of(token)
        request = self._request(step, token, inputs, old)
        if step != "delete":
            _refuse_bad_name(kind, inputs)
            self._refuse_twins(request, kind)
        if changed := [prop for prop in kind.fixed if request.changed(prop)]:
            raise Refused(f"400 PropertyChangeNotAllowed: {', '.join(changed)} of {request.id}")
        self.rules.refuse(request)

    def refuse_unreachable(self, step: Step, token: str, inputs: Mapping[str, Any], old: Object | None) -> None:
        """Raises Refused where a host in use would no longer be reachable, or not yet. Nothing is kept of the step."""
        REACHABLE.refuse(self._request(step, token, inputs, old))

    def outputs(self, token: str, id_: str, inputs: Mapping[str, Any]) -> dict[str, Any]:
        """Everything the real provider would answer: the inputs, what is computed, and the rest as the SDK types it."""
        computed = {**self.common(token, id_), **self.type_of(token).computed(Made(id_, inputs, self.config))}
        rest = {
            name: sdk.example(hint, f"{id_.split('/')[-1]}-{name}")
            for name, hint in sdk.required_outputs(token).items()
            if name not in inputs and name not in computed
        }
        return {**rest, **inputs, **computed}

    def previewed(
        self, inputs: Mapping[str, Any], outputs: Mapping[str, Any], promise: str | None = None
    ) -> dict[str, Any]:
        """Outputs as a preview shows them: what is no input is as in `outputs`, or `promise` where that is given."""
        return {**{key: value if promise is None else promise for key, value in outputs.items()}, **inputs}

    def update(self, old: Object, inputs: dict[str, Any]) -> Object:
        kind = self.type_of(old.token)
        with self._alone(old.token, inputs), self.cloud.lock:
            self.refuse("update", old.token, inputs, old)
            self.refuse_unreachable("update", old.token, inputs, old)
            kept = {key: value for key, value in old.outputs.items() if key not in old.inputs}
            old.outputs = {**kept, **inputs, **kind.computed(Made(old.id, inputs, self.config))}
            old.inputs = inputs
            self.cloud.save(old)
            return old

    def delete(self, old: Object) -> None:
        with self._alone(old.token, old.inputs), self.cloud.lock:
            self.refuse("delete", old.token, old.inputs, old)
            self.refuse_unreachable("delete", old.token, old.inputs, old)
            self.cloud.remove(old)

    def find(self, token: str, id_: str, known: Mapping[str, Any]) -> Object | None:
        """What exists under an id, given what properties it had when last seen."""
        return self.cloud.objects.get(Object(token, id_, {}, {}, scope=self.scope(token, known)).key)

    def refuses_to_work(self) -> str | None:
        """Why the real provider would not begin, configured as this one is."""
        return None

    def stop(self) -> None:
        """Ends what runs beside the provider."""

    def _request(self, step: Step, token: str, inputs: Mapping[str, Any], old: Object | None) -> Request:
        id_ = old.id if old else self.make_id(token, inputs)
        scope = old.scope if old else self.scope(token, inputs)
        return Request(step, token, id_, inputs, old, self.cloud, self.cloud.world, self.config, scope)

    def _refuse_twins(self, request: Request, kind: ResourceType) -> None:
        mine = [request.inputs.get(prop) for prop in kind.unique]
        if kind.unique and any(mine == [o.inputs.get(prop) for prop in kind.unique] for o in request.others()):
            raise Refused(f"already exists: {request.token.split(':')[-1]} with {', '.join(kind.unique)} {mine}")

    def _alone(self, token: str, inputs: Mapping[str, Any]) -> "_Alone":
        alone = self.type_of(token).one_at_a_time
        return _Alone(self.cloud, self.make_id(token, inputs).rsplit("/", 2)[0] if alone else None)


def _refuse_bad_name(kind: ResourceType, inputs: Mapping[str, Any]) -> None:
    if kind.name_pattern:
        prop, pattern = kind.name_pattern
        if prop in inputs and not re.fullmatch(pattern, str(inputs[prop])):
            raise Refused(f"400 InvalidResourceName: {prop} {inputs[prop]!r} does not match {pattern}")


class _Alone:
    """Holds a name for as long as a cloud's write takes; a second writer is refused as the cloud refuses it."""

    def __init__(self, cloud: Cloud, name: str | None) -> None:
        self.cloud = cloud
        self.name = name

    def __enter__(self) -> None:
        if self.name is None:
            return
        with self.cloud.lock:
            if self.name in self.cloud.busy:
                raise Refused(f"409 Conflict: another write to {self.name} is in progress")
            self.cloud.busy.add(self.name)
        time.sleep(0.05)

    def __exit__(self, *_: object) -> None:
        if self.name is not None:
            self.cloud.busy.discard(self.name)
