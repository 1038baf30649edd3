"""The page on what a deployer has to be allowed in Azure."""

from collections.abc import Iterable

from docs.azure_rights import BESIDE, GIVEN_IDENTITY, HUB, NEIGHBOURS, PRIVATE_LINK, RBAC, Right, own, providers
from docs.azure_roles import COLLECTION, ELSEWHERE, HERE, IDENTITY, OTHERS, Role, condition

_CONDITION = f"{RBAC}/delegate-role-assignments-examples#example-constrain-roles-and-principal-types"
INTRODUCTION = """# What a deployer has to be allowed in Azure

Who runs `pulumi up` needs two custom roles: one on the stack's resource group, one on what it uses elsewhere; and one
more each for `azure.collection`, where `azure.privateLink` names a scope or zones of others, and where Prometheus signs
in as an identity of others (with `managed-identity` its `read` alone). They are files to give to
`az role definition create --role-definition @<file>`, once the ids in `AssignableScopes` are yours. A test keeps them
to what stacks declare and look up: nothing is missing of it, and nothing else is in them. They have not met a live
subscription.
"""
REGISTRATION = """## Once for the subscription

Somebody who may registers the resource providers, which takes `<provider>/register/action` on the subscription:

```sh
{commands}
```
"""
ASSIGNING = """## Assigning them

The first role gives roles to others, so it is assigned with a condition: no role but those that stacks give, and to
nobody but identities ([Microsoft's example]({source})); the two of `readers` and of `azure.grafana.admins` to anybody,
because Azure looks up who those are, and a condition on the type takes no request that does not say it
([azurerm](https://registry.terraform.io/providers/hashicorp/azurerm/latest/docs/resources/role_assignment)). Without
these keys, leave its last part out.

```sh
az role assignment create --role "{role}" --assignee <deployer> --scope <resource group> \\
  --condition-version 2.0 --condition "$(cat condition.txt)"
```

with `condition.txt`:

```
{condition}
```

Where the network is in another subscription, its private endpoints and their zone groups are made in its own resource
group: the first role is assigned there, too. So it is on a Managed Grafana of others that shows a private store: its
way there, a managed private endpoint, is made in it.

On what is another stack's: [exports.md](exports.md#what-a-spokes-deployer-has-to-be-allowed).
"""
COLLECTING = """## On an AKS cluster that Azure's agent collects in

Only for `azure.collection`: [{file}]({file}), assigned on the cluster: `read`,
`write` and `delete` of its associations with data collection rules
(<{rbac}/permissions/monitor>). It turns no add-on on: the
cluster's owner does, by the command that the stack's warning has.
"""
UNCONFIRMED = """## Unconfirmed

- `Microsoft.Network/privateEndpoints/privateDnsZoneGroups/delete` is in no table of Microsoft that was read, which have
  its `read` and `write`. Custom roles in use have it.
- Whether a scope asks for a right on the data collection endpoint that becomes its member, beside those here.
- Whether Azure asks for more than `read` on the workspace, of metrics or of logs, that a data collection rule names as
  its destination.
- Whether a managed private endpoint of a Grafana asks for `Microsoft.Dashboard/grafana/managedPrivateEndpoints/action`,
  which the built-in Azure Managed Grafana Workspace Contributor has beside `write` and `delete`.
- Whether an endpoint's network interface takes rights of its own: one table of Microsoft for automatic approval has
  `Microsoft.Network/networkInterfaces/**`, the list of what an endpoint takes has not ([both]({private_link})).
- `Microsoft.Monitor/accounts/metricsContainers/read` and `write` are in no table of Microsoft that was read; the type
  is that of Microsoft's own template for higher limits. Where Azure knows them by another name it refuses the whole
  role: take them out where no stack says `limits`.
- Statuses of long operations that Azure keeps below the subscription are not in a role that is assigned on a group, nor
  are they in Contributor there.
"""


def page() -> str:
    """The whole page."""
    commands = "\n".join(f"az provider register --namespace {provider}" for provider in providers())
    assigning = ASSIGNING.format(source=_CONDITION, role=HERE.name, condition=condition())
    rights = [
        _section("On the stack's resource group", HERE, own(), BESIDE),
        _section("On networks, the AKS cluster, workspaces and Grafanas of others", ELSEWHERE, [], NEIGHBOURS),
        COLLECTING.format(file=COLLECTION.file, rbac=RBAC),
        _section("On a private link scope and private DNS zones of others", OTHERS, [], HUB),
        _section("On the identity of `azure.signIn.identityId`", IDENTITY, [], GIVEN_IDENTITY),
    ]
    unconfirmed = UNCONFIRMED.format(private_link=PRIVATE_LINK)
    return "\n".join([INTRODUCTION, *rights, REGISTRATION.format(commands=commands), assigning, unconfirmed])


def _section(title: str, role: Role, actions: list[str], rights: Iterable[Right]) -> str:
    first = f"[{role.file}]({role.file})"
    every = f": `read`, `write` and `delete` of every type that is built\n(<{RBAC}/resource-provider-operations>), and"
    each = ", assigned on each of them that the stack file names:"
    rows = [f"| `{right.action}` | {right.why} | <{right.source}> |" for right in rights]
    head = ["| action | why | on whose word |", "|---|---|---|"]
    return "\n".join([f"## {title}", "", f"{first}{every if actions else each}", "", *head, *rows, ""])
