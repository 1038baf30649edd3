"""Entra ID and what is behind it, which decide by what a stack declares, as the real ones would."""

import json
import time
from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qs, urlsplit

import jwt
from cryptography.hazmat.primitives.asymmetric import rsa

from tests.proof.support.declared.declarations import Declared, Stack
from tests.proof.support.stand_ins.authorities import Answer, Request
from tests.proof.support.stand_ins.clusters import Cluster

# The same in every cloud.
STORAGE = "https://storage.azure.com"
# https://learn.microsoft.com/azure/role-based-access-control/built-in-roles
MONITORING_METRICS_PUBLISHER = "3913510d-42f4-4e42-8a64-420c390055eb"
STORAGE_BLOB_DATA_CONTRIBUTOR = "ba92f5b4-2d11-453d-a403-e96b0029c9fe"
ASSERTION = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"


class Refusal(Exception):
    """Why something is refused; the first word is the code where there is one."""


class Entra:
    """Exchanges service account tokens for access tokens of managed identities (workload identity federation)."""

    def __init__(self, stack: Stack, cluster: Cluster) -> None:
        self.stack = stack
        self.cluster = cluster
        self.host = cluster.azure.entra
        self._key = rsa.generate_private_key(65537, 2048)

    def __call__(self, request: Request) -> Answer:
        path = urlsplit(request.path).path.strip("/").split("/")
        if path == ["common", "discovery", "instance"]:
            return _json(self._discovery())
        if path[1:] == ["v2.0", ".well-known", "openid-configuration"]:
            return _json(self._configuration(path[0]))
        if path[1:] != ["oauth2", "v2.0", "token"]:
            return Answer(404, reason=f"{request.path} is nothing Entra has")
        try:
            token = self.exchange(path[0], {k: v[0] for k, v in parse_qs(request.body.decode()).items()})
        except Refusal as refusal:
            body = {"error": "invalid_client", "error_description": str(refusal)}
            return Answer(401, json.dumps(body).encode(), {"Content-Type": "application/json"}, str(refusal))
        return _json({"token_type": "Bearer", "expires_in": 3599, "ext_expires_in": 3599, "access_token": token})

    def access_token(self, identity: Declared, audience: str, assertion: dict[str, Any]) -> str:
        """An access token of an identity; `xms_sub` is for the test: who exchanged what for it."""
        ids = {"oid": identity.outputs["principalId"], "appid": identity.outputs["clientId"]}
        return self.token(audience, **ids, xms_sub=assertion["sub"])

    def token(self, audience: str, **who: str) -> str:
        """An access token for an audience, with claims of whom it is for."""
        now = int(time.time())
        claims = {"iss": f"https://sts.windows.net/{self.cluster.tenant}/", "aud": audience, "nbf": now - 60}
        claims |= {"iat": now, "exp": now + 3600, "tid": self.cluster.tenant, **who}
        return jwt.encode(claims, self._key, "RS256")

    def claims(self, request: Request, audience: str) -> dict[str, Any]:
        """Claims of a request's bearer token. Raises Refusal where it is not an access token for this audience."""
        kind, _, token = request.headers.get("authorization", "").partition(" ")
        if kind != "Bearer":
            raise Refusal("no bearer token")
        try:
            return jwt.decode(token, self._key.public_key(), ["RS256"], audience=[audience, f"{audience}/"])
        except jwt.InvalidTokenError as error:
            raise Refusal(f"the bearer token is not one for {audience}: {error}") from None

    def require_role(self, claims: dict[str, Any], role: str, scope: str) -> None:
        """Raises Refusal where the stack gives the identity no such role at the scope or above."""
        for given in (one.inputs for one in self.stack.there("azure-native:authorization:RoleAssignment")):
            mine = given["principalId"] == claims["oid"] and given["roleDefinitionId"].endswith(f"/{role}")
            if mine and f"{scope}/".startswith(f"{given['scope']}/"):
                return
        raise Refusal(f"AuthorizationFailed: principal {claims['oid']} has no role {role} on {scope}")

    def exchange(self, tenant: str, form: dict[str, str]) -> str:
        if tenant != self.cluster.tenant:
            raise Refusal(f"AADSTS90002: tenant {tenant} not found")
        if (form.get("grant_type"), form.get("client_assertion_type")) != ("client_credentials", ASSERTION):
            raise Refusal("AADSTS7000216: a client assertion is needed")
        try:
            assertion = self.cluster.claims(form["client_assertion"])
        except jwt.InvalidTokenError as error:
            raise Refusal(f"AADSTS700027: the assertion's signature is not valid: {error}") from None
        identity = self._identity(form["client_id"])
        self._require_federation(identity, assertion)
        return self.access_token(identity, form["scope"].split()[0].removesuffix("/.default"), assertion)

    def _identity(self, client_id: str) -> Declared:
        for one in self.stack.there("azure-native:managedidentity:UserAssignedIdentity"):
            if one.outputs["clientId"] == client_id:
                return one
        raise Refusal(f"AADSTS700016: application {client_id} was not found in the directory")

    def _require_federation(self, identity: Declared, assertion: dict[str, Any]) -> None:
        """Issuer, subject and audience are compared as they are, case and slashes included."""
        credentials = list(self._credentials(identity))
        for code, field, matches in (
            ("AADSTS700211", "issuer", lambda c: c["issuer"] == assertion["iss"]),
            ("AADSTS700213", "subject", lambda c: c["subject"] == assertion["sub"]),
            ("AADSTS700212", "audience", lambda c: set(c["audiences"]) & set(assertion["aud"])),
        ):
            credentials = [one for one in credentials if matches(one)]
            if not credentials:
                raise Refusal(f"{code}: no matching federated identity record for presented assertion {field}")

    def _credentials(self, identity: Declared) -> Iterator[dict[str, Any]]:
        for one in self.stack.there("azure-native:managedidentity:FederatedIdentityCredential"):
            if one.id.startswith(f"{identity.id}/"):
                yield one.inputs

    def _discovery(self) -> dict[str, Any]:
        alias = {"preferred_network": self.host, "preferred_cache": "login.windows.net", "aliases": [self.host]}
        endpoint = f"https://{self.host}/{self.cluster.tenant}/v2.0/.well-known/openid-configuration"
        return {"tenant_discovery_endpoint": endpoint, "api-version": "1.1", "metadata": [alias]}

    def _configuration(self, tenant: str) -> dict[str, Any]:
        base = f"https://{self.host}/{tenant}"
        return {
            "issuer": f"{base}/v2.0",
            "token_endpoint": f"{base}/oauth2/v2.0/token",
            "authorization_endpoint": f"{base}/oauth2/v2.0/authorize",
        }


def _json(body: dict[str, Any]) -> Answer:
    return Answer(200, json.dumps(body).encode(), {"Content-Type": "application/json"})
