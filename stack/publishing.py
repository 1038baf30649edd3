"""Prometheus as the publisher of Azure Monitor workspaces: who it is there, and what signs it in."""

from collections.abc import Mapping

import pulumi

from components.azure.metrics_publisher import MetricsPublisher, MetricsPublisherArgs, PublisherIdentityArgs
from components.contracts.endpoints import AzureMonitorEndpoint
from components.contracts.remote_write import RemoteWriteTarget
from stack.config.azure_monitor import AzureMonitorBackend
from stack.given import given
from stack.principal import own_identity_name
from stack.site import Site


def publishing(
    site: Site,
    backends: Mapping[str, AzureMonitorBackend],
    endpoints: Mapping[str, AzureMonitorEndpoint],
    ready: list[pulumi.Output[str]],
) -> list[RemoteWriteTarget]:
    """A target for every endpoint, all of one principal: an identity made here, or who was there before."""
    args = MetricsPublisherArgs(endpoints={**endpoints}, ready=[*ready])
    if sidecars := [name for name, backend in backends.items() if backend.sidecar]:
        args["sidecars"] = {"targets": sidecars, "cluster": site.cluster.name}
    if (principal := site.sources.principal) is None:
        args["identity"] = _own_identity(site)
    else:
        from stack.sign_in import sign_in_as

        args["sign_in"] = sign_in_as(site, backends, principal)
    return MetricsPublisher("metrics-publisher", args, site.providers.options(site.providers.azure)).targets


def _own_identity(site: Site) -> PublisherIdentityArgs:
    azure, cluster = given(site.config.azure), site.cluster
    return {
        "resource_group": azure.resource_group,
        "location": azure.location,
        "identity_name": own_identity_name(cluster.name),
        "tenant_id": azure.tenant_id,
        "issuer": site.sources.cluster.issuer,
        "service_account": site.prometheus_account,
        "token_source": cluster.platform.azure_token,
        "cloud": azure.cloud_name,
        "tags": site.providers.tags,
    }
