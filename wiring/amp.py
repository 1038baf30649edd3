"""AMP workspaces, and Prometheus as their writer."""

import pulumi

from components.aws.amp_vpc_endpoint import AmpVpcEndpoint
from components.aws.amp_workspace import AmpWorkspace
from components.aws.amp_writer import AmpWriter
from components.config_backends import AmpBackend
from components.naming import ROLE_LENGTH, bounded
from wiring.site import PROMETHEUS, Site, Stores


def amp(site: Site, backends: dict[str, AmpBackend]) -> Stores:
    """Every workspace, the private way to those that have one, and one role that may write to all."""
    cluster, aws = site.config.cluster, site.aws_section
    workspaces = {
        name: AmpWorkspace(
            name,
            {
                "alias": f"{cluster.name}-{name}",
                "region": aws.region,
                "retention_days": backend.retention_days,
                "tags": site.tags,
            },
            site.options(site.aws, data=True),
        )
        for name, backend in backends.items()
    }
    endpoints = {name: workspace.endpoint for name, workspace in workspaces.items()}
    writer = AmpWriter(
        "amp-writer",
        {
            "role_name": bounded(f"{cluster.name}-{aws.region}-prometheus", limit=ROLE_LENGTH),
            "account_id": aws.account_id,
            "issuer": site.issuer,
            "create_oidc_provider": aws.creates_oidc_provider(cluster.kind),
            "service_account": PROMETHEUS,
            "token_injected": cluster.kind == "eks",
            "endpoints": endpoints,
            "ready": _vpc_endpoint(site, backends),
            "tags": site.tags,
        },
        site.options(site.aws),
    )
    return Stores(endpoints, writer.targets, {})


def _vpc_endpoint(site: Site, backends: dict[str, AmpBackend]) -> list[pulumi.Input[str]]:
    networks = [backend.vpc_endpoint for backend in backends.values() if backend.vpc_endpoint]
    if not networks:
        return []
    network, aws = networks[0], site.aws_section
    endpoint = AmpVpcEndpoint(
        "amp-vpc-endpoint",
        {
            "vpc_id": network.vpc_id,
            "subnet_ids": [*network.subnet_ids],
            "allowed_cidrs": network.allowed_cidrs,
            "services": [*network.services],
            "region": aws.region,
            "account_id": aws.account_id,
            "tags": site.tags,
        },
        site.options(site.aws),
    )
    return [endpoint.ready]
