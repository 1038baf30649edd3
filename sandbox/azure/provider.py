"""The simulated azure-native provider: ARM ids, and what the provider fills in by itself."""

import uuid
from collections.abc import Mapping
from typing import Any, ClassVar

from sandbox import schema, sdk
from sandbox.azure import arm, look_ups, private_look_ups
from sandbox.azure.policy import deployed_by_policy
from sandbox.azure.rules import RULES
from sandbox.azure.types import PLACELESS, TYPES
from sandbox.cloud import Object
from sandbox.package import Package
from sandbox.resource_type import ResourceType
from sandbox.rules import Table
from sandbox.values import is_map

# What the provider notes in the inputs of a resource whose name it drew, as
# https://github.com/pulumi/pulumi-azure-native/blob/master/provider/pkg/provider/provider.go does.
CREATE_BEFORE_DELETE = "__createBeforeDelete"
ASSIGNMENT = "azure-native:authorization:RoleAssignment"
ASSOCIATION = "azure-native:monitor:DataCollectionRuleAssociation"
_LOOK_UPS = {
    "azure-native:containerservice:getManagedCluster": look_ups.cluster,
    "azure-native:dashboard:getGrafana": look_ups.grafana,
    "azure-native:managedidentity:getUserAssignedIdentity": look_ups.identity,
    "azure-native:monitor:getAzureMonitorWorkspace": look_ups.workspace,
    "azure-native:network:getVirtualNetwork": look_ups.network,
    "azure-native:monitor:getPrivateLinkScope": private_look_ups.scope,
    "azure-native:network:getPrivateEndpoint": private_look_ups.endpoint,
    "azure-native:privatedns:getPrivateZone": private_look_ups.zone,
}


class AzureNative(Package):
    """Everything ARM refuses is a row of `RULES`."""

    name = "azure-native"
    types: ClassVar[Mapping[str, ResourceType]] = {f"azure-native:{token}": kind for token, kind in TYPES.items()}
    rules: ClassVar[Table] = RULES

    def make_id(self, token: str, inputs: Mapping[str, Any]) -> str:
        kind = TYPES.get(token.partition(":")[2])
        if token == ASSIGNMENT:
            name = inputs.get("roleAssignmentName")
            return f"{str(inputs.get('scope')).rstrip('/')}/providers/Microsoft.Authorization/roleAssignments/{name}"
        if kind and token == ASSOCIATION:
            return f"{str(inputs.get('resourceUri')).rstrip('/')}/providers/{kind.arm}/{inputs.get('associationName')}"
        group = arm.group_id(arm.subscription(self.config, self.cloud.world), str(inputs.get("resourceGroupName")))
        if kind is None:
            return f"{group}/providers/{token.replace(':', '/')}/{inputs.get('name', uuid.uuid4())}"
        provider, *segments = kind.arm.split("/")
        names = [name[1:] if name.startswith("=") else inputs.get(name, "default") for name in kind.names]
        return f"{group}/providers/{provider}" + "".join(f"/{s}/{n}" for s, n in zip(segments, names, strict=True))

    def defaults(self, token: str, name: str, old: Mapping[str, Any], inputs: dict[str, Any]) -> dict[str, Any]:
        given = {key: value for key, value in inputs.items() if value is not None}
        return {**self._named(token, name, old, given), **self._located(token, old, given)}

    def _named(self, token: str, name: str, old: Mapping[str, Any], inputs: dict[str, Any]) -> dict[str, Any]:
        """Inputs with a name; a drawn one is noted as such, and kept for the resource's life."""
        kind = self.type_of(token)
        if kind.name is None or kind.name in inputs:
            return inputs
        named = super().defaults(token, name, old, inputs)
        if token == ASSIGNMENT:
            named = {**inputs, kind.name: old.get(kind.name) or str(uuid.uuid4())}
        drawn = old.get(CREATE_BEFORE_DELETE, False) if kind.name in old else not kind.name_is_logical
        return {**named, CREATE_BEFORE_DELETE: True} if drawn else named

    def _located(self, token: str, old: Mapping[str, Any], inputs: Mapping[str, Any]) -> dict[str, Any]:
        """The location where the program gives none: the one it has, the configured one, or the resource group's."""
        placeless = token.partition(":")[2] in PLACELESS
        if "location" in inputs or placeless or not sdk.has_input(token, "location"):
            return {}
        group = inputs.get("resourceGroupName")
        if location := old.get("location") or self.config.get("location"):
            return {"location": location}
        if group == schema.UNKNOWN:
            return {"location": schema.UNKNOWN}
        id_ = arm.group_id(arm.subscription(self.config, self.cloud.world), str(group))
        found = self.cloud.world.find("azure", "resourceGroups", id_)
        return {"location": found["location"]} if found else {}

    def replaces_by_deleting_first(self, token: str, old: Mapping[str, Any]) -> bool:
        """Unless its name was drawn: a new one is then made first, under another name."""
        return not old.get(CREATE_BEFORE_DELETE, False)

    def outputs(self, token: str, id_: str, inputs: Mapping[str, Any]) -> dict[str, Any]:
        return super().outputs(token, id_, _sent(inputs))

    def previewed(
        self, inputs: Mapping[str, Any], outputs: Mapping[str, Any], promise: str | None = None
    ) -> dict[str, Any]:
        """Also within what is input in part, such as an identity: as PreviewOutputs of
        https://github.com/pulumi/pulumi-azure-native/blob/master/provider/pkg/convert does."""
        shown = super().previewed(inputs, outputs, promise)
        both = [key for key in inputs if is_map(inputs[key]) and is_map(outputs.get(key)) and key != "tags"]
        return {**shown, **{key: self.previewed(inputs[key], outputs[key], promise) for key in both}}

    def update(self, old: Object, inputs: dict[str, Any]) -> Object:
        made = super().update(old, inputs)
        with self.cloud.lock:
            made.outputs = _sent(made.outputs)
            self.cloud.save(made)
            return made

    def after_create(self, made: Object) -> None:
        for one in deployed_by_policy(made, self.cloud.world):
            self.cloud.add(one)

    def invoke(self, token: str, args: Mapping[str, Any]) -> dict[str, Any]:
        look_up = _LOOK_UPS.get(token)
        if look_up is None:
            return super().invoke(token, args)
        with self.cloud.lock:
            return look_up(self, args)

    def common(self, token: str, id_: str) -> dict[str, Any]:
        kind = TYPES.get(token.partition(":")[2])
        return {"name": id_.split("/")[-1], "type": kind.arm if kind and kind.arm else token}


def _sent(values: Mapping[str, Any]) -> dict[str, Any]:
    """What is the resource's, without the provider's notes."""
    return {key: value for key, value in values.items() if not key.startswith("__")}
