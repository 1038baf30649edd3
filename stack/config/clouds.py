"""What one of Azure's clouds does not have. Works on plain values."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from components.azure.clouds import CLOUDS, AzureCloud
from components.contracts.endpoints import AZURE_PUBLIC
from stack.config.problems import Problem, mapping
from stack.config.sources import Backend, is_built


def cloud_problems(azure: Mapping[str, Any], backends: Mapping[str, Backend]) -> Iterator[Problem]:
    """Regions of other clouds, and what would have to be private where no source names its zones."""
    said = azure.get("cloud", CLOUDS[AZURE_PUBLIC].environment)
    cloud = next((cloud for cloud in CLOUDS.values() if cloud.environment == said), None)
    if cloud is None:
        return
    yield from _region_problems(azure, cloud)
    grafana = mapping(azure.get("grafana"))
    if "privateLink" in azure and grafana and grafana.get("access") is None and not cloud.grafana_zone:
        yield "azure.grafana.access", f"must be public in {said}: Managed Grafana has no private link there"
    for name, backend in backends.items():
        if backend.get("sidecar") is True and said != "public":
            yield f"backends.{name}.sidecar", f"is for the public cloud: sources disagree on what it is told of {said}"
        if "privateLink" not in azure or backend.get("kind") != "azure-monitor" or "access" in backend:
            continue
        if not cloud.monitor_zones:
            yield (
                f"backends.{name}.access",
                f"must be public in {said}: no source names the zones of Azure Monitor's private link there",
            )
        elif is_built(backend) and not cloud.queries and backend.get("queries") != "public":
            yield (
                f"backends.{name}.queries",
                f"must be public in {said}: no source names the zone of a workspace's queries there",
            )


def _region_problems(azure: Mapping[str, Any], cloud: AzureCloud) -> Iterator[Problem]:
    location = azure.get("location")
    if not isinstance(location, str) or re.fullmatch(cloud.regions, location):
        return
    theirs = [one.environment for one in CLOUDS.values() if re.fullmatch(one.regions, location)]
    if theirs:
        yield "azure.location", f"is a region of {theirs[0]}, and azure.cloud is {cloud.environment}"
