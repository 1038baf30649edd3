"""What a deployer has to be allowed in Azure is what stacks declare and look up: all of it, and nothing else."""

import json
from collections.abc import Iterator
from functools import cache
from typing import Any

import pytest

from docs import azure_rights, azure_roles
from sandbox.azure.types import TYPES
from sandbox.stack_files import ROOT
from tests.recorder import Recorder
from tests.stack.files import declared_with_others, of_files
from tests.stack.hub import HUBS_SCOPE, in_network
from tests.stack.program import custom
from tests.stack.stacks import AZURE, CLUSTERS, SIGNED_IN, signed_in, stack, with_spokes

PACKAGE = "azure-native:"
ASSOCIATION = "monitor:DataCollectionRuleAssociation"
ASSIGNMENT = "Microsoft.Authorization/roleAssignments"
LOOK_UPS = {
    "containerservice:getManagedCluster": "Microsoft.ContainerService/managedClusters",
    "dashboard:getGrafana": "Microsoft.Dashboard/grafana",
    "managedidentity:getUserAssignedIdentity": "Microsoft.ManagedIdentity/userAssignedIdentities",
    "monitor:getAzureMonitorWorkspace": "Microsoft.Monitor/accounts",
    "network:getVirtualNetwork": "Microsoft.Network/virtualNetworks",
    "monitor:getPrivateLinkScope": "Microsoft.Insights/privateLinkScopes",
    "network:getPrivateEndpoint": "Microsoft.Network/privateEndpoints",
    "privatedns:getPrivateZone": "Microsoft.Network/privateDnsZones",
}
"""ARM type of what each look-up reads."""
TARGETS = {
    "azuremonitor": "Microsoft.Insights/privateLinkScopes",
    "prometheusMetrics": "Microsoft.Monitor/accounts",
    "blob": "Microsoft.Storage/storageAccounts",
    "grafana": "Microsoft.Dashboard/grafana",
}
"""ARM type that has each sub-resource: https://learn.microsoft.com/azure/private-link/private-endpoint-overview"""
EXISTING = {
    "workspaceId": f"/subscriptions/{AZURE['subscriptionId']}/resourceGroups/rg/providers/Microsoft.Monitor/accounts/m"
}


@cache
def declared() -> tuple[Recorder, ...]:
    kinds = [stack(kind, private=private) for kind in CLUSTERS for private in (False, True)]
    existing = stack("aks", only="azure", backends={"azure": {"kind": "azure-monitor", **EXISTING}})
    adopting = stack("aks", only="azure", azure=in_network(scope=HUBS_SCOPE))
    kinds += [signed_in(way) for way in SIGNED_IN]
    return (*of_files(), *(declared_with_others(config) for config in (*kinds, with_spokes(), existing, adopting)))


@cache
def types() -> frozenset[str]:
    made = {request.type for recorder in declared() for request in custom(recorder).values()}
    return frozenset(type_.removeprefix(PACKAGE) for type_ in made if type_.startswith(PACKAGE))


@cache
def look_ups() -> frozenset[str]:
    asked = {invoke.tok for recorder in declared() for invoke in recorder.invokes}
    return frozenset(token.removeprefix(PACKAGE) for token in asked if token.startswith(PACKAGE))


def inputs(type_: str) -> Iterator[dict[str, Any]]:
    for recorder in declared():
        yield from recorder.of_type(f"{PACKAGE}{type_}").values()


def arm(type_: str) -> str:
    return ASSIGNMENT if type_ == "authorization:RoleAssignment" else TYPES[type_].arm


def allowed(role: azure_roles.Role) -> set[str]:
    """Actions of the role in its file; ARM compares them without case."""
    return {action.lower() for action in json.loads((ROOT / "docs" / role.file).read_text())["Actions"]}


def own() -> set[str]:
    """Reading, writing and deleting what is declared. The service of blobs goes with its account only."""
    here = types() - {ASSOCIATION}
    every = {f"{arm(type_)}/{verb}".lower() for type_ in here for verb in ("read", "write", "delete")}
    return every - {"microsoft.storage/storageaccounts/blobservices/delete"}


def linked() -> Iterator[str]:
    """What Azure asks for on what a resource is linked to."""
    for endpoint in inputs("network:PrivateEndpoint"):
        for connection in endpoint["privateLinkServiceConnections"]:
            yield from (
                f"{TARGETS[group]}/privateEndpointConnectionsApproval/action" for group in connection["groupIds"]
            )
    if next(inputs("network:PrivateDnsZoneGroup"), None):
        yield "Microsoft.Network/privateDnsZones/join/action"


def test_the_stacks_have_every_type_that_azures_simulation_knows() -> None:
    assert types() == TYPES.keys()


def test_whoever_deploys_may_read_write_and_delete_every_type_that_a_stack_declares() -> None:
    assert own() - allowed(azure_roles.HERE) == set()


