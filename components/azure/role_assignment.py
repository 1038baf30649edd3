"""A built-in Azure role for one identity on one resource."""

import uuid
from typing import NotRequired, TypedDict

import pulumi
from pulumi_azure_native import authorization

# https://learn.microsoft.com/azure/role-based-access-control/built-in-roles
ROLES = {
    "Grafana Admin": "22926164-76b3-42b3-bc55-97df8dab3e41",
    "Monitoring Data Reader": "b0d8363b-8ddd-447d-831f-62ca05bff136",
    "Monitoring Metrics Publisher": "3913510d-42f4-4e42-8a64-420c390055eb",
    "Storage Blob Data Contributor": "ba92f5b4-2d11-453d-a403-e96b0029c9fe",
}


class RoleAssignmentArgs(TypedDict):
    """Who may do what, and where."""

    principal_id: pulumi.Input[str]
    """Principal (object) id of the identity; not its client id."""
    role: str
    """Display name of a built-in role, one of `ROLES`."""
    scope: pulumi.Input[str]
    """ARM id of the resource the role is given on."""
    exists: NotRequired[bool]
    """Whether the principal was there before, a person or a group perhaps; else it is an identity that may be new."""


class RoleAssignment(pulumi.ComponentResource):
    """A role assignment whose name follows from what it says, so that the same assignment is never made twice."""

    role_assignment_id: pulumi.Output[str]
    """ARM id of the assignment."""

    def __init__(self, name: str, args: RoleAssignmentArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("prometheus-stack:index:RoleAssignment", name, {}, opts)
        role = role_guid(args["role"])
        scope = pulumi.Output.from_input(args["scope"])
        assignment = authorization.RoleAssignment(
            f"{name}-assignment",
            role_assignment_name=pulumi.Output.format("{0}|{1}|{2}", scope, args["principal_id"], role).apply(_name),
            scope=scope,
            role_definition_id=scope.apply(lambda scope_id: role_definition_id(scope_id, role)),
            principal_id=args["principal_id"],
            principal_type=_principal_type(exists=args.get("exists", False)),
            # One principal has one assignment of a role on a scope, whatever its name is.
            opts=pulumi.ResourceOptions(parent=self, delete_before_replace=True),
        )
        self.role_assignment_id = assignment.id
        self.register_outputs({"role_assignment_id": self.role_assignment_id})


def _principal_type(*, exists: bool) -> pulumi.Output[str | None]:
    """Without a type Azure looks the principal up, and fails while a new identity is not replicated yet
    (https://learn.microsoft.com/azure/role-based-access-control/troubleshooting).

    An Output, because the SDK takes the plain None for `User`, which is refused of a group
    (https://github.com/Azure/azure-rest-api-specs/issues/21664).
    """
    return pulumi.Output.from_input(None if exists else "ServicePrincipal")


def role_guid(role: str) -> str:
    """GUID of a built-in role. Raises ValueError for a name that is not in `ROLES`."""
    if role not in ROLES:
        raise ValueError(f"unknown role {role!r}; known are {', '.join(sorted(ROLES))}")
    return ROLES[role]


def role_definition_id(scope_id: str, guid: str) -> str:
    """ARM id of a built-in role in the subscription of the scope, which need not be the deployer's."""
    match scope_id.split("/"):
        case ["", "subscriptions", subscription, *_]:
            return f"/subscriptions/{subscription}/providers/Microsoft.Authorization/roleDefinitions/{guid}"
        case _:
            raise ValueError(f"the scope of a role must be an ARM id in a subscription, not {scope_id!r}")


def _name(assignment: str) -> str:
    # ARM ids compare without case, and services return them in more than one.
    return str(uuid.uuid5(uuid.NAMESPACE_URL, assignment.lower()))
