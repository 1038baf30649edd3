"""The custom roles of who deploys, and the condition under which they give roles to others."""

import json
from collections.abc import Iterable
from typing import Any, NamedTuple

from components.azure.role_assignment import ROLES
from docs.azure_rights import BESIDE, GIVEN_IDENTITY, HUB, NEIGHBOURS, on_cluster, own

PEOPLES = ("Grafana Admin", "Monitoring Data Reader")
"""Roles that stacks give to principals of any type: who a stack file names."""
PLACEHOLDER = "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups"


class Role(NamedTuple):
    """A custom role, and the file that it is in."""

    file: str
    name: str
    description: str
    group: str
    """What it is assigned on, in the example's words."""


HERE = Role(
    "azure-deployer-role.json", "prometheus-stack deployer", "Builds a stack in its resource group.", "rg-observability"
)
ELSEWHERE = Role(
    "azure-neighbour-role.json",
    "prometheus-stack neighbour",
    "What a stack's deployer does outside its resource group: to networks, and to the AKS cluster.",
    "rg-network",
)
OTHERS = Role(
    "azure-hub-role.json",
    "prometheus-stack hub member",
    "What a stack's deployer does to a private link scope and private DNS zones that others have made.",
    "rg-hub",
)

COLLECTION = Role(
    "azure-collection-role.json",
    "prometheus-stack collection",
    "Associates an AKS cluster with what Azure's agent collects in it.",
    "rg-aks",
)

IDENTITY = Role(
    "azure-identity-role.json",
    "prometheus-stack identity",
    "Lets Prometheus sign in as an identity of others.",
    "rg-identities",
)


def files() -> dict[str, str]:
    """The roles, by the file's name."""
    here = [*own(), *(right.action for right in BESIDE)]
    return {
        HERE.file: _definition(HERE, here),
        ELSEWHERE.file: _definition(ELSEWHERE, [right.action for right in NEIGHBOURS]),
        COLLECTION.file: _definition(COLLECTION, on_cluster()),
        OTHERS.file: _definition(OTHERS, [right.action for right in HUB]),
        IDENTITY.file: _definition(IDENTITY, [right.action for right in GIVEN_IDENTITY]),
    }


def condition() -> str:
    """The condition under which the deployer gives roles, in Azure's language."""
    return "\nAND\n".join([_only("write", "@Request"), _only("delete", "@Resource")])


def _only(verb: str, asked: str) -> str:
    assignments = "Microsoft.Authorization/roleAssignments"
    roles, peoples = (", ".join(sorted(guids)) for guids in (ROLES.values(), [ROLES[role] for role in PEOPLES]))
    return f"""(
 (
  !(ActionMatches{{'{assignments}/{verb}'}})
 )
 OR
 (
  {asked}[{assignments}:RoleDefinitionId] ForAnyOfAnyValues:GuidEquals {{{roles}}}
  AND
  {asked}[{assignments}:PrincipalType] ForAnyOfAnyValues:StringEqualsIgnoreCase {{'ServicePrincipal'}}
 )
 OR
 (
  {asked}[{assignments}:RoleDefinitionId] ForAnyOfAnyValues:GuidEquals {{{peoples}}}
 )
)"""


def _definition(role: Role, actions: Iterable[str]) -> str:
    definition: dict[str, Any] = {
        "Name": role.name,
        "IsCustom": True,
        "Description": role.description,
        "Actions": sorted(set(actions), key=str.lower),
        "NotActions": [],
        "DataActions": [],
        "NotDataActions": [],
        "AssignableScopes": [f"{PLACEHOLDER}/{role.group}"],
    }
    return json.dumps(definition, indent=2) + "\n"
