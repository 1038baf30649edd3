"""Where a resource lies: subscription, resource group and region."""

from sandbox import sdk
from sandbox.azure import arm
from sandbox.azure.regions import REGIONS, normal
from sandbox.azure.types import PLACELESS, TYPES
from sandbox.rules import Request, Table

RULES = Table("azure-native")
GLOBAL = (
    "monitor:PrivateLinkScope",
    "privatedns:PrivateZone",
    "privatedns:VirtualNetworkLink",
    "monitor:MetricAlert",
)
# https://learn.microsoft.com/azure/azure-monitor/alerts/action-groups: global, or in a region
GLOBAL_OR_REGIONAL = ("monitor:ActionGroup",)


@RULES.rule(
    says="a subscription that does not exist in the provider's cloud, or is another tenant's",
    source="https://learn.microsoft.com/azure/azure-resource-manager/troubleshooting/error-not-found",
)
def _subscription(request: Request) -> str | None:
    subscription, tenant = arm.subscription(request.config, request.world), request.config.get("tenantId")
    found = request.world.find("azure", "subscriptions", subscription)
    environment = request.config.get("environment") or "public"
    if found is None or found.get("environment", "public") != environment:
        return f"404 SubscriptionNotFound: the subscription '{subscription}' could not be found"
    if tenant and not arm.same(tenant, found["tenant"]):
        return f"401 InvalidAuthenticationTokenTenant: the access token is from the wrong issuer: not of {tenant}"
    return None


@RULES.rule(
    says="a resource group that does not exist",
    source="https://learn.microsoft.com/azure/azure-resource-manager/troubleshooting/error-not-found",
)
def _resource_group(request: Request) -> str | None:
    group = request.inputs.get("resourceGroupName")
    if not isinstance(group, str):
        return None
    subscription = arm.subscription(request.config, request.world)
    id_ = arm.group_id(subscription, group)
    known = request.world.find("azure", "subscriptions", subscription) is not None
    if known and request.world.find("azure", "resourceGroups", id_) is None:
        return f"404 ResourceGroupNotFound: Resource group '{group}' could not be found."
    return None


@RULES.rule(
    *GLOBAL,
    says="a global type in a region",
    source="https://learn.microsoft.com/azure/dns/private-dns-overview",
)
def _location_global(request: Request) -> str | None:
    if not arm.same(str(request.inputs.get("location")), "global"):
        return f"400 LocationNotAvailableForResourceType: {request.token} lives in location global"
    return None


@RULES.rule(
    says="a region that the cloud does not have, or none",
    source="https://learn.microsoft.com/azure/azure-resource-manager/troubleshooting/error-invalid-template",
)
def _region(request: Request) -> str | None:
    type_ = request.token.partition(":")[2]
    if not sdk.has_input(request.token, "location") or type_ in (*GLOBAL, *PLACELESS):
        return None
    region, cloud = request.inputs.get("location"), request.config.get("environment") or "public"
    if not isinstance(region, str) or not region:
        return "400 LocationRequired: The location property is required for this definition."
    if (type_ not in TYPES or type_ in GLOBAL_OR_REGIONAL) and arm.same(region, "global"):
        return None
    if normal(region) not in REGIONS.get(cloud, frozenset()):
        return f"400 LocationNotAvailableForResourceType: the location '{region}' is not one of the {cloud} cloud"
    return None
