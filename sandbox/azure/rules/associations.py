"""What Azure's own agent in a cluster is told: associations of the cluster with rules, and with one endpoint."""

from collections.abc import Iterator, Mapping
from typing import Any

from sandbox.azure import arm
from sandbox.azure.regions import normal
from sandbox.cloud import Object
from sandbox.rules import Request, Table

RULES = Table("azure-native")
_ASSOCIATION = "monitor:DataCollectionRuleAssociation"
_CONFIGURATION = "configurationAccessEndpoint"
_PRIVATE_LINK = "https://learn.microsoft.com/azure/azure-monitor/fundamentals/private-link-kubernetes"


def _rule(inputs: Mapping[str, Any]) -> str:
    return arm.text(inputs, "dataCollectionRuleId")


def _endpoint(inputs: Mapping[str, Any]) -> str:
    return arm.text(inputs, "dataCollectionEndpointId")


@RULES.rule(
    _ASSOCIATION,
    says="an association with both a rule and an endpoint, or with neither",
    source="https://github.com/Azure/azure-cli/issues/28338",
)
def _association_target(request: Request) -> str | None:
    if bool(_rule(request.inputs)) == bool(_endpoint(request.inputs)):
        return f"400 InvalidPayload: {request.id} has to be with one data collection rule or one endpoint"
    return None


@RULES.rule(
    _ASSOCIATION,
    says=f"an association with an endpoint that is not called `{_CONFIGURATION}`, or one with a rule that is",
    source="https://github.com/Azure/arm-template-whatif/issues/282",
)
def _association_name(request: Request) -> str | None:
    of_rule, of_endpoint = bool(_rule(request.inputs)), bool(_endpoint(request.inputs))
    named = arm.same(str(request.inputs.get("associationName")), _CONFIGURATION)
    if of_rule != of_endpoint and of_endpoint != named:
        return (
            "400 InvalidEndpointAssociationName: An association of data collection endpoint must be named "
            f"'{_CONFIGURATION}'."
        )
    return None


@RULES.rule(
    _ASSOCIATION,
    says="an association with an endpoint in another region than what it is of",
    source=_PRIVATE_LINK,
)
def _association_region(request: Request) -> str | None:
    id_ = arm.text(request.inputs, "resourceUri")
    cluster = request.world.find("azure", "managedClusters", id_)
    made = arm.find(request.cloud, _endpoint(request.inputs))
    if cluster is None or made is None:
        return None
    region, endpoint = str(cluster["location"]), str(made.inputs.get("location"))
    if normal(region) != normal(endpoint):
        return f"400 InvalidAssociation: the data collection endpoint {made.id} is in {endpoint}, {id_} in {region}"
    return None


@RULES.rule(
    _ASSOCIATION,
    says="an association with a rule whose endpoint is closed to the public, for what has no endpoint of its own to "
    "fetch its configuration from, or the end of that while there is such a rule",
    source="https://github.com/Azure/prometheus-collector/issues/942: the agent is in a crash loop",
    steps=("create", "update", "delete"),
)
def _association_configuration(request: Request) -> str | None:
    if request.step == "delete":
        kept = [one for one in _beside(request) if _is_closed(request, one.inputs)]
        if _endpoint(request.inputs) and kept:
            return f"the agent fetches its configuration from {request.id} while {kept[0].id} is there"
        return None
    configured = any(_endpoint(one.inputs) for one in _beside(request))
    if _is_closed(request, request.inputs) and not configured:
        return f"the agent of {request.inputs['resourceUri']} has no {_CONFIGURATION}, and {request.id} is private"
    return None


def _beside(request: Request) -> Iterator[Object]:
    """The other associations of the same resource."""
    of = arm.text(request.inputs, "resourceUri")
    return (one for one in request.others() if arm.same(arm.text(one.inputs, "resourceUri"), of))


def _is_closed(request: Request, association: Mapping[str, Any]) -> bool:
    """Whether the rule of an association takes data from private networks only."""
    rule = arm.find(request.cloud, _rule(association))
    endpoint = rule and arm.find(request.cloud, _endpoint(rule.inputs))
    return bool(endpoint) and arm.text(endpoint.inputs, "networkAcls.publicNetworkAccess") == "Disabled"
