"""The Endpoint contract: what a backend offers, to this stack and, exported, to others. Strings only, no secret."""

from collections.abc import Mapping
from typing import Any, TypedDict, cast

import pulumi

from components.contracts.spelling import camel

VERSION = 1
"""Of the contract. A field more is no new version; a field that is gone, or means something else, is."""
AZURE_PUBLIC = "AzurePublic"
UPDATE = "run `pulumi up` there with this version of the program"


class EndpointError(ValueError):
    """An export that is no endpoint this program can read."""


class AzureMonitorStore(TypedDict):
    """An Azure Monitor workspace, whoever writes to it by whichever way."""

    kind: str
    """`azure-monitor`."""
    query_url: pulumi.Input[str]
    """Base URL of the Prometheus query API."""
    query_host: pulumi.Input[str]
    """Host of the query URL."""
    workspace_id: pulumi.Input[str]
    """ARM id of the workspace: the scope of roles that read, the destination of rules of others."""
    location: pulumi.Input[str]
    """Region of the workspace, and of every rule that leads to it."""
    tenant_id: str
    """Entra tenant that signs writers and readers in."""
    cloud: str
    """Azure cloud, in Prometheus' word: `AzurePublic`."""
    built_by: str
    """Full name of the stack that has built the store; empty where the store was there before."""


class AzureMonitorEndpoint(AzureMonitorStore):
    """An Azure Monitor workspace with a way in: a data collection endpoint and rule."""

    write_url: pulumi.Input[str]
    """Remote-write URL: data collection endpoint, rule and stream."""
    write_host: pulumi.Input[str]
    """Host of the remote-write URL: what names lead to and firewalls let out."""
    data_collection_endpoint_id: pulumi.Input[str]
    """ARM id of the data collection endpoint: what a private link scope holds."""
    data_collection_rule_id: pulumi.Input[str]
    """ARM id of the rule: the scope of the role that writes."""
    write_access: str
    """`private` where samples are taken through private endpoints only, else `public`."""


class AmpEndpoint(TypedDict):
    """An Amazon Managed Service for Prometheus workspace."""

    kind: str
    """`amp`."""
    write_url: pulumi.Input[str]
    """Remote-write URL."""
    query_url: pulumi.Input[str]
    """Base URL of the Prometheus query API, with a trailing slash."""
    workspace_id: pulumi.Input[str]
    """Id of the workspace, `ws-…`."""
    workspace_arn: pulumi.Input[str]
    """ARN of the workspace: the one resource of every policy."""
    account_id: str
    """Account of the workspace. Writers of other accounts need its permission too."""
    region: str
    """Region requests are signed for."""
    built_by: str
    """Full name of the stack that has built the store; empty where the store was there before."""


class ThanosEndpoint(TypedDict):
    """A Thanos receive and query pair."""

    kind: str
    """`thanos`."""
    write_url: pulumi.Input[str]
    """Remote-write URL of the receive router."""
    query_url: pulumi.Input[str]
    """Base URL of the query frontend."""
    write_host: pulumi.Input[str]
    """Host of the remote-write URL."""
    query_host: pulumi.Input[str]
    """Host of the query URL."""
    username: str
    """User of both URLs' basic authentication; empty where they are reachable inside the cluster only."""
    certificate_authority: str
    """Certificates (PEM) that vouch for both URLs; empty where every system knows who does."""
    built_by: str
    """Full name of the stack that has built the store; empty where the store was there before."""


Endpoint = AzureMonitorEndpoint | AmpEndpoint | ThanosEndpoint
KINDS: Mapping[str, type[Any]] = {
    "azure-monitor": AzureMonitorEndpoint,
    "amp": AmpEndpoint,
    "thanos": ThanosEndpoint,
}


def this_stack() -> str:
    """Full name of the stack that runs, as others name it."""
    return f"{pulumi.get_organization()}/{pulumi.get_project()}/{pulumi.get_stack()}"


def write_access(*, private: bool) -> str:
    """The word of the contract for who may send samples."""
    return "private" if private else "public"


def exported(endpoint: Endpoint) -> dict[str, Any]:
    """The endpoint as another stack reads it: the same fields in camelCase, and the contract's version."""
    return {"version": VERSION, **{camel(field): value for field, value in endpoint.items()}}


def imported(export: object) -> Endpoint:
    """The endpoint that another stack has exported, its values known. Fields this version does not know are left out.

    Raises EndpointError for what is no endpoint, or one of a version that this program does not read.
    """
    if not isinstance(export, Mapping):
        raise EndpointError(f"is no endpoint, {UPDATE}")
    said = cast("Mapping[str, object]", export)
    version, kind = said.get("version"), said.get("kind")
    if isinstance(version, int | float) and version > VERSION:
        raise EndpointError(
            f"is of version {version:g} of the contract, this program reads up to {VERSION}; update this program"
        )
    if not isinstance(kind, str) or kind not in KINDS:
        raise EndpointError(f"is of the kind {kind!r}, this program reads {', '.join(KINDS)}; update this program")
    fields = {field: said.get(camel(field)) for field in KINDS[kind].__annotations__}
    if lacking := [camel(field) for field, value in fields.items() if not isinstance(value, str)]:
        raise EndpointError(f"lacks {', '.join(lacking)}; {UPDATE}")
    return cast("Endpoint", fields)
