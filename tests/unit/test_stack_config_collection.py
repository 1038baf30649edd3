"""What `azure.collection` takes, and what around it has to be there."""

from typing import Any

import pytest

from stack.config.stack_config import ConfigError, StackConfig
from tests.unit.test_stack_config import GUID, NETWORK, check, problems, valid

AZURE = {"subscriptionId": GUID, "tenantId": GUID, "location": "westeurope", "resourceGroup": "rg"}
AKS = {"name": "c", "kind": "aks", "resourceGroup": "rg-aks", "context": "c"}
ELSEWHERE = {"kind": "remote-write", "url": "https://metrics.example.com/push"}
THEIRS = {"kind": "azure-monitor", "stack": "acme/metrics/hub"}
LOGS: dict[str, Any] = {"containerInsights": {}}
PRIVATE = {"subnetId": NETWORK}


def stack_file(collection: Any, **changes: Any) -> dict[str, Any]:
    """A stack whose one store is somebody else's, and what is collected beside; `azure`: more of that section."""
    azure = {**AZURE, **changes.pop("azure", {}), "collection": collection}
    usual: dict[str, Any] = {"aws": None, "ingress": None, "backends": {"central": ELSEWHERE}}
    return valid(**{**usual, "azure": azure, **changes})


def test_the_smallest_workspace_of_logs_has_every_default() -> None:
    collection = check(stack_file(LOGS)).collection

    assert collection
    assert collection.metrics is None
    assert collection.container_insights
    assert collection.container_insights.model_dump() == {"retention_days": 30, "interval": "1m", "namespaces": []}


def test_who_does_not_ask_for_it_has_no_collection() -> None:
    config = check(valid())

    assert config.collection is None
    assert config.azure
    assert not config.azure.has_private_logs


@pytest.mark.parametrize(
    ("backends", "name"),
    [({"azure": {"kind": "azure-monitor"}, "central": ELSEWHERE}, "azure"), ({"hub": THEIRS}, "hub")],
)
def test_metrics_go_to_a_workspace_that_the_stack_has_a_way_into(backends: dict[str, Any], name: str) -> None:
    config = check(stack_file({"metrics": name}, backends=backends))

    assert config.collection
    assert config.collection.metrics == name


@pytest.mark.parametrize(
    ("collection", "key", "problem"),
    [
        ({}, "azure.collection", "must say metrics, containerInsights or both; or leave it out"),
        ({"containerInsights": {"retentionDays": 29}}, "azure.collection.containerInsights.retentionDays", "at least"),
        ({"containerInsights": {"retentionDays": 731}}, "azure.collection.containerInsights.retentionDays", "at most"),
        ({"containerInsights": {"interval": "0m"}}, "azure.collection.containerInsights.interval", "from 1m to 30m"),
        ({"containerInsights": {"interval": "31m"}}, "azure.collection.containerInsights.interval", "from 1m to 30m"),
        ({"containerInsights": {"interval": "60s"}}, "azure.collection.containerInsights.interval", "from 1m to 30m"),
        (
            {"containerInsights": {"namespaces": ["Shop"]}},
            "azure.collection.containerInsights.namespaces.0",
            "name of a namespace",
        ),
        (
            {"containerInsights": {"namespaces": ["a", "a"]}},
            "azure.collection.containerInsights.namespaces",
            "must not name one twice: a",
        ),
        ({"containerinsights": {}}, "azure.collection.containerinsights", "did you mean containerInsights?"),
        ({"metrics": "Azure"}, "azure.collection.metrics", "lower-case"),
    ],
)
def test_a_value_that_azure_would_not_take_is_named(collection: Any, key: str, problem: str) -> None:
    assert problem in problems(stack_file(collection))[key]


@pytest.mark.parametrize(
    ("backends", "problem"),
    [
        ({"central": ELSEWHERE}, "must name a backend of kind azure-monitor, is 'azure'; there is none"),
        ({"azure": ELSEWHERE, "b": {"kind": "azure-monitor"}}, "kind azure-monitor, is 'azure'; there is b"),
        (
            {"azure": {**THEIRS, "rule": "shared"}},
            "leave rule out of backends.azure, or name another backend",
        ),
    ],
)
def test_metrics_name_a_workspace_that_a_rule_can_lead_to(backends: dict[str, Any], problem: str) -> None:
    assert problem in problems(stack_file({"metrics": "azure"}, backends=backends))["azure.collection.metrics"]


