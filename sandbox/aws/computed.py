"""What AWS computes of its own: ARNs, hosts, names from a prefix, tags with the provider's."""

from collections import defaultdict
from collections.abc import Callable, Mapping
from typing import Any, cast

from sandbox.aws.place import Place, default_tags
from sandbox.resource_type import Made


def place(made: Made) -> Place:
    return Place.of(made.config, made.inputs)


def tags(made: Made) -> dict[str, Any]:
    own = made.inputs.get("tags")
    return {"tagsAll": {**default_tags(made.config), **(cast(dict[str, Any], own) if isinstance(own, dict) else {})}}


def with_arn(
    service: str, resource: str, more: Callable[[Made], dict[str, Any]] = lambda _: {}, *, regional: bool = True
) -> Callable[[Made], Mapping[str, Any]]:
    """ARN, region and tags; `{id}` and inputs in braces stand for their values, which a preview may not know."""

    def computed(made: Made) -> Mapping[str, Any]:
        here = place(made)
        texts = defaultdict(str, {key: value for key, value in made.inputs.items() if isinstance(value, str)})
        texts |= {"id": made.id, "name": _name(made), "path": texts["path"] or "/"}
        path = resource.format_map(texts)
        region = {"region": here.region} if regional else {}
        return {"arn": here.arn(service, path, regional=regional), **region, **tags(made), **more(made)}

    return computed


def _name(made: Made) -> str:
    return str(made.inputs.get("name") or made.id.rsplit(":", 1)[-1])


def named(made: Made) -> dict[str, Any]:
    return {"name": _name(made)}


def workspace(made: Made) -> dict[str, Any]:
    return {"prometheusEndpoint": f"https://aps-workspaces.{place(made).region}.amazonaws.com/workspaces/{made.id}/"}


def configuration(made: Made) -> dict[str, Any]:
    # What a new workspace has: https://docs.aws.amazon.com/prometheus/latest/userguide/AMP_quotas.html
    initial: dict[str, Any] = {
        "retentionPeriodInDays": 150,
        "limitsPerLabelSets": [],
        "outOfOrderTimeWindowInSeconds": 60,
        "ruleQueryOffsetInSeconds": 60,
    }
    given = {key: value for key in initial if (value := made.inputs.get(key)) is not None}
    return {**initial, **given, "region": place(made).region}


def vpc_endpoint(made: Made) -> dict[str, Any]:
    service = str(made.inputs.get("serviceName")).split(".")[-1]
    host = f"{made.id}-{made.hex(8)}.{service}.{place(made).region}.vpce.amazonaws.com"
    return {"dnsEntries": [{"dnsName": host, "hostedZoneId": "Z38GZ743OKFT7T"}], "state": "available"}


def security_group(made: Made) -> dict[str, Any]:
    name = made.inputs.get("name") or f"{made.inputs.get('namePrefix', '')}{made.hex(26)}"
    return {"name": name, "description": made.inputs.get("description", "Managed by Pulumi")}


def association(made: Made) -> dict[str, Any]:
    return {"associationId": made.id, "associationArn": place(made).arn("eks", f"podidentityassociation/{made.id}")}
