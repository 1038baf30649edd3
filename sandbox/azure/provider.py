"""The simulated azure-native provider: ARM ids, and the rules of order ARM enforces."""

import uuid
from collections.abc import Mapping
from typing import Any, ClassVar

from sandbox.azure.rules import RULES
from sandbox.azure.types import TYPES, ArmType
from sandbox.cloud import Object, Refused
from sandbox.package import Package, ResourceType
from sandbox.plain import strings
from sandbox.rules import Step, Table


class AzureNative(Package):
    """ARM refuses children without parents and ids that lead nowhere; it never replaces in place."""

    name = "azure-native"
    types: ClassVar[Mapping[str, ResourceType]] = {f"azure-native:{token}": kind for token, kind in TYPES.items()}
    rules: ClassVar[Table] = RULES

    def make_id(self, token: str, inputs: Mapping[str, Any]) -> str:
        kind = self.types.get(token)
        if token.endswith(":RoleAssignment"):
            assignment = inputs.get("roleAssignmentName", uuid.uuid4())
            return f"{inputs['scope']}/providers/Microsoft.Authorization/roleAssignments/{assignment}"
        group = f"/subscriptions/{self.config['subscriptionId']}/resourceGroups/{inputs.get('resourceGroupName')}"
        if kind is None:
            return f"{group}/providers/{token.replace(':', '/')}/{inputs.get('name', uuid.uuid4())}"
        provider, *segments = kind.arm.split("/")
        names = [name[1:] if name.startswith("=") else inputs.get(name, "default") for name in kind.names]
        return f"{group}/providers/{provider}" + "".join(f"/{s}/{n}" for s, n in zip(segments, names, strict=True))

    def replaces_by_deleting_first(self, token: str, old: Mapping[str, Any]) -> bool:
        return True

    def refuse(self, step: Step, token: str, inputs: Mapping[str, Any], old: Object | None) -> None:
        kind = self.types.get(token)
        if step == "create" and kind and kind.arm.count("/") > 1:
            parent = self._parent(kind, self.make_id(token, inputs))
            if parent and self.cloud.by_id(parent) is None:
                raise Refused(f"404 ParentResourceNotFound: {parent}")
        for text in strings(dict(inputs)) if step != "delete" else ():
            if self._is_simulated(text) and self.cloud.by_id(text) is None:
                raise Refused(f"404 ResourceNotFound: {text}")
        super().refuse(step, token, inputs, old)

    def invoke(self, token: str, args: Mapping[str, Any]) -> dict[str, Any]:
        if token == "azure-native:containerservice:getManagedCluster":
            tenant = uuid.uuid5(uuid.NAMESPACE_DNS, "tenant")
            cluster = uuid.uuid5(uuid.NAMESPACE_DNS, f"{args['resourceGroupName']}/{args['resourceName']}")
            return {
                "name": args["resourceName"],
                "oidcIssuerProfile": {
                    "enabled": True,
                    "issuerURL": f"https://westeurope.oic.prod-aks.azure.com/{tenant}/{cluster}/",
                },
                "securityProfile": {"workloadIdentity": {"enabled": True}},
            }
        return super().invoke(token, args)

    def common(self, token: str, id_: str) -> dict[str, Any]:
        kind = self.types.get(token)
        return {"name": id_.split("/")[-1], "type": kind.arm if kind and kind.arm else token}

    def _parent(self, kind: ArmType, id_: str) -> str | None:
        parent = id_.rsplit("/", 2)[0]
        arm = kind.arm.rsplit("/", 1)[0]
        while arm.count("/") > 1 and not any(known.arm == arm for known in self.types.values()):
            arm, parent = arm.rsplit("/", 1)[0], parent.rsplit("/", 2)[0]
        # A blob service exists with its account, whether or not its properties are managed.
        return parent.removesuffix("/blobServices/default")

    def _is_simulated(self, text: str) -> bool:
        if not text.startswith("/subscriptions/") or "/providers/" not in text:
            return False
        segments = text.split("/providers/")[-1].split("/")
        arm = "/".join([segments[0], *segments[1::2]])
        return any(kind.arm == arm for kind in self.types.values())
