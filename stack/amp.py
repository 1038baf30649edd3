"""AMP workspaces, and Prometheus as their writer."""

from components.aws.amp_workspace import AmpWorkspace
from components.aws.amp_writer import AmpWriter
from components.naming import ROLE_LENGTH, bounded
from stack.config.backends import AmpBackend
from stack.given import given
from stack.network import amp_network
from stack.site import PROMETHEUS, Backends, Site


def amp(site: Site, backends: dict[str, AmpBackend]) -> Backends:
    """Every workspace, the private way to them where there is one, and one role that may write to all."""
    cluster, aws, providers = site.config.cluster, given(site.config.aws), site.providers
    workspaces = {
        name: AmpWorkspace(
            name,
            {
                "alias": f"{cluster.name}-{name}",
                "region": aws.region,
                "retention_days": backend.retention_days,
                "tags": providers.tags,
            },
            providers.options(providers.aws, data=True),
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
            "create_oidc_provider": aws.creates_oidc_provider(site.platform),
            "service_account": PROMETHEUS,
            "token_source": site.platform.aws_token,
            "endpoints": endpoints,
            "ready": [*amp_network(site.config, providers)],
            "tags": providers.tags,
        },
        providers.options(providers.aws),
    )
    return Backends(endpoints, writer.targets, {})
