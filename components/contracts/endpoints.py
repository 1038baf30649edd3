"""The Endpoint contract: what a backend offers, to this stack and, exported, to others. Strings only, no secret."""

import re
from typing import Any, TypedDict

import pulumi


class AzureMonitorEndpoint(TypedDict):
    """An Azure Monitor workspace, reached through a data collection rule."""

    kind: str
    """`azure-monitor`."""
    write_url: pulumi.Input[str]
    """Remote-write URL: data collection endpoint, rule and stream."""
    query_url: pulumi.Input[str]
    """Base URL of the Prometheus query API."""
    workspace_id: pulumi.Input[str]
    """ARM id of the workspace: the scope of roles that read."""
    data_collection_rule_id: pulumi.Input[str]
    """ARM id of the rule: the scope of the role that writes."""


class AmpEndpoint(TypedDict):
    """An Amazon Managed Service for Prometheus workspace."""

    kind: str
    """`amp`."""
    write_url: pulumi.Input[str]
    """Remote-write URL."""
    query_url: pulumi.Input[str]
    """Base URL of the Prometheus query API, with a trailing slash."""
    workspace_arn: pulumi.Input[str]
    """ARN of the workspace: the one resource of every policy."""
    region: str
    """Region requests are signed for."""


class ThanosEndpoint(TypedDict):
    """A Thanos receive and query pair."""

    kind: str
    """`thanos`."""
    write_url: pulumi.Input[str]
    """Remote-write URL of the receive router."""
    query_url: pulumi.Input[str]
    """Base URL of the query frontend."""
    username: str
    """User of both URLs' basic authentication; empty where they are reachable inside the cluster only."""


Endpoint = AzureMonitorEndpoint | AmpEndpoint | ThanosEndpoint


def exported(endpoint: Endpoint) -> dict[str, Any]:
    """The endpoint as another stack reads it: the same fields in camelCase."""
    return {re.sub(r"_(\w)", lambda m: m[1].upper(), key): value for key, value in endpoint.items()}
