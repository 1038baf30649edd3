"""Azure Blob Storage: Azurite for the data, and before it who may touch which container, as a stack declares it."""

import http.client
import socket
import ssl
from pathlib import Path
from urllib.parse import quote

from tests.proof.support.declared.declarations import Declared, Stack
from tests.proof.support.processes import Process, free_port, tool
from tests.proof.support.stand_ins.authorities import Answer, Request
from tests.proof.support.stand_ins.certificates import Certificates
from tests.proof.support.stand_ins.clusters import Cluster
from tests.proof.support.stand_ins.entra import STORAGE, STORAGE_BLOB_DATA_CONTRIBUTOR, Entra, Refusal
from tests.proof.support.waiting import PATIENCE

ACCOUNT, CONTAINER = "azure-native:storage:StorageAccount", "azure-native:storage:BlobContainer"
# What the proxy's own connection sets anew.
PER_CONNECTION = {"connection", "date", "keep-alive", "server", "transfer-encoding"}


class BlobStorage:
    """The accounts a stack declares, their containers made; serves while its Azurite runs."""

    def __init__(self, stack: Stack, entra: Entra, home: Path) -> None:
        self.stack = stack
        self.entra = entra
        self.home = home
        self.domain = entra.cluster.azure.blobs
        self.port = free_port()
        self.certificates = Certificates(home / "certificates")

    @property
    def hosts(self) -> list[str]:
        return [f"{one.inputs['accountName']}.{self.domain}" for one in self.stack.of(ACCOUNT)]

    def azurite(self) -> Process:
        """Azurite with these accounts, whose keys nobody has."""
        certificate, key = self.certificates.files(f"*.{self.domain}")
        accounts = ";".join(f"{host.split('.')[0]}:bm9ib2R5IGhhcyB0aGlzIGtleQ==" for host in self.hosts)
        options = ["--blobPort", str(self.port), "--inMemoryPersistence", "--silent"]
        options += ["--oauth", "basic", "--cert", str(certificate), "--key", str(key)]
        options += ["--skipApiVersionCheck", "--disableTelemetry"]
        return Process(
            [tool("azurite-blob"), *options],
            log=self.home / "azurite.log",
            env={"AZURITE_ACCOUNTS": accounts},
            ready=self._listens,
        )

    def make_containers(self, cluster: Cluster) -> None:
        """Makes the declared containers, as Azure's control plane would."""
        [anybody, *_] = self.stack.of("azure-native:managedidentity:UserAssignedIdentity")
        token = self.entra.access_token(anybody, STORAGE, {"sub": cluster.issuer})
        for one in self.stack.of(CONTAINER):
            host = f"{one.inputs['accountName']}.{self.domain}"
            headers = {"authorization": f"Bearer {token}", "x-ms-version": "2024-11-04", "host": host}
            path = f"/{one.inputs['containerName']}?restype=container"
            made = self._forwarded(Request("PUT", host, path, headers, b""))
            assert made.status == 201, made

    def __call__(self, request: Request) -> Answer:
        try:
            claims = self.entra.claims(request, STORAGE)
            self.entra.require_role(claims, STORAGE_BLOB_DATA_CONTRIBUTOR, self._container(request).id)
        except Refusal as refusal:
            error = f"<Error><Code>AuthorizationPermissionMismatch</Code><Message>{refusal}</Message></Error>"
            headers = {"x-ms-error-code": "AuthorizationPermissionMismatch"}
            return Answer(403, error.encode(), headers, str(refusal))
        return self._forwarded(request)

    def _container(self, request: Request) -> Declared:
        name = request.path.split("?")[0].strip("/").split("/")[0]
        for one in self.stack.of(CONTAINER):
            if (one.inputs["containerName"], f"{one.inputs['accountName']}.{self.domain}") == (name, request.host):
                return one
        raise Refusal(f"{request.host} has no container {name}")

    def _forwarded(self, request: Request) -> Answer:
        context = ssl.create_default_context(cafile=str(self.certificates.authority))
        context.check_hostname = False
        connection = http.client.HTTPSConnection("127.0.0.1", self.port, timeout=PATIENCE, context=context)
        headers = {name: value for name, value in request.headers.items() if name not in PER_CONNECTION}
        connection.request(request.method, quote(request.path, safe="/?&=%:+"), request.body or None, headers)
        response = connection.getresponse()
        kept = {n.lower(): v for n, v in response.getheaders() if n.lower() not in PER_CONNECTION}
        answer = Answer(response.status, response.read(), kept)
        connection.close()
        return answer

    def _listens(self) -> bool:
        with socket.socket() as probe:
            return probe.connect_ex(("127.0.0.1", self.port)) == 0
