"""ARM ids: what one says, which ids a value holds, and whether there is something under one."""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, cast

from sandbox.azure import workspaces
from sandbox.azure.existing import existing
from sandbox.cloud import Cloud, Object
from sandbox.values import strings
from sandbox.world import Thing, World

SUBSCRIPTION, GROUP = "Microsoft.Resources/subscriptions", "Microsoft.Resources/resourceGroups"
ROLE_DEFINITION = "Microsoft.Authorization/roleDefinitions"
_SCOPE = r"(?:/subscriptions/(?P<subscription>[^/]+)(?:/resourceGroups/(?P<group>[^/]+))?)?"
_SCOPE_ID = re.compile(_SCOPE, re.IGNORECASE)
_RESOURCE_ID = re.compile(
    rf"{_SCOPE}(?:/providers/.+)?/providers/(?P<provider>[^/]+)(?P<rest>(?:/[^/]+/[^/]+)+)", re.IGNORECASE
)
_SERVICE = "/blobservices/default"


@dataclass(frozen=True)
class ArmId:
    """An ARM id taken apart. Ids compare without case.

    https://learn.microsoft.com/azure/azure-resource-manager/management/resource-name-rules
    """

    text: str
    subscription: str
    """Empty for what lies in no subscription."""
    group: str
    """Resource group; empty for what lies in none."""
    type: str
    """Such as `Microsoft.Network/virtualNetworks/subnets`."""
    name: str
    """The last name in it."""

    def is_of(self, *types: str) -> bool:
        return self.type.lower() in [type_.lower() for type_ in types]


def parse(text: str) -> ArmId | None:
    """None for a text that is no ARM id."""
    text = text.rstrip("/")
    if found := _RESOURCE_ID.fullmatch(text):
        segments = found["rest"].split("/")[1:]
        type_ = "/".join([found["provider"], *segments[::2]])
        return ArmId(text, found["subscription"] or "", found["group"] or "", type_, segments[-1])
    if text and (found := _SCOPE_ID.fullmatch(text)):
        subscription, group = found["subscription"], found["group"]
        return ArmId(text, subscription, group or "", GROUP if group else SUBSCRIPTION, group or subscription)
    return None


def same(one: str, other: str) -> bool:
    """Whether two ids, names or regions are one."""
    return one.rstrip("/").lower() == other.rstrip("/").lower()


def ids(value: Any) -> Iterator[ArmId]:
    """Every ARM id in a structure, those inside JSON text too."""
    for text in strings(value):
        if id_ := parse(text):
            yield id_
        elif text.lstrip()[:1] in ("{", "["):
            yield from _ids_in_json(text)


def _ids_in_json(text: str) -> list[ArmId]:
    try:
        return list(ids(json.loads(text)))
    except (ValueError, RecursionError):
        return []


def named(inputs: Mapping[str, Any]) -> Iterator[ArmId]:
    """Every ARM id that the inputs of a resource refer to: what a tag says is nobody's business."""
    return ids({key: value for key, value in inputs.items() if key != "tags" and not key.startswith("__")})


def at(value: Any, path: str) -> Iterator[Any]:
    """What is at a dotted path, where `[]` stands for every item of a list; nothing where it leads nowhere."""
    name, _, rest = path.partition(".")
    found = mapping(value).get(name.removesuffix("[]"))
    for item in _list(found) if name.endswith("[]") else [found]:
        if rest:
            yield from at(item, rest)
        elif item is not None:
            yield item


def mapping(value: Any) -> Mapping[str, Any]:
    """The value where it is one; else an empty one."""
    return cast("Mapping[str, Any]", value) if isinstance(value, Mapping) else {}


def _list(value: Any) -> list[Any]:
    return cast("list[Any]", value) if isinstance(value, list) else []


def texts(value: Any, path: str) -> list[str]:
    """Every text at a path, empty ones left out."""
    return [item for item in at(value, path) if isinstance(item, str) and item]


def text(value: Any, path: str) -> str:
    """The first text at a path; empty where there is none."""
    return next(iter(texts(value, path)), "")


def subscription(config: Mapping[str, Any], world: World) -> str:
    """The provider's subscription; where it has none that of the person who signed in, the world's first."""
    return config.get("subscriptionId") or next(iter(world.all("azure", "subscriptions")), "")


def group_id(subscription_id: str, group: str) -> str:
    return f"/subscriptions/{subscription_id}/resourceGroups/{group}"


def find(cloud: Cloud, id_: str) -> Object | None:
    """What the program made under an id."""
    return next((o for o in cloud.objects.values() if o.token.startswith("azure-native:") and same(o.id, id_)), None)


def network_of(world: World, subnet_id: str) -> tuple[ArmId, Thing] | None:
    """The virtual network of a subnet, with its id; None where there is no such subnet."""
    network_id, _, name = subnet_id.rstrip("/").rpartition("/subnets/")
    network, id_ = world.find("azure", "networks", network_id), parse(network_id)
    if network and id_ and any(same(name, subnet) for subnet in network["subnets"]):
        return id_, network
    return None


def exists(cloud: Cloud, world: World, id_: ArmId) -> bool:
    """Whether something is there, made by the program or before it."""
    if id_.type == SUBSCRIPTION:
        return world.find("azure", "subscriptions", id_.name) is not None
    if id_.type == GROUP:
        return world.find("azure", "resourceGroups", id_.text) is not None
    whole = id_.text[: -len(_SERVICE)] if id_.text.lower().endswith(_SERVICE) else id_.text
    sections = ("networks", "managedClusters", "monitorWorkspaces", "grafanas", "identities", "resources")
    return (
        find(cloud, whole) is not None
        or any(world.find("azure", section, whole) is not None for section in sections)
        or network_of(world, whole) is not None
        or any(same(whole, one.id) for one in existing(world))
        or any(same(whole, default) for default in _made_along(cloud, world))
    )


def _made_along(cloud: Cloud, world: World) -> Iterator[str]:
    """What Azure made with a workspace: its default data collection endpoint and rule."""
    for workspace in (*cloud.of(workspaces.TOKEN), *workspaces.workspaces(world)):
        yield from strings(workspace.outputs.get("defaultIngestionSettings"))
