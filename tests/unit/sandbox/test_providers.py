"""A provider answers each of its connections in the configuration that came over it."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from pulumi.runtime.proto import provider_pb2

from sandbox.azure.provider import AzureNative
from sandbox.providers import Servicer, struct
from tests.unit.sandbox import azure_site as site

TOKEN = site.token("UserAssignedIdentity")
URN = f"urn:pulumi:dev::project::{TOKEN}::identity"


@dataclass
class Connection:
    """What gRPC tells of a request: over which connection it came."""

    name: str

    def peer(self) -> str:
        return f"ipv4:127.0.0.1:{self.name}"


@pytest.fixture
def servicer(tmp_path: Path) -> Servicer:
    return Servicer(AzureNative(site.open_azure(tmp_path).cloud, site.FailureSwitch()))


def connected(servicer: Servicer, name: str, subscription: str) -> Connection:
    connection = Connection(name)
    config = {"subscriptionId": subscription, "tenantId": site.TENANT}
    servicer.Configure(provider_pb2.ConfigureRequest(args=struct(config)), connection)
    return connection


def created(servicer: Servicer, connection: Connection) -> Any:
    inputs = {"resourceGroupName": "rg", "resourceName": "same", "location": "westeurope"}
    return servicer.Create(provider_pb2.CreateRequest(urn=URN, properties=struct(inputs)), connection)


def test_each_connection_writes_to_its_own_subscription(servicer: Servicer) -> None:
    one, other = connected(servicer, "1", site.SUBSCRIPTION), connected(servicer, "2", site.OTHER)

    assert [created(servicer, connection).id.split("/")[2] for connection in (one, other)] == [
        site.SUBSCRIPTION,
        site.OTHER,
    ]


def test_a_connection_that_is_configured_again_forgets_what_it_was(servicer: Servicer) -> None:
    connected(servicer, "1", site.SUBSCRIPTION)
    again = connected(servicer, "1", site.OTHER)

    assert created(servicer, again).id.split("/")[2] == site.OTHER


def test_a_connection_that_nobody_configured_is_answered_by_nobody(servicer: Servicer) -> None:
    connected(servicer, "1", site.SUBSCRIPTION)

    with pytest.raises(LookupError, match="no provider was configured"):
        created(servicer, Connection("2"))
