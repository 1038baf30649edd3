"""What a managed identity that exists already tells about itself."""

from typing import NamedTuple

import pulumi
from pulumi_azure_native import managedidentity


class IdentityError(pulumi.RunError):
    """An identity that cannot be used here."""


class Identity(NamedTuple):
    """A principal of Entra, and what is signed in with as it."""

    client_id: str
    principal_id: str


def existing_identity(identity_id: str, *, tenant_id: str, opts: pulumi.InvokeOptions) -> Identity:
    """Looks a user-assigned identity up, through a provider of its subscription. Raises IdentityError where it is in
    another tenant, and what the provider says where there is none."""
    *_, resource_group, _, _, _, name = identity_id.split("/")
    found = managedidentity.get_user_assigned_identity(
        resource_group_name=resource_group, resource_name=name, opts=opts
    )
    if found.tenant_id.lower() != tenant_id.lower():
        raise IdentityError(f"is in the Entra tenant {found.tenant_id}: it has no role in azure.tenantId")
    return Identity(client_id=found.client_id, principal_id=found.principal_id)
