"""Principals that were there before a stack, signed in as an application with its secret, or by a node of Azure's."""

import json
import time
from urllib.parse import parse_qs, urlsplit

from sandbox.azure import directory
from sandbox.world import World
from tests.proof.support.declared.declarations import Stack
from tests.proof.support.pods.mounted_files import data_of
from tests.proof.support.stand_ins.authorities import Answer, Request
from tests.proof.support.stand_ins.entra import Entra, Refusal

METADATA_SERVICE = "169.254.169.254"
CLIENT_SECRET = "client-secret"


class Directory(Entra):
    """Entra, which knows applications of the world too. Their secrets are those that the stack gives its cluster."""

    def exchange(self, tenant: str, form: dict[str, str]) -> str:
        if "client_secret" not in form:
            return super().exchange(tenant, form)
        if tenant != self.cluster.tenant:
            raise Refusal(f"AADSTS90002: tenant {tenant} not found")
        principal_id = self.principal(form["client_id"])
        if form["client_secret"] not in secrets_of(self.stack):
            raise Refusal("AADSTS7000215: Invalid client secret provided")
        audience = form["scope"].split()[0].removesuffix("/.default")
        return self.token(audience, oid=principal_id, appid=form["client_id"])

    def principal(self, client_id: str) -> str:
        """Whom a client id of the world signs in as."""
        found = directory.by_client_id(World.load()).get(client_id.lower())
        if found is None:
            raise Refusal(f"AADSTS700016: application {client_id} was not found in the directory")
        return found

    def metadata(self, request: Request) -> Answer:
        """The metadata service of a node: https://learn.microsoft.com/entra/identity/managed-identities-azure-resources/how-to-use-vm-token"""
        query = {key: one[0] for key, one in parse_qs(urlsplit(request.path).query).items()}
        if request.headers.get("metadata") != "true":
            return Answer(400, reason="Required metadata header not specified")
        try:
            principal_id = self.principal(query.get("client_id", ""))
        except Refusal:
            reason = f"the requested identity isn't assigned to this resource: {query.get('client_id')}"
            return Answer(400, b'{"error": "invalid_request"}', {}, reason)
        token = self.token(query["resource"], oid=principal_id, appid=query["client_id"])
        body = {"access_token": token, "expires_in": "3599", "expires_on": str(int(time.time()) + 3599)}
        answer = {**body, "resource": query["resource"], "token_type": "Bearer"}
        return Answer(200, json.dumps(answer).encode(), {"Content-Type": "application/json"})


def secrets_of(stack: Stack) -> set[str]:
    """Every secret of an application in the cluster."""
    found: set[str] = set()
    for one in stack.of("kubernetes:core/v1:Secret"):
        namespace, _, name = one.id.partition("/")
        data = data_of(stack.objects, "Secret", namespace, name)
        found |= {data[CLIENT_SECRET]} if CLIENT_SECRET in data else set()
    return found
