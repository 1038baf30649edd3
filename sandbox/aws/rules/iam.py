"""Rows on roles, their policies and OIDC providers."""

from sandbox.aws.documents import size
from sandbox.aws.existing import Existing
from sandbox.aws.grammar import principals_of, statements_of
from sandbox.aws.place import Arn
from sandbox.aws.rules.table import RULES
from sandbox.rules import Request

PROVIDER = "iam/openIdConnectProvider:OpenIdConnectProvider"
QUOTAS = "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html"
INLINE_CHARACTERS = 10_240
MANAGED_CHARACTERS = 6_144


@RULES.rule(
    "iam/rolePolicy:RolePolicy", says="inline policies of a role over 10,240 characters together", source=QUOTAS
)
def _inline_size(request: Request) -> str | None:
    role = request.inputs.get("role")
    others = [o.inputs.get("policy") for o in request.others() if o.inputs.get("role") == role]
    if sum(map(size, [request.inputs.get("policy"), *others])) > INLINE_CHARACTERS:
        return f"LimitExceeded: Maximum policy size of {INLINE_CHARACTERS} bytes exceeded for role {role}"
    return None


@RULES.rule("iam/policy:Policy", says="a managed policy over 6,144 characters", source=QUOTAS)
def _managed_size(request: Request) -> str | None:
    if size(request.inputs.get("policy")) > MANAGED_CHARACTERS:
        return f"LimitExceeded: Cannot exceed quota for PolicySize: {MANAGED_CHARACTERS}"
    return None


@RULES.rule(
    "iam/role:Role",
    says="a permissions boundary that is no policy",
    source="https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreateRole.html",
)
def _boundary(request: Request) -> str | None:
    boundary = request.inputs.get("permissionsBoundary")
    arn = Arn.parse(str(boundary or ""))
    if boundary and (arn is None or arn.kind != "iam:policy"):
        return f"ValidationError: ARN {boundary} is not valid."
    return None


@RULES.rule(
    "iam/role:Role",
    says="a permissions boundary of another account",
    source="https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_boundaries.html",
)
def _foreign_boundary(request: Request) -> str | None:
    arn, here = Arn.parse(str(request.inputs.get("permissionsBoundary") or "")), Existing.of(request).place
    if arn and arn.account not in (here.account, "aws"):
        return f"NoSuchEntity: Scope ARN: {request.inputs['permissionsBoundary']} does not exist or is not attachable."
    return None


@RULES.rule(
    PROVIDER,
    says="an issuer that is not reached over https",
    source="https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreateOpenIDConnectProvider.html",
)
def _issuer_without_https(request: Request) -> str | None:
    url = str(request.inputs.get("url"))
    if not url.startswith("https://") or not url.removeprefix("https://"):
        return f"InvalidInput: Invalid Open ID Connect Provider URL {url}"
    return None


@RULES.rule(
    PROVIDER,
    says="a provider that takes tokens meant for nobody",
    source="https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_providers_create_oidc.html",
)
def _without_audience(request: Request) -> str | None:
    if not request.inputs.get("clientIdLists"):
        return "ValidationError: clientIDList: a provider needs one client id at least"
    return None


@RULES.rule(
    PROVIDER,
    says="a provider deleted while a role trusts it",
    source="https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_providers_create_oidc.html: every attempt to "
    "assume such a role fails from then on",
    steps=("delete",),
)
def _provider_in_use(request: Request) -> str | None:
    for role in request.cloud.of("aws:iam/role:Role"):
        for statement in statements_of(role.inputs.get("assumeRolePolicy")):
            if request.id in principals_of(statement, "Federated"):
                return f"DeleteConflict: role {role.id} trusts {request.id}"
    return None
