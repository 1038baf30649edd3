"""AMP workspaces, and Prometheus as their writer."""

from collections.abc import Mapping

import pulumi

from components.aws.amp_sharing import AmpSharing
from components.aws.amp_workspace import AmpWorkspace
from components.aws.amp_writer import AmpWriter
from components.aws.oidc_provider import OidcProvider, OidcProviderArgs
from components.contracts.endpoints import AmpEndpoint
from components.contracts.remote_write import RemoteWriteTarget
from components.naming import ALIAS_LENGTH, ROLE_LENGTH, bounded
from stack.config.backends import AmpBackend
from stack.egress import of_amp
from stack.given import given
from stack.network import amp_network
from stack.site import Backends, Site

WRITER = "amp-writer"


def amp(site: Site, backends: dict[str, AmpBackend]) -> Backends:
    """Every workspace, the private way to them where there is one, and one role that may write to all."""
    built = {name: _workspace(site, name, backend) for name, backend in backends.items() if backend.is_built}
    endpoints = {name: built.get(name) or site.sources.amp[name] for name in backends}
    ready = amp_network(site.config, site.providers, _accounts(endpoints, region=given(site.config.aws).region))
    if site.config.cluster is None:
        return Backends(endpoints, [], {})
    return Backends(endpoints, _targets(site, endpoints, ready), {}, [*of_amp(site.config, endpoints)])


def _accounts(endpoints: Mapping[str, AmpEndpoint], *, region: str) -> set[str]:
    """Accounts of the workspaces in the region: a VPC endpoint leads to no other."""
    return {endpoint["account_id"] for endpoint in endpoints.values() if endpoint["region"] == region}


def _workspace(site: Site, name: str, backend: AmpBackend) -> AmpEndpoint:
    aws, providers = given(site.config.aws), site.providers
    workspace = AmpWorkspace(
        name,
        {
            "alias": bounded(f"{site.owner}-{name}", limit=ALIAS_LENGTH),
            "region": aws.region,
            "account_id": aws.account_id,
            "retention_days": backend.retention_days,
            "tags": providers.tags,
        },
        providers.options(providers.aws, data=True),
    )
    if backend.shared_with:
        AmpSharing(
            f"{name}-sharing",
            {"endpoint": workspace.endpoint, "account_ids": backend.shared_with},
            providers.options(providers.aws),
        )
    return workspace.endpoint


def _targets(
    site: Site, endpoints: Mapping[str, AmpEndpoint], ready: list[pulumi.Output[str]]
) -> list[RemoteWriteTarget]:
    aws, cluster, providers = given(site.config.aws), site.cluster, site.providers
    return AmpWriter(
        WRITER,
        {
            "role_name": bounded(f"{cluster.name}-{aws.region}-prometheus", limit=ROLE_LENGTH),
            "account_id": aws.account_id,
            "issuer": site.sources.cluster.issuer,
            "oidc_provider_arn": _oidc_provider_arn(site),
            "cluster": cluster.name,
            "service_account": site.prometheus_account,
            "token_source": cluster.platform.aws_token,
            "endpoints": {**endpoints},
            "ready": [*ready],
            "tags": providers.tags,
        },
        providers.options(providers.aws),
    ).targets


def _oidc_provider_arn(site: Site) -> pulumi.Input[str]:
    """IAM's provider of the cluster's issuer: found, or from here on the stack's."""
    aws, found, providers = given(site.config.aws), site.sources.oidc_provider_arn, site.providers
    if not aws.creates_oidc_provider(site.cluster.platform):
        return found
    args: OidcProviderArgs = {"issuer": site.sources.cluster.issuer, "writer": WRITER, "tags": providers.tags}
    if found:
        args["adopted_arn"] = found
    return OidcProvider("oidc-provider", args, providers.options(providers.aws)).provider_arn
