"""Role assignments."""

import re

from sandbox.azure import arm, directory, grafanas
from sandbox.azure.roles import BUILT_IN
from sandbox.rules import Request, Table

RULES = Table("azure-native")
_ASSIGNMENT = "authorization:RoleAssignment"
_IDENTITY = "azure-native:managedidentity:UserAssignedIdentity"
_TROUBLESHOOTING = "https://learn.microsoft.com/azure/role-based-access-control/troubleshooting"
_REST = "https://learn.microsoft.com/azure/role-based-access-control/role-assignments-rest"


def _is_guid(text: str) -> bool:
    return bool(re.fullmatch(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", text.lower()))


def _is_made(request: Request, output: str, value: str) -> bool:
    """Whether it is an output of an identity that the program made."""
    made = [identity.outputs for identity in request.cloud.of(_IDENTITY)]
    made += [arm.mapping(grafana.outputs.get("identity")) for grafana in request.cloud.of(grafanas.TOKEN)]
    return any(arm.same(str(identity.get(output)), value) for identity in made)


def _before(request: Request, principal: str) -> str | None:
    """The type of the principal, where it was there before the program."""
    if any(arm.same(grafanas.principal(one), principal) for one in grafanas.grafanas(request.world)):
        return "ServicePrincipal"
    return directory.principals(request.world).get(principal.lower())


@RULES.rule(_ASSIGNMENT, says="an assignment whose name is no GUID", source=_REST)
def _assignment_name(request: Request) -> str | None:
    name = str(request.inputs.get("roleAssignmentName"))
    if not _is_guid(name):
        return f"400 InvalidRoleAssignmentId: The role assignment ID '{name}' is not valid; it must be a GUID."
    return None


@RULES.rule(_ASSIGNMENT, says="a role definition that is no id", source=_REST)
def _definition_id(request: Request) -> str | None:
    id_ = arm.parse(str(request.inputs.get("roleDefinitionId")))
    if id_ is None or not id_.is_of(arm.ROLE_DEFINITION) or not _is_guid(id_.name):
        definition = request.inputs.get("roleDefinitionId")
        return f"400 InvalidRoleDefinitionId: The role definition ID '{definition}' is not valid."
    return None


@RULES.rule(_ASSIGNMENT, says="a role definition that does not exist", source=_TROUBLESHOOTING)
def _definition(request: Request) -> str | None:
    id_ = arm.parse(str(request.inputs.get("roleDefinitionId")))
    if id_ is None or not id_.is_of(arm.ROLE_DEFINITION) or not _is_guid(id_.name):
        return None
    if id_.name.lower() in BUILT_IN or request.world.find("azure", "roleDefinitions", id_.text):
        return None
    return f"404 RoleDefinitionDoesNotExist: The specified role definition with ID '{id_.name}' does not exist."


@RULES.rule(_ASSIGNMENT, says="a role for a client id", source=_TROUBLESHOOTING)
def _client_id(request: Request) -> str | None:
    principal = str(request.inputs.get("principalId"))
    if _is_made(request, "clientId", principal) or principal.lower() in directory.client_ids(request.world):
        return f"400 PrincipalTypeNotSupported: {principal} is a client id; a role is assigned to a principal id"
    return None


@RULES.rule(_ASSIGNMENT, says="a role for a principal that does not exist", source=_TROUBLESHOOTING)
def _principal(request: Request) -> str | None:
    principal = str(request.inputs.get("principalId"))
    if _is_made(request, "principalId", principal) or _is_made(request, "clientId", principal):
        return None
    if _before(request, principal) is None and principal.lower() not in directory.client_ids(request.world):
        return f"400 PrincipalNotFound: Principal {principal} does not exist in the directory."
    return None


@RULES.rule(
    _ASSIGNMENT,
    says="a role without `principalType` for a principal that this program made, which may not be replicated yet",
    source=f"{_TROUBLESHOOTING}#symptom---assigning-a-role-to-a-new-principal-sometimes-fails",
)
def _principal_type(request: Request) -> str | None:
    principal, given = str(request.inputs.get("principalId")), request.inputs.get("principalType")
    if not given and _is_made(request, "principalId", principal):
        return f"400 PrincipalNotFound: Principal {principal} does not exist in the directory; set principalType."
    return None


@RULES.rule(_ASSIGNMENT, says="a `principalType` that the principal is not of", source=_TROUBLESHOOTING)
def _other_principal_type(request: Request) -> str | None:
    principal, given = str(request.inputs.get("principalId")), request.inputs.get("principalType")
    known = _before(request, principal)
    actual = "ServicePrincipal" if _is_made(request, "principalId", principal) else known
    if given and actual and given != actual:
        return f"400 UnmatchedPrincipalType: The PrincipalId '{principal}' has type '{actual}', not '{given}'."
    return None


@RULES.rule(
    _ASSIGNMENT,
    says="a second assignment of one role to one principal on one scope",
    source=f"{_TROUBLESHOOTING}#symptom---role-assignments-with-identity-not-found",
)
def _assigned_twice(request: Request) -> str | None:
    def key(inputs: object) -> list[str]:
        paths = ("scope", "principalId", "roleDefinitionId")
        scope, principal, definition = (arm.text(inputs, path).rstrip("/").lower() for path in paths)
        return [scope, principal, definition.rpartition("/")[2]]

    if any(key(other.inputs) == key(request.inputs) for other in request.others()):
        return "409 RoleAssignmentExists: The role assignment already exists."
    return None
