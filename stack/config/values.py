"""Values of a stack file that are more than a type: each says what is allowed."""

import ipaddress
import re
from typing import Annotated, Any
from urllib.parse import urlsplit

from pydantic import AfterValidator

from stack.config.pem import certificates


def text(pattern: str, must: str, maximum: int = 1000, *, shown: bool = True) -> Any:
    """A constraint on strings whose error says what is allowed, and, unless it may hold a secret, what is there."""

    def check(value: str) -> str:
        if len(value) > maximum:
            raise ValueError(f"must have at most {maximum} characters, has {len(value)}")
        if not re.fullmatch(pattern, value):
            raise ValueError(f"{must}, is {value!r}" if shown else must)
        return value

    return AfterValidator(check)


def _url(value: str) -> str:
    """A URL that has a host, and a port that can be one."""
    try:
        parts = urlsplit(value)
        valid = bool(parts.hostname) and parts.port != 0
    except ValueError:
        valid = False
    if not valid:
        raise ValueError("must be a URL with a host, and a port from 1 to 65535 if any")
    return value


_GUID = r"[0-9a-fA-F]{8}-([0-9a-fA-F]{4}-){3}[0-9a-fA-F]{12}"
Guid = Annotated[str, text(_GUID, "must be a GUID")]
# A StatefulSet's name, `<name>-receive-ingestor`, and a revision's hash are a label of its pods, of at most 63.
# One dash at a time: where Azure takes no other separator, `a--b` and `a-b` would be the same name.
BackendName = Annotated[
    str, text(r"[a-z][a-z0-9]*(-[a-z0-9]+)*", "must be lower-case letters and digits, with single dashes between", 35)
]
DomainName = Annotated[str, text(r"([a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?\.)+[a-z]{2,63}", "must be a domain name", 200)]
# What Prometheus' URL parser takes; the operator's reloader would take `$(…)` for a variable.
_REST = r"([^\s\\#%$\x00-\x1f\x7f]|%[0-9a-fA-F]{2})*"
HttpUrl = Annotated[
    str,
    text(rf"https?://[^\s/?#%\\$]+{_REST}", "must be a URL beginning with http:// or https://", shown=False),
    AfterValidator(_url),
]
HttpsUrl = Annotated[
    str,
    text(r"https://[^\s/?#@%\\$]+(/[^\s?#@\\$]*)?", "must be a URL beginning with https://, no more", shown=False),
    AfterValidator(_url),
]
# Units in this order, as the operator's definitions want them; nought would be Prometheus' own default, or refused.
Duration = Annotated[
    str,
    text(
        r"(?=.*[1-9])([0-9]{1,2}y)?([0-9]{1,3}w)?([0-9]{1,4}d)?([0-9]{1,5}h)?([0-9]{1,6}m)?([0-9]{1,8}s)?([0-9]{1,8}ms)?",
        "must be a duration such as 30s or 1d12h, the longer unit first",
    ),
]
# Go's durations end after 292 years, and with them a compactor that is told more.
Days = Annotated[str, text(r"[0-9]{1,5}d", "must be a number of days such as 30d, or 0d for ever")]
Quantity = Annotated[str, text(r"[1-9][0-9]*(Mi|Gi|Ti)", "must be a size such as 50Gi")]
Cluster = Annotated[str, text(r"[a-zA-Z0-9]([-_a-zA-Z0-9]*[a-zA-Z0-9])?", "must be letters, digits, - and _", 63)]
Environment = Annotated[str, text(r"[a-z]([-a-z0-9]*[a-z0-9])?", "must be lower-case letters, digits and dashes", 20)]
StorageClass = Annotated[
    str, text(r"[a-z0-9]([-.a-z0-9]*[a-z0-9])?", "must be the name of a storage class, such as gp3", 253)
]
KubernetesNamespace = Annotated[
    str, text(r"[a-z0-9]([-a-z0-9]*[a-z0-9])?", "must be the name of a namespace, such as monitoring", 63)
]
AccountName = Annotated[
    str, text(r"[a-z0-9]([-.a-z0-9]*[a-z0-9])?", "must be the name of a service account, such as prometheus", 253)
]
AzureLocation = Annotated[str, text(r"[a-z]+[a-z0-9]*", "must be a region such as westeurope")]
ResourceGroup = Annotated[str, text(r"[-\w.()]*[-\w()]", "must be the name of a resource group", 90)]
# Roles name the partition `aws`; China and GovCloud have their own.
AwsRegion = Annotated[
    str, text(r"(?!cn-|us-gov-|us-iso)[a-z]{2}(-[a-z]+)+-[0-9]", "must be a commercial region such as eu-west-1")
]
AccountId = Annotated[str, text(r"[0-9]{12}", "must be an account id: a string of 12 digits, in quotes")]
Email = Annotated[str, text(r"[^@\s]+@[^@\s]+\.[^@\s]+", "must be an e-mail address")]
AmpWorkspaceId = Annotated[
    str, text(r"ws-[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", "must be the id of a workspace, ws-…")
]
VpcId = Annotated[str, text(r"vpc-[0-9a-f]{8,17}", "must be the id of a VPC, vpc-…")]
AwsSubnetId = Annotated[str, text(r"subnet-[0-9a-f]{8,17}", "must be the id of a subnet, subnet-…")]
MonitorWorkspaceId = Annotated[
    str,
    text(
        rf"/subscriptions/{_GUID}/resourceGroups/[^/]+/providers/Microsoft\.Monitor/accounts/[^/]+",
        "must be the ARM id of an Azure Monitor workspace, /subscriptions/…/Microsoft.Monitor/accounts/…",
    ),
]
GrafanaOfBackend = Annotated[
    str,
    text(
        rf"own|/subscriptions/{_GUID}/resourceGroups/[^/]+/providers/Microsoft\.Dashboard/grafana/[^/]+",
        "must be own, or the ARM id of a Managed Grafana, /subscriptions/…/Microsoft.Dashboard/grafana/…",
    ),
]
# The portal shows the type in lower case.
ActionGroupId = Annotated[
    str,
    text(
        rf"(?i:/subscriptions/{_GUID}/resourceGroups/[^/]+/providers/Microsoft\.Insights/actionGroups/[^/]+)",
        "must be the ARM id of an action group, /subscriptions/…/Microsoft.Insights/actionGroups/…",
    ),
]
RuleFilePath = Annotated[
    str, text(r"[^/\s\\].*\.ya?ml", "must be a path from the folder of Pulumi.yaml to a .yaml file of rules")
]
IdentityId = Annotated[
    str,
    text(
        rf"/subscriptions/{_GUID}/resourceGroups/[^/]+/providers/Microsoft\.ManagedIdentity/userAssignedIdentities/[^/]+",
        "must be the ARM id of a user-assigned identity, /subscriptions/…/userAssignedIdentities/…",
    ),
]
# `organization/…` on a self-managed backend: https://www.pulumi.com/docs/iac/concepts/stacks/#stackreferences
StackName = Annotated[
    str, text(r"[-\w.]+/[-\w.]+/[-\w.]+", "must be the full name of a stack, organization/project/stack", 300)
]
_NETWORKS = r"/subscriptions/[^/]+/resourceGroups/[^/]+/providers/Microsoft\.Network/virtualNetworks"
# Its name becomes part of others: https://learn.microsoft.com/azure/azure-resource-manager/management/resource-name-rules
VirtualNetworkId = Annotated[
    str,
    text(
        rf"{_NETWORKS}/[a-zA-Z0-9][a-zA-Z0-9_.-]{{0,62}}[a-zA-Z0-9_]",
        "must be the ARM id of a virtual network, /subscriptions/…/virtualNetworks/…",
    ),
]
SubnetId = Annotated[
    str,
    text(
        rf"{_NETWORKS}/[^/]+/subnets/[^/]+",
        "must be the ARM id of a subnet, /subscriptions/…/virtualNetworks/…/subnets/…",
    ),
]

