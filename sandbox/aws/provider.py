"""The simulated aws provider, as the bridged one behaves: defaults, replacement, what a deletion leaves."""

from collections.abc import Mapping
from typing import Any, ClassVar

from sandbox.aws.botocore_data import partition_of
from sandbox.aws.documents import document_problems
from sandbox.aws.existing import Existing
from sandbox.aws.lookups import LOOKUPS
from sandbox.aws.models import model_problems
from sandbox.aws.parameters import SUFFIX_LENGTH
from sandbox.aws.place import Place
from sandbox.aws.rules import RULES
from sandbox.aws.types import SOURCES, TYPES
from sandbox.cloud import Object, Refused
from sandbox.package import Package
from sandbox.resource_type import Made, ResourceType
from sandbox.rules import Table

OIDC_PROVIDER = "aws:iam/openIdConnectProvider:OpenIdConnectProvider"
CONFIGURATION = "aws:amp/workspaceConfiguration:WorkspaceConfiguration"
SETTINGS = (
    "retentionPeriodInDays",
    "limitsPerLabelSets",
    "outOfOrderTimeWindowInSeconds",
    "ruleQueryOffsetInSeconds",
)
_DEFAULTS = "__defaults"
"""Where the bridge keeps which inputs it filled in itself.
https://github.com/pulumi/pulumi-terraform-bridge/blob/main/pkg/tfbridge/schema.go"""


class Aws(Package):
    """Names are unique per account, ids are AWS's own."""

    name = "aws"
    rules: ClassVar[Table] = RULES
    types: ClassVar[Mapping[str, ResourceType]] = TYPES

    def make_id(self, token: str, inputs: Mapping[str, Any]) -> str:
        place = Place.of(self.config, inputs)
        kind = TYPES.get(token)
        if kind is None:
            return super().make_id(token, inputs)
        name: dict[str, Any] = {}
        if kind.name_prefix and "name" not in inputs:
            suffix = Made(super().make_id(token, inputs), {}, {}).hex(SUFFIX_LENGTH)
            name = {"name": f"{inputs.get('namePrefix', '')}{suffix}"}
        return kind.make_id({**inputs, **name, "account": place.account, "region": place.region})

    def scope(self, token: str, properties: Mapping[str, Any]) -> str:
        kind = TYPES.get(token)
        return Place.of(self.config, properties).scope(regional=kind is None or kind.regional)

    def defaults(self, token: str, name: str, old: Mapping[str, Any], inputs: dict[str, Any]) -> dict[str, Any]:
        kind = TYPES.get(token)
        if kind is None:
            return super().defaults(token, name, old, inputs)
        generated = {key: old[key] for key in old.get(_DEFAULTS) or () if key in old and key != "region"}
        by_prefix = kind.name_prefix and "namePrefix" in inputs
        filled = dict(inputs) if by_prefix else super().defaults(token, name, generated, inputs)
        if kind.regional and "region" not in filled and self.config.get("region"):
            filled["region"] = self.config["region"]
        return {**filled, _DEFAULTS: sorted(filled.keys() - inputs.keys())}

    def problems(self, token: str, inputs: Mapping[str, Any]) -> list[tuple[str, str]]:
        return [*model_problems(token, inputs), *document_problems(token, inputs)]

    def replacing(self, token: str, old: Mapping[str, Any], new: Mapping[str, Any]) -> tuple[str, ...]:
        always = super().replacing(token, old, new)
        # An alias cannot be taken away: terraform-provider-aws, internal/service/amp/workspace.go.
        if token == "aws:amp/workspace:Workspace" and old.get("alias") and not new.get("alias"):
            return (*always, "alias")
        if token.startswith("aws:vpc/securityGroup"):
            return (*always, *(one for one in SOURCES if bool(old.get(one)) != bool(new.get(one))))
        return always

    def replaces_by_deleting_first(self, token: str, old: Mapping[str, Any]) -> bool:
        # `nameRequiresDeleteBeforeReplace` of the bridge: a name that the program gave would collide.
        name = self.type_of(token).name
        return bool(name and old.get(name) and name not in (old.get(_DEFAULTS) or ()))

    def outputs(self, token: str, id_: str, inputs: Mapping[str, Any]) -> dict[str, Any]:
        return super().outputs(token, id_, {key: value for key, value in inputs.items() if key != _DEFAULTS})

    def create(self, token: str, inputs: dict[str, Any]) -> Object:
        left = self.find(token, str(inputs.get("workspaceId")), inputs) if token == CONFIGURATION else None
        if left is None or not left.made_by:
            return super().create(token, inputs)
        with self.cloud.lock:
            left.made_by = ""
            return self.update(left, inputs)

    def update(self, old: Object, inputs: dict[str, Any]) -> Object:
        before = dict(old.outputs)
        updated = super().update(old, inputs)
        updated.outputs.pop(_DEFAULTS, None)
        if old.token == CONFIGURATION:
            # The provider does not compute what is no longer stated: AWS keeps it.
            updated.outputs.update({key: before[key] for key in SETTINGS if inputs.get(key) is None and key in before})
        with self.cloud.lock:
            self.cloud.save(updated)
        return updated

    def delete(self, old: Object) -> None:
        workspace = self.find("aws:amp/workspace:Workspace", str(old.inputs.get("workspaceId")), old.outputs)
        if old.token != CONFIGURATION or workspace is None:
            super().delete(old)
            return
        # The provider's deletion is a no-op: the workspace keeps its settings, and takes them with it.
        with self.cloud.lock:
            self.refuse("delete", old.token, old.inputs, old)
            old.made_by, old.inputs = workspace.key, {}
            self.cloud.save(old)

    def find(self, token: str, id_: str, known: Mapping[str, Any]) -> Object | None:
        """Of what was there before a program only providers of OIDC can be taken over."""
        before = self.cloud.world.find("aws", "oidcProviders", id_)
        if token != OIDC_PROVIDER or before is None:
            return super().find(token, id_, known)
        inputs = {"url": f"https://{id_.partition('/')[2]}", "clientIdLists": before["clientIds"]}
        return Object(token, id_, inputs, self.outputs(token, id_, inputs), scope=self.scope(token, known))

    def refuses_to_work(self) -> str | None:
        # Pulumi's default is not to look: https://www.pulumi.com/registry/packages/aws/api-docs/provider/
        region, unseen = str(self.config.get("region")), str(self.config.get("skipRegionValidation", True)).lower()
        return f"invalid AWS Region: {region}" if unseen == "false" and partition_of(region) is None else None

    def invoke(self, token: str, args: Mapping[str, Any]) -> dict[str, Any]:
        look_up = LOOKUPS.get(token)
        if look_up is None:
            raise Refused(f"{token} is not simulated")
        with self.cloud.lock:
            return look_up(Existing(self.cloud, Place.of(self.config, args)), args)
