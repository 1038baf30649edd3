"""AMP workspaces, and Prometheus as their writer."""

from collections.abc import Mapping

import pulumi

from components.aws.amp_sharing import AmpSharing
from components.aws.amp_workspace import AmpWorkspace, AmpWorkspaceArgs, SeriesLimit
from components.aws.amp_writer import AmpWriter
from components.aws.oidc_provider import OidcProvider, OidcProviderArgs
from components.contracts.endpoints import AmpEndpoint
from components.contracts.remote_write import RemoteWriteTarget
from components.naming import ALIAS_LENGTH, ROLE_LENGTH, bounded
from stack.config.amp_settings import SeriesLimits
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
    alias = bounded(f"{site.owner}-{name}", limit=ALIAS_LENGTH)
    args: AmpWorkspaceArgs = {
        "alias": alias,
        "region": aws.region,
        "account_id": aws.account_id,
        "retention_days": backend.retention_days,
        "tags": providers.tags,
    }
    _set(args, backend)
    if backend.logs and backend.logs.vended:
        from stack.amp_logs import log_group

        args["log_group_arn"] = log_group(site, f"{name}-logs", alias, backend.logs.vended)
    workspace = AmpWorkspace(name, args, providers.options(providers.aws, data=True))
    if backend.shared_with:
        AmpSharing(
            f"{name}-sharing",
            {"endpoint": workspace.endpoint, "account_ids": backend.shared_with},
            providers.options(providers.aws),
        )
    _beside(site, name, alias, backend, workspace.endpoint)
    return workspace.endpoint


def _beside(site: Site, name: str, alias: str, backend: AmpBackend, endpoint: AmpEndpoint) -> None:
    """What is asked for beside a workspace. Its modules are imported where it is."""
    if backend.logs and backend.logs.queries:
        from stack.amp_logs import log_queries

        log_queries(site, name, alias, endpoint, backend.logs.queries)
    if backend.rules:
        from stack.amp_alerting import rules

        rules(site, name, endpoint, site.sources.amp_files[name])
    if backend.alerting:
        from stack.amp_alerting import alerting

        alerting(site, name, alias, endpoint, backend.alerting, site.sources.amp_files[name])


def _set(args: AmpWorkspaceArgs, backend: AmpBackend) -> None:
    """Adds the settings that the backend asks for; AWS' own stay where it does not."""
    if backend.kms_key_arn:
        args["kms_key_arn"] = backend.kms_key_arn
    if backend.out_of_order_seconds is not None:
        args["out_of_order_seconds"] = backend.out_of_order_seconds
    if backend.rule_query_offset_seconds is not None:
        args["rule_query_offset_seconds"] = backend.rule_query_offset_seconds
    if backend.series_limits:
        args["series_limits"] = _series_limits(backend.series_limits)


def _series_limits(limits: SeriesLimits) -> list[SeriesLimit]:
    default = [] if limits.default is None else [SeriesLimit(labels={}, max_series=limits.default)]
    return [*default, *(SeriesLimit(labels=one.labels, max_series=one.max_series) for one in limits.by_labels)]


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
