"""STS and Amazon Managed Service for Prometheus, which decide by what a stack declares, as the real ones would."""

import json
import re
import secrets
from typing import Any
from urllib.parse import parse_qs

import jwt
from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials

from tests.proof.support.declared.declarations import Declared, Stack
from tests.proof.support.stand_ins.authorities import Answer, Request
from tests.proof.support.stand_ins.aws_policies import account_of, allowed, listed
from tests.proof.support.stand_ins.clusters import Cluster
from tests.proof.support.stand_ins.workspaces import amp_workspaces

STS_HOSTS, AMP_HOSTS = "sts.*.amazonaws.com", "aps-workspaces.*.amazonaws.com"
ROLE, ROLE_POLICY = "aws:iam/role:Role", "aws:iam/rolePolicy:RolePolicy"
OIDC_PROVIDER = "aws:iam/openIdConnectProvider:OpenIdConnectProvider"
RESOURCE_POLICY = "aws:amp/resourcePolicy:ResourcePolicy"
AUTHORIZATION = re.compile(
    r"AWS4-HMAC-SHA256 Credential=(?P<key>[^/]+)/(?P<day>\d{8})/(?P<region>[^/]+)/(?P<service>[^/]+)/aws4_request, "
    r"SignedHeaders=(?P<headers>[^,]+), Signature=(?P<signature>[0-9a-f]{64})"
)
ACTION = "AssumeRoleWithWebIdentity"
MUST_SIGN = {"host", "x-amz-date", "x-amz-security-token"}


class Denied(Exception):
    """An error code of AWS and why."""

    def __init__(self, code: str, why: str) -> None:
        super().__init__(f"{code}: {why}")
        self.code = code