def test_whoever_deploys_may_link_what_is_built_to_what_it_leads_to() -> None:
    asked = {action.lower() for action in linked()}
    assert len(asked) == len(TARGETS) + 1
    assert asked <= allowed(azure_roles.HERE)


@pytest.mark.parametrize(
    ("type_", "action"),
    [
        ("network:PrivateEndpoint", "Microsoft.Network/virtualNetworks/subnets/join/action"),
        ("privatedns:VirtualNetworkLink", "Microsoft.Network/virtualNetworks/join/action"),
    ],
)
def test_whoever_deploys_may_join_the_networks_that_stacks_name(type_: str, action: str) -> None:
    assert next(inputs(type_), None)
    assert action.lower() in allowed(azure_roles.ELSEWHERE)


def test_whoever_deploys_may_read_what_stacks_look_up() -> None:
    assert look_ups() == LOOK_UPS.keys()
    elsewhere = allowed(azure_roles.ELSEWHERE) | allowed(azure_roles.OTHERS) | allowed(azure_roles.IDENTITY)
    assert {f"{arm_type}/read".lower() for arm_type in LOOK_UPS.values()} <= elsewhere


def test_of_an_identity_of_others_whoever_deploys_may_read_it_and_federate_it_and_no_more() -> None:
    identity = "microsoft.managedidentity/userassignedidentities"
    credentials = {f"{identity}/federatedidentitycredentials/{verb}" for verb in ("read", "write", "delete")}

    assert allowed(azure_roles.IDENTITY) == {f"{identity}/read", *credentials}


def test_whoever_deploys_may_use_scopes_and_zones_of_others_and_not_change_them() -> None:
    scopes = "microsoft.insights/privatelinkscopes/"
    members = {f"{scopes}scopedresources/{verb}" for verb in ("read", "write", "delete")}
    asked = {action.lower() for action in linked() if action.lower().startswith((scopes, "microsoft.network"))}

    assert next(one for one in inputs("monitor:PrivateLinkScopedResource") if one["scopeName"] == "hub")
    assert members | asked <= allowed(azure_roles.OTHERS)
    changing = {action for action in allowed(azure_roles.OTHERS) if action.endswith(("/write", "/delete"))}
    assert changing == members - {f"{scopes}scopedresources/read"}


RIGHTS = [*azure_rights.BESIDE, *azure_rights.NEIGHBOURS, *azure_rights.HUB, *azure_rights.GIVEN_IDENTITY]


def test_no_role_allows_what_no_stack_asks_for() -> None:
    asked = {right.action.lower() for right in RIGHTS if right.asked_by in types() | look_ups()}
    assert {right.asked_by for right in RIGHTS} <= types() | look_ups()
    roles = (azure_roles.HERE, azure_roles.ELSEWHERE, azure_roles.OTHERS, azure_roles.IDENTITY)
    assert set[str]().union(*map(allowed, roles)) == own() | asked
    approved = {action for action in asked if "approval" in action}
    assert approved <= {action.lower() for action in linked()}
    assert not {action for action in own() | asked if "*" in action}


def test_elsewhere_nothing_is_written_or_deleted() -> None:
    assert not {action for action in allowed(azure_roles.ELSEWHERE) if action.endswith(("/write", "/delete"))}


def test_on_a_cluster_its_associations_are_made_and_nothing_else() -> None:
    assert all("/managedClusters/" in one["resourceUri"] for one in inputs(ASSOCIATION))
    assert allowed(azure_roles.COLLECTION) == {
        f"{arm(ASSOCIATION)}/{verb}".lower() for verb in ("read", "write", "delete")
    }


def test_the_condition_lets_the_deployer_give_the_roles_that_stacks_give_and_no_other() -> None:
    given = [*inputs("authorization:RoleAssignment")]
    roles = sorted({one["roleDefinitionId"].rpartition("/")[2] for one in given})
    condition = azure_roles.condition()
    assert condition.count(f"RoleDefinitionId] ForAnyOfAnyValues:GuidEquals {{{', '.join(roles)}}}") == 2
    assert {one.get("principalType") for one in given} == {"ServicePrincipal", None}
    peoples = sorted({one["roleDefinitionId"].rpartition("/")[2] for one in given if "principalType" not in one})
    assert condition.count(f"RoleDefinitionId] ForAnyOfAnyValues:GuidEquals {{{', '.join(peoples)}}}\n )\n)") == 2
    assert condition.count("StringEqualsIgnoreCase {'ServicePrincipal'}") == 2
    assert condition.count("(") == condition.count(")")


def test_the_providers_to_register_are_those_of_what_is_declared() -> None:
    everywhere = {"Microsoft.Authorization", "Microsoft.Resources"}
    namespaces = {arm(type_).partition("/")[0] for type_ in types()} - everywhere
    assert azure_rights.providers() == sorted(namespaces)


def test_who_says_so_is_named_for_every_right() -> None:
    rights = RIGHTS
    assert all(right.source.startswith("https://learn.microsoft.com/") and right.why for right in rights)
