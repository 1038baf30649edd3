"""Private endpoints: what they lead to, and where they lie."""

import ipaddress

from sandbox.azure import arm
from sandbox.azure.regions import normal
from sandbox.azure.types import TYPES
from sandbox.rules import Request, Table

RULES = Table("azure-native")
_OVERVIEW = "https://learn.microsoft.com/azure/private-link/private-endpoint-overview"
_CONNECTIONS = ("privateLinkServiceConnections[]", "manualPrivateLinkServiceConnections[]")
SUB_RESOURCES = {
    "microsoft.insights/privatelinkscopes": ("azuremonitor",),
    "microsoft.monitor/accounts": ("prometheusMetrics",),
    "microsoft.storage/storageaccounts": ("blob", "dfs", "file", "queue", "table", "web"),
    "microsoft.dashboard/grafana": ("grafana",),
}
# A scope's endpoint takes 11 addresses or more.
_SMALLEST_PREFIX = 27


def _targets(inputs: object) -> list[str]:
    return [text for path in _CONNECTIONS for text in arm.texts(inputs, f"{path}.privateLinkServiceId")]


def _sub_resources(inputs: object) -> list[str]:
    return [text for path in _CONNECTIONS for text in arm.texts(inputs, f"{path}.groupIds[]")]


@RULES.rule(
    "network:PrivateEndpoint",
    says="a private endpoint without a subnet, or without exactly one connection to something",
    source=f"{_OVERVIEW}#private-endpoint-properties",
)
def _connection(request: Request) -> str | None:
    if not arm.text(request.inputs, "subnet.id"):
        return f"400 InvalidRequestFormat: private endpoint {request.id} has no subnet"
    connections = [one for path in _CONNECTIONS for one in arm.at(request.inputs, path)]
    if len(connections) != 1 or not _targets(request.inputs):
        return f"400 InvalidRequestFormat: private endpoint {request.id} needs one private link service connection"
    return None


@RULES.rule(
    "network:PrivateEndpoint",
    says="a private endpoint for a sub-resource that its target does not have",
    source=f"{_OVERVIEW}#private-link-resource",
)
def _sub_resource(request: Request) -> str | None:
    known = {kind.arm.lower() for kind in TYPES.values()} | SUB_RESOURCES.keys()
    for target in _targets(request.inputs):
        id_, groups = arm.parse(target), _sub_resources(request.inputs)
        offered = SUB_RESOURCES.get(id_.type.lower(), ()) if id_ else ()
        if id_ and id_.type.lower() in known and (len(groups) != 1 or groups[0] not in offered):
            return f"400: {target} has no private link group {groups}; it has {', '.join(offered) or 'none'}"
    return None


@RULES.rule(
    "network:PrivateEndpoint",
    says="a private endpoint that is led elsewhere in place",
    source="https://github.com/Azure/bicep-registry-modules/issues/1513",
    steps=("update",),
)
def _endpoint_target(request: Request) -> str | None:
    old = request.old.inputs if request.old else {}
    if _key(old) != _key(request.inputs):
        return (
            "400 CannotChangePrivateLinkConnectionOnPrivateEndpoint: Cannot change the private link connection on "
            f"private endpoint {request.id}."
        )
    return None


def _key(inputs: object) -> list[str]:
    return [text.lower().rstrip("/") for text in (*_targets(inputs), *_sub_resources(inputs))]


@RULES.rule(
    "network:PrivateEndpoint",
    says="a private endpoint in another subscription than its network",
    source=f"{_OVERVIEW}#private-endpoint-properties",
)
def _endpoint_subscription(request: Request) -> str | None:
    id_, mine = arm.parse(arm.text(request.inputs, "subnet.id")), arm.subscription(request.config, request.world)
    if id_ and id_.subscription and not arm.same(id_.subscription, mine):
        return f"400 InvalidResourceReference: {id_.text} is in another subscription than the private endpoint, {mine}"
    return None


@RULES.rule(
    "network:PrivateEndpoint",
    says="a private endpoint in another region than its network",
    source=f"{_OVERVIEW}#private-endpoint-properties",
)
def _endpoint_region(request: Request) -> str | None:
    found = arm.network_of(request.world, arm.text(request.inputs, "subnet.id"))
    region = str(request.inputs.get("location"))
    if found and normal(region) != normal(str(found[1]["location"])):
        return (
            f"400 InvalidResourceReference: Resource {found[0].text} referenced by {request.id} was not found: both "
            f"must be in the same region, and {found[1]['location']} is not {region}."
        )
    return None


@RULES.rule(
    "network:PrivateEndpoint",
    says="a private link scope's endpoint in a subnet smaller than /27",
    source="https://learn.microsoft.com/azure/azure-monitor/fundamentals/private-link-configure",
)
def _subnet_size(request: Request) -> str | None:
    subnet = arm.text(request.inputs, "subnet.id").rstrip("/")
    found = arm.network_of(request.world, subnet)
    if found is None or "azuremonitor" not in _sub_resources(request.inputs):
        return None
    name = subnet.rpartition("/")[2]
    prefix = next(str(cidr) for key, cidr in found[1]["subnets"].items() if arm.same(key, name))
    if ipaddress.ip_network(prefix).prefixlen > _SMALLEST_PREFIX:
        return f"400 SubnetIsFull: Subnet {name} with address prefix {prefix} has no capacity for 11 IP addresses."
    return None