@pytest.mark.parametrize("kind", ["eks", "arc", "other"])
def test_the_agent_is_of_aks_only(kind: str) -> None:
    cluster = {"name": "c", "kind": kind, "context": "c", "oidcIssuer": "https://i.example"}
    found = problems(stack_file(LOGS, cluster=cluster, backends={"azure": {"kind": "azure-monitor"}}))

    assert found == {
        "azure.collection": f"is of AKS clusters only, and this one is of the kind {kind}; leave it out",
    }


def test_the_agent_needs_a_cluster() -> None:
    found = problems(stack_file(LOGS, cluster=None, backends={"azure": {"kind": "azure-monitor"}}))

    assert found == {"azure.collection": "is of an AKS cluster: needs the section cluster, or leave it out"}


@pytest.mark.parametrize("backends", [{"central": ELSEWHERE}, {"azure": {"kind": "azure-monitor"}}])
def test_the_cluster_is_looked_up_also_where_its_issuer_is_given_or_nobody_asks_for_it(backends: Any) -> None:
    issuer = {} if "central" in backends else {"oidcIssuer": "https://i.example"}
    cluster = {"name": "c", "kind": "aks", "context": "c", **issuer}
    found = problems(stack_file(LOGS, cluster=cluster, backends=backends))

    assert found == {"cluster.resourceGroup": "is needed to look the AKS cluster up for azure.collection"}
    assert check(stack_file(LOGS, cluster={**cluster, "resourceGroup": "rg-aks"}, backends=backends))


def test_what_is_missing_is_said_once() -> None:
    cluster = {"name": "c", "kind": "aks", "context": "c"}
    with pytest.raises(ConfigError) as error:
        check(stack_file(LOGS, cluster=cluster, backends={"azure": {"kind": "azure-monitor"}}))

    ((key, problem),) = error.value.problems
    assert key == "cluster.resourceGroup"
    assert "or give oidcIssuer" in problem


def test_an_issuer_that_nobody_trusts_is_there_for_nothing_as_before() -> None:
    cluster = {**AKS, "oidcIssuer": "https://i.example"}

    assert list(problems(stack_file(LOGS, cluster=cluster))) == ["cluster.oidcIssuer"]


def test_a_workspace_of_logs_uses_what_is_said_of_stores_and_of_their_network() -> None:
    used = {"tags": {"team": "sre"}, "protect": "always", "name": "shop", "azure": {"privateLink": PRIVATE}}
    config = check(stack_file(LOGS, **used))

    assert config.azure
    assert config.azure.has_private_logs
    outside = {"azure": {"kind": "azure-monitor", "access": "public"}}
    assert check(stack_file(LOGS, azure={"privateLink": PRIVATE}, backends=outside))


def test_a_network_in_aws_is_nothing_to_logs_in_azure() -> None:
    network = {"vpcId": "vpc-01234567", "subnetIds": ["subnet-01234567"], "allowedCidrs": ["10.0.0.0/16"]}
    aws = {"region": "eu-west-1", "accountId": "123456789012", "vpcEndpoint": network}
    there = {"id": "ws-11111111-2222-4333-8444-555555555555", "region": "us-east-1"}
    found = problems(stack_file(LOGS, aws=aws, backends={"amp": {"kind": "amp", "workspace": there}}))

    assert list(found) == ["aws.vpcEndpoint"]


def test_metrics_alone_have_no_logs_to_be_private() -> None:
    backends = {"azure": {"kind": "azure-monitor"}}
    config = check(stack_file({"metrics": "azure"}, azure={"privateLink": PRIVATE}, backends=backends))

    assert config.azure
    assert not config.azure.has_private_logs


def test_what_only_metrics_are_collected_for_uses_no_more_than_their_backend_does() -> None:
    said = {"metrics": "azure"}
    outside = {"azure": {"kind": "azure-monitor", "access": "public"}}

    assert "azure.privateLink" in problems(stack_file(said, azure={"privateLink": PRIVATE}, backends=outside))
    assert "protect" in problems(stack_file(said, protect="always", backends={"azure": THEIRS}))
    assert isinstance(check(stack_file(said, tags={"a": "b"}, backends={"azure": THEIRS})), StackConfig)