class Aws:
    """The account of a stack, with its roles and their sessions; and workspaces of any account."""

    def __init__(self, stack: Stack, cluster: Cluster) -> None:
        self.stack = stack
        self.cluster = cluster
        self.sessions: dict[str, tuple[Credentials, Declared]] = {}
        """Credentials and role by access key."""

    def sts(self, request: Request) -> Answer:
        """AssumeRoleWithWebIdentity (https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRoleWithWebIdentity.html)."""
        form = {key: values[0] for key, values in parse_qs(request.body.decode()).items()}
        try:
            role = self._assumable(form)
        except Denied as denied:
            error = f"<Error><Type>Sender</Type><Code>{denied.code}</Code><Message>{denied}</Message></Error>"
            return Answer(403, f"<ErrorResponse>{error}</ErrorResponse>".encode(), reason=str(denied))
        credentials = Credentials(f"ASIA{secrets.token_hex(8).upper()}", secrets.token_hex(20), secrets.token_hex(64))
        self.sessions[credentials.access_key] = (credentials, role)
        return Answer(200, _assumed(credentials, role, form["RoleSessionName"]), {"Content-Type": "text/xml"})

    def refuse(self, request: Request) -> str | None:
        """Why a remote write is refused: its signature, or what the role's session may do."""
        try:
            role = self._signer(request)
            self._require(role, "aps:RemoteWrite", self._workspace(request))
        except Denied as denied:
            return str(denied)
        return None

    def _assumable(self, form: dict[str, str]) -> Declared:
        if form.get("Action") != ACTION:
            raise Denied("InvalidAction", f"{form.get('Action')} is not possible without credentials")
        try:
            claims = self.cluster.claims(form["WebIdentityToken"])
        except jwt.InvalidTokenError as error:
            raise Denied("InvalidIdentityToken", str(error)) from None
        provider = claims["iss"].removeprefix("https://")
        self._require_provider(provider, claims)
        for role in (one for one in self.stack.of(ROLE) if one.outputs["arn"] == form["RoleArn"]):
            for statement in json.loads(role.inputs["assumeRolePolicy"])["Statement"]:
                if self._trusts(statement, provider, claims):
                    return role
        raise Denied("AccessDenied", f"Not authorized to perform sts:{ACTION}")

    def _require_provider(self, provider: str, claims: dict[str, Any]) -> None:
        """On EKS the provider is the cluster's own: made with it, for the audience of STS."""
        audiences = {one.inputs["url"]: one.inputs["clientIdLists"] for one in self.stack.of(OIDC_PROVIDER)}
        if self.cluster.kind == "eks":
            audiences[self.cluster.issuer] = ["sts.amazonaws.com"]
        if claims["iss"] not in audiences:
            raise Denied("InvalidIdentityToken", f"No OpenIDConnect provider found in your account for {provider}")
        if not set(audiences[claims["iss"]]) & set(claims["aud"]):
            raise Denied("InvalidIdentityToken", "Incorrect token audience")

    def _trusts(self, statement: dict[str, Any], provider: str, claims: dict[str, Any]) -> bool:
        """Whether a statement of a trust policy lets the token's subject in. Knows no condition but StringEquals."""
        arn = f"arn:aws:iam::{self.cluster.account}:oidc-provider/{provider}"
        values = {f"{provider}:aud": claims["aud"], f"{provider}:sub": [claims["sub"]]}
        assert statement["Condition"].keys() == {"StringEquals"}, statement
        return (
            statement["Effect"] == "Allow"
            and statement["Action"] == f"sts:{ACTION}"
            and statement["Principal"] == {"Federated": arn}
            and all(
                set(values.get(key, ())) & set(listed(wanted))
                for key, wanted in statement["Condition"]["StringEquals"].items()
            )
        )

    def _signer(self, request: Request) -> Declared:
        """The role whose session signed the request, verified with botocore for this host's region and `aps`."""
        region = request.host.split(".")[1]
        found = AUTHORIZATION.fullmatch(request.headers.get("authorization", ""))
        if not found or found["key"] not in self.sessions:
            raise Denied("MissingAuthenticationToken", "the request is not signed by a session of this account")
        if (found["region"], found["service"]) != (region, "aps"):
            raise Denied("InvalidSignatureException", f"Credential should be scoped to {region}/aps")
        credentials, role = self.sessions[found["key"]]
        signed = found["headers"].split(";")
        if missing := MUST_SIGN - set(signed):
            raise Denied("InvalidSignatureException", f"not signed: {', '.join(sorted(missing))}")
        if request.headers["x-amz-security-token"] != credentials.token:
            raise Denied("UnrecognizedClientException", "The security token included in the request is invalid")
        if found["signature"] != _signature(request, credentials, region, signed):
            raise Denied("InvalidSignatureException", "the signature does not match")
        return role

    def _workspace(self, request: Request) -> str:
        if arn := amp_workspaces(self.stack).get(f"https://{request.host}{request.path}"):
            return arn
        raise Denied("ResourceNotFoundException", f"no workspace is written to at {request.path}")

    def _require(self, role: Declared, action: str, workspace: str) -> None:
        """The role's own policies have to allow it, and the workspace's too where it is another account's.

        https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic-cross-account.html
        """
        arn, name = role.outputs["arn"], role.outputs["name"]
        own = [one.inputs["policy"] for one in self.stack.of(ROLE_POLICY) if one.inputs["role"] == name]
        if not allowed(own, action, workspace):
            raise Denied("AccessDeniedException", f"{arn} may not {action} on {workspace}: by no policy of its own")
        policies = [one for one in self.stack.there(RESOURCE_POLICY) if _is_of(one, workspace)]
        theirs = [one.inputs["policyDocument"] for one in policies]
        if account_of(workspace) != account_of(arn) and not allowed(theirs, action, workspace, principal=arn):
            raise Denied(
                "AccessDeniedException", f"{arn} may not {action} on {workspace}: by no policy of the workspace"
            )


def _is_of(policy: Declared, workspace: str) -> bool:
    return workspace.endswith(f"/{policy.inputs['workspaceId']}")


def _signature(request: Request, credentials: Credentials, region: str, signed: list[str]) -> str:
    headers = {name: request.headers[name] for name in signed}
    own = AWSRequest(request.method, f"https://{request.host}{request.path}", headers, request.body)
    own.context["timestamp"] = request.headers["x-amz-date"]
    signer = SigV4Auth(credentials, "aps", region)
    return str(signer.signature(signer.string_to_sign(own, signer.canonical_request(own)), own))


def _assumed(credentials: Credentials, role: Declared, session: str) -> bytes:
    fields = {"AccessKeyId": credentials.access_key, "SecretAccessKey": credentials.secret_key}
    fields |= {"SessionToken": credentials.token, "Expiration": "2099-01-01T00:00:00Z"}
    arn = role.outputs["arn"].replace(":iam:", ":sts:").replace(":role/", ":assumed-role/")
    user = f"<Arn>{arn}/{session}</Arn><AssumedRoleId>AROA:{session}</AssumedRoleId>"
    inside = f"<Credentials>{''.join(f'<{k}>{v}</{k}>' for k, v in fields.items())}</Credentials>"
    result = f"<{ACTION}Result>{inside}<AssumedRoleUser>{user}</AssumedRoleUser></{ACTION}Result>"
    namespace = "https://sts.amazonaws.com/doc/2011-06-15/"
    return f'<{ACTION}Response xmlns="{namespace}">{result}</{ACTION}Response>'.encode()
