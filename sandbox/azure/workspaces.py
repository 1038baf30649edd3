"""Azure Monitor workspaces that were there before a program."""

from collections.abc import Iterator

from sandbox.azure.types import TYPES
from sandbox.cloud import Object
from sandbox.resource_type import Made
from sandbox.world import World

TOKEN = "azure-native:monitor:AzureMonitorWorkspace"
TYPE = TYPES[TOKEN.partition(":")[2]]


def workspaces(world: World) -> Iterator[Object]:
    """The world's workspaces, each as if a program had made it."""
    for id_, workspace in world.all("azure", "monitorWorkspaces").items():
        group = id_.split("/")[4]
        inputs = {"azureMonitorWorkspaceName": id_.rsplit("/", 1)[1], "resourceGroupName": group, **workspace}
        yield Object(TOKEN, id_, inputs, dict(TYPE.computed(Made(id_, inputs, _config(world, id_)))))


def _config(world: World, id_: str) -> dict[str, str]:
    """What a provider of its subscription is configured with."""
    subscription = world.find("azure", "subscriptions", id_.split("/")[2]) or {}
    return {"environment": str(subscription.get("environment", "public"))}
