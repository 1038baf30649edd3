"""What of the stack's cluster leaves its private networks: the hosts that a firewall has to let out."""

from collections.abc import Iterable, Iterator, Mapping, Sequence

import pulumi

from components.contracts.endpoints import AmpEndpoint, AzureMonitorEndpoint, write_access
from components.contracts.urls import host, host_of
from stack.config.aws import AMP_SERVICE
from stack.config.azure import AzureSection
from stack.config.azure_monitor import AzureMonitorBackend
from stack.config.stack_config import StackConfig
from stack.given import given

Hosts = Iterator[pulumi.Input[str]]


def of_azure_monitor(
    config: StackConfig, backends: Mapping[str, AzureMonitorBackend], endpoints: Mapping[str, AzureMonitorEndpoint]
) -> Hosts:
    """Who signs Prometheus in, unless its node does, and where it writes unless the way is private."""
    azure = given(config.azure)
    if azure.sign_in.asks_entra:
        yield _signs_in(azure)
    for name, endpoint in endpoints.items():
        theirs = endpoint["write_access"] == write_access(private=True)
        if not (theirs or config.is_private(backends[name])):
            yield endpoint["write_host"]


def of_amp(config: StackConfig, endpoints: Mapping[str, AmpEndpoint]) -> Hosts:
    """Who gives Prometheus its role, and where it writes, unless VPC endpoints of the region lead there."""
    aws = given(config.aws)
    services = aws.private_services
    if "sts" not in services:
        yield f"sts.{aws.region}.amazonaws.com"
    for endpoint in endpoints.values():
        if AMP_SERVICE not in services or endpoint["region"] != aws.region:
            yield host(endpoint["write_url"])


def of_blobs(azure: AzureSection, account_name: pulumi.Input[str], *, private: bool) -> Hosts:
    """Who signs Thanos in, and where its blocks are unless the way is private."""
    yield _signs_in(azure)
    if not private:
        yield pulumi.Output.format("{0}.{1}", account_name, azure.cloud_record.blob)


def of_ingress(config: StackConfig) -> Hosts:
    """Who issues certificates."""
    if config.ingress:
        yield host_of(config.ingress.acme_server)


def egress(hosts: Iterable[Sequence[pulumi.Input[str]]]) -> pulumi.Output[list[str]]:
    """Each host once, in order."""
    return pulumi.Output.all(*(one for some in hosts for one in some)).apply(lambda known: sorted({*known}))


def _signs_in(azure: AzureSection) -> str:
    return host_of(azure.cloud_record.authority)
