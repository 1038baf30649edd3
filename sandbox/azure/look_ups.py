"""What Azure answers when the provider looks something up in its subscription."""

from collections.abc import Mapping
from typing import Any

from sandbox.azure import arm, clusters, directory, grafanas, networks
from sandbox.azure.workspaces import TOKEN, TYPE, workspaces
from sandbox.cloud import Object, Refused
from sandbox.package import Package
from sandbox.world import Thing, World


def cluster(package: Package, args: Mapping[str, Any]) -> dict[str, Any]:
    """The AKS cluster of `resourceGroupName` and `resourceName`. Raises Refused where one of them does not exist."""
    name = str(args.get("resourceName"))
    return clusters.answer(*_in_world(package, args, "managedClusters", clusters.TYPE, name))


def network(package: Package, args: Mapping[str, Any]) -> dict[str, Any]:
    """The network of `resourceGroupName` and `virtualNetworkName`. Raises Refused where one of them does not exist."""
    name = str(args.get("virtualNetworkName"))
    return networks.answer(*_in_world(package, args, "networks", networks.TYPE, name))


def identity(package: Package, args: Mapping[str, Any]) -> dict[str, Any]:
    """The identity of `resourceGroupName` and `resourceName`, made by a program or there before."""
    name, world = str(args.get("resourceName")), package.cloud.world
    subscription = arm.subscription(package.config, world)
    tenant = str((world.find("azure", "subscriptions", subscription) or {}).get("tenant", ""))
    if made := arm.find(package.cloud, id_of(args, package.config, world, directory.TYPE, name)):
        return {**made.outputs, "id": made.id, "tenantId": tenant}
    return directory.answer(*_in_world(package, args, "identities", directory.TYPE, name), tenant)


def workspace(package: Package, args: Mapping[str, Any]) -> dict[str, Any]:
    """The workspace of `resourceGroupName` and `azureMonitorWorkspaceName`, made by a program or there before."""
    name, world = str(args.get("azureMonitorWorkspaceName")), package.cloud.world
    id_ = id_of(args, package.config, world, TYPE.arm, name)
    if made := arm.find(package.cloud, id_):
        return {**made.outputs, "id": made.id}
    before: Object | None = next((one for one in workspaces(world) if arm.same(one.id, id_)), None)
    if before is None:
        raise not_found(TYPE.arm, name, args)
    return {**package.outputs(TOKEN, before.id, before.inputs), "id": before.id}


def grafana(package: Package, args: Mapping[str, Any]) -> dict[str, Any]:
    """The Grafana of `resourceGroupName` and `workspaceName`, made by a program or there before."""
    name = str(args.get("workspaceName"))
    id_ = id_of(args, package.config, package.cloud.world, grafanas.TYPE.arm, name)
    if made := arm.find(package.cloud, id_):
        return {**made.outputs, "id": made.id}
    before = grafanas.find(package.cloud, id_)
    if before is None:
        raise not_found(grafanas.TYPE.arm, name, args)
    return {**package.outputs(grafanas.TOKEN, before.id, before.inputs), "id": before.id}


def _in_world(package: Package, args: Mapping[str, Any], section: str, type_: str, name: str) -> tuple[str, str, Thing]:
    """Id and name of a thing of the world, and the thing."""
    id_ = id_of(args, package.config, package.cloud.world, type_, name)
    found = package.cloud.world.find("azure", section, id_)
    if found is None:
        raise not_found(type_, name, args)
    return id_, name, found


def id_of(args: Mapping[str, Any], config: Mapping[str, Any], world: World, type_: str, name: str) -> str:
    """The id of what a look-up asks for. Raises Refused where there is no such resource group."""
    group = str(args.get("resourceGroupName"))
    group_id = arm.group_id(arm.subscription(config, world), group)
    if world.find("azure", "resourceGroups", group_id) is None:
        raise Refused(f"404 ResourceGroupNotFound: Resource group '{group}' could not be found.")
    return f"{group_id}/providers/{type_}/{name}"


def not_found(type_: str, name: str, args: Mapping[str, Any]) -> Refused:
    """What Azure answers where there is no such thing."""
    group = args.get("resourceGroupName")
    return Refused(f"404 ResourceNotFound: The Resource '{type_}/{name}' under resource group '{group}' was not found.")