ZoneName = Annotated[
    str, text(r"privatelink(\.[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?)+", "must be the name of a zone, privatelink.…", 253)
]
PrivateZoneId = Annotated[
    str,
    text(
        rf"/subscriptions/{_GUID}/resourceGroups/[^/]+/providers/Microsoft\.Network/privateDnsZones/[^/]+",
        "must be the ARM id of a private DNS zone, /subscriptions/…/privateDnsZones/…",
    ),
]
PrivateLinkScopeId = Annotated[
    str,
    text(
        rf"/subscriptions/{_GUID}/resourceGroups/[^/]+/providers/[mM]icrosoft\.[iI]nsights/privateLinkScopes/[^/]+",
        "must be the ARM id of a private link scope of Azure Monitor, /subscriptions/…/privateLinkScopes/…",
    ),
]


def _network(value: str) -> str:
    try:
        network = str(ipaddress.ip_network(value))
    except ValueError as error:
        raise ValueError(f"must be a network such as 10.0.0.0/16: {error}") from None
    if network != value:
        raise ValueError(f"must be a network with its length, as in {network}")
    return value


def _distinct(values: list[Any]) -> list[Any]:
    return _told_apart(values, values)


def _distinct_ids(ids: list[str]) -> list[str]:
    return _told_apart(ids, [id_.lower() for id_ in ids])


def _told_apart(values: list[Any], by: list[Any]) -> list[Any]:
    if twice := sorted({value for value, key in zip(values, by, strict=True) if by.count(key) > 1}):
        raise ValueError(f"must not name one twice: {', '.join(twice)}")
    return values


Distinct = AfterValidator(_distinct)
DistinctIds = AfterValidator(_distinct_ids)
"""ARM compares ids without case."""
Cidr = Annotated[str, AfterValidator(_network)]
Pem = Annotated[str, AfterValidator(certificates)]
