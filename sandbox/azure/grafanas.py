"""Managed Grafanas that were there before a program, and who their identities are."""

from collections.abc import Iterator

from sandbox.azure.types import TYPES
from sandbox.cloud import Cloud, Object
from sandbox.resource_type import Made
from sandbox.values import at
from sandbox.world import World

TOKEN = "azure-native:dashboard:Grafana"
TYPE = TYPES[TOKEN.partition(":")[2]]


def grafanas(world: World) -> Iterator[Object]:
    """The world's, each as if a program had made it; one without an `identity` has none."""
    for id_, grafana in world.all("azure", "grafanas").items():
        group = id_.split("/")[4]
        identity = {"type": "SystemAssigned" if grafana.get("identity", True) else "None"}
        inputs = {
            "workspaceName": id_.rsplit("/", 1)[1],
            "resourceGroupName": group,
            "location": grafana["location"],
            "sku": {"name": grafana.get("sku", "Standard")},
            "identity": identity,
        }
        yield Object(TOKEN, id_, inputs, dict(TYPE.computed(Made(id_, inputs, {}))))


def find(cloud: Cloud, id_: str) -> Object | None:
    """The Grafana of an id, made by the program or there before."""
    every = (*cloud.of(TOKEN), *grafanas(cloud.world))
    return next((one for one in every if one.id.lower() == id_.lower()), None)


def principal(grafana: Object) -> str:
    """Principal id of its own identity; empty where it has none."""
    return str(at(grafana.outputs, "identity", "principalId") or "")
