"""Where a store comes from: what of one that is not built here cannot be said, and what a stack then does not need."""

from typing import Any

import pytest

from stack.config.azure_monitor import AzureMonitorBackend
from stack.config.backends import AmpBackend, RemoteWriteBackend
from stack.config.model import Model
from stack.config.stack_config import ConfigError
from stack.config.store import Store
from stack.config.thanos import ThanosBackend
from tests.unit.test_stack_config import GUID, NETWORK, VPC, check, valid

HUB = "acme/prometheus-stack/hub"
OTHER = "acme/prometheus-stack/other"
WORKSPACE_ID = f"/subscriptions/{GUID}/resourceGroups/rg/providers/Microsoft.Monitor/accounts/metrics"
WORKSPACE = {"id": "ws-11111111-2222-4333-8444-555555555555"}
AZURE: dict[str, Any] = valid()["azure"]
AWS: dict[str, Any] = valid()["aws"]
LINK = {**AZURE, "privateLink": {"subnetId": NETWORK}}
VPC_ENDPOINT = {**AWS, "vpcEndpoint": VPC}
KNOWN = {"name": "edge", "kind": "other", "context": "edge", "oidcIssuer": "https://oidc.example.com/edge"}
PLAIN = {"name": "edge", "kind": "other", "context": "edge"}
SECTIONS: dict[str, dict[str, Any]] = {
    "azure-monitor": {"azure": AZURE, "cluster": KNOWN},
    "amp": {"aws": AWS, "cluster": KNOWN},
    "thanos": {"cluster": PLAIN},
}
"""All that a spoke says beside its backend."""
TWO_SOURCES = "is said beside stack: a store is another stack's or exists already; leave one out"
TWICE = "is another backend's store too: every sample would be written twice"
LEAVE_OUT = "is used by no backend of this stack; leave it out"


def one(kind: str, **keys: Any) -> dict[str, Any]:
    """A spoke of one backend, as small as it can be."""
    return {"environment": "dev", **SECTIONS[kind], "backends": {"one": {"kind": kind, **keys}}}


def spoke(backends: dict[str, Any], **sections: Any) -> dict[str, Any]:
    """A spoke of these backends with all sections, of which None leaves one out."""
    values = {"environment": "dev", "azure": AZURE, "aws": AWS, "cluster": KNOWN, "backends": backends, **sections}
    return {key: value for key, value in values.items() if value is not None}


def known(model: type[Model]) -> str:
    """All keys of a kind of backend, as an unknown one is answered."""
    return ", ".join(sorted(field.alias or name for name, field in model.model_fields.items()))


def found(values: dict[str, Any]) -> list[tuple[str, str]]:
    """Every problem of a stack file that has one at least."""
    with pytest.raises(ConfigError) as error:
        check(values)
    return sorted(error.value.problems)


def without(values: dict[str, Any], *keys: str) -> dict[str, Any]:
    return {key: value for key, value in values.items() if key not in keys}


HUB_FILE = without(spoke({"azure": {"kind": "azure-monitor"}, "amp": {"kind": "amp"}}), "cluster")
SMALLEST = {
    "another stack's azure-monitor": one("azure-monitor", stack=HUB),
    "another stack's amp": one("amp", stack=HUB),
    "another stack's thanos": one("thanos", stack=HUB),
    "by another name there": one("thanos", stack=HUB, backend="metrics"),
    "by the same name there": one("thanos", stack=HUB, backend="one"),
    "through another stack's rule": one("azure-monitor", stack=HUB, rule="shared"),
    "an existing azure-monitor": one("azure-monitor", workspaceId=WORKSPACE_ID),
    "an existing amp": one("amp", workspace=WORKSPACE),
    "an existing amp of another account": one("amp", workspace={**WORKSPACE, "accountId": "210987654321"}),
    "an existing amp, its account and region said": one(
        "amp", workspace={**WORKSPACE, "accountId": "123456789012", "region": "eu-west-1"}
    ),
    "a private way to another stack's workspace": {**one("azure-monitor", stack=HUB), "azure": LINK},
    "a private way to an existing workspace": {**one("azure-monitor", workspaceId=WORKSPACE_ID), "azure": LINK},
    "a private way to another stack's amp": {**one("amp", stack=HUB), "aws": VPC_ENDPOINT},
    "two stores of one stack": spoke(
        {name: {"kind": "azure-monitor", "stack": HUB, "backend": name} for name in ("a", "b")}, aws=None
    ),
    "stores for others only": HUB_FILE,
    "an azure-monitor for others only": without(one("azure-monitor"), "cluster"),
    "an amp for others only": without(one("amp", sharedWith=["210987654321"]), "cluster"),
}


@pytest.mark.parametrize("values", SMALLEST.values(), ids=SMALLEST)
def test_a_stack_file_of_every_source_is_as_small_as_this(values: dict[str, Any]) -> None:
    assert check(values).backends


@pytest.mark.parametrize(
    ("values", "section"),
    [(values, section) for values in SMALLEST.values() for section in ("azure", "aws", "cluster") if section in values],
)
def test_of_the_smallest_files_every_section_is_needed(values: dict[str, Any], section: str) -> None:
    assert all("section" in problem for _, problem in found(without(values, section)))


MISTAKES: dict[str, tuple[dict[str, Any], dict[str, str]]] = {
    "two sources": (
        one("azure-monitor", stack=HUB, workspaceId=WORKSPACE_ID),
        {"backends.one.workspaceId": TWO_SOURCES},
    ),
    "two sources of amp": (
        one("amp", stack=HUB, workspace=WORKSPACE),
        {"backends.one.workspace": TWO_SOURCES},
    ),
    "a name there, of no other stack": (
        one("amp", backend="metrics"),
        {"backends.one.backend": "is used only beside stack; leave it out"},
    ),
    "a name there, of what exists": (
        one("amp", workspace=WORKSPACE, backend="metrics"),
        {"backends.one.backend": "is used only beside stack; leave it out"},
    ),
    "a rule of no other stack": (
        one("azure-monitor", rule="shared"),
        {"backends.one.rule": "is used only beside stack; leave it out"},
    ),
    "a rule of what exists": (
        one("azure-monitor", workspaceId=WORKSPACE_ID, rule="shared"),
        {"backends.one.rule": "is used only beside stack; leave it out"},
    ),
    "a shared rule that stays out": (
        {**one("azure-monitor", stack=HUB, rule="shared", access="public"), "azure": LINK},
        {
            "backends.one.access": "is used only of a rule of this stack's own; leave it out, or rule",
            "azure.privateLink": LEAVE_OUT,
        },
    ),
    "what another stack's amp is like": (
        one("amp", stack=HUB, retentionDays=30, sharedWith=["210987654321"]),
        {
            "backends.one.retentionDays": f"would change what is not built here; say it in the stack {HUB}",
            "backends.one.sharedWith": f"would change what is not built here; say it in the stack {HUB}",
        },
    ),
    "what an existing amp is like": (
        one("amp", workspace=WORKSPACE, retentionDays=30, sharedWith=["210987654321"]),
        {
            "backends.one.retentionDays": "would change what is not built here; leave it out",
            "backends.one.sharedWith": "would change what is not built here; leave it out",
        },
    ),
    "what another stack's thanos is like": (
        one("thanos", stack=HUB, replicas=3, replicationFactor=3, storage="1Gi", redundancy="LRS", retention={}),
        {
            f"backends.one.{key}": f"would change what is not built here; say it in the stack {HUB}"
            for key in ("replicas", "replicationFactor", "storage", "redundancy", "retention")
        },
    ),
    "another stack's thanos that stays out": (
        one("thanos", stack=HUB, access="public"),
        {"backends.one.access": f"would change what is not built here; say it in the stack {HUB}"},
    ),
    "one store of another stack, twice": (
        spoke(
            {"one": {"kind": "amp", "stack": HUB}, "two": {"kind": "amp", "stack": HUB, "backend": "one"}}, azure=None
        ),
        dict.fromkeys(
            ("backends.one.stack", "backends.two.stack"),
            TWICE,
        ),
    ),
    "one workspace, twice, in other letters": (
        spoke(
            {
                "one": {"kind": "azure-monitor", "workspaceId": WORKSPACE_ID},
                "two": {"kind": "azure-monitor", "workspaceId": WORKSPACE_ID.replace("metrics", "Metrics")},
            },
            aws=None,
        ),
        dict.fromkeys(
            ("backends.one.workspaceId", "backends.two.workspaceId"),
            TWICE,
        ),
    ),
    "one workspace of amp, twice": (
        spoke(
            {
                "one": {"kind": "amp", "workspace": WORKSPACE},
                "two": {"kind": "amp", "workspace": {**WORKSPACE, "accountId": "123456789012"}},
            },
            azure=None,
        ),
        dict.fromkeys(
            ("backends.one.workspace", "backends.two.workspace"),
            TWICE,
        ),
    ),
    "two workspaces of nobody knows which": (
        spoke({"one": {"kind": "amp", "workspace": {}}, "two": {"kind": "amp", "workspace": {}}}, azure=None),
        {"backends.one.workspace.id": "is missing", "backends.two.workspace.id": "is missing"},
    ),
    "shared with oneself": (
        one("amp", sharedWith=["210987654321", "123456789012"]),
        {"backends.one.sharedWith": "must not name aws.accountId, whose roles may write to the workspace as it is"},
    ),
    "shared twice": (
        one("amp", sharedWith=["210987654321", "210987654321"]),
        {"backends.one.sharedWith": "must not name one twice: 210987654321"},
    ),
    "azure for another stack's thanos": ({**one("thanos", stack=HUB), "azure": AZURE}, {"azure": LEAVE_OUT}),
    "a network for another stack's thanos": (
        {**one("thanos", stack=HUB), "azure": LINK},
        {"azure": LEAVE_OUT, "azure.privateLink": LEAVE_OUT},
    ),
    "aws for another stack's thanos": ({**one("thanos", stack=HUB), "aws": AWS}, {"aws": LEAVE_OUT}),
    "an ingress to another stack's thanos": (
        {**one("thanos", stack=HUB), "ingress": valid()["ingress"]},
        {"ingress": LEAVE_OUT},
    ),
    "an issuer for another stack's thanos": (
        {**one("thanos", stack=HUB), "cluster": KNOWN},
        {"cluster.oidcIssuer": LEAVE_OUT},
    ),
    "a group to look up what is not asked for": (
        {**one("thanos", stack=HUB), "cluster": {**PLAIN, "kind": "aks", "resourceGroup": "rg-aks"}},
        {"cluster.resourceGroup": "is used only to look up the issuer of an AKS cluster; leave it out"},
    ),
    "tags of nothing": (
        {**one("thanos", stack=HUB), "tags": {"team": "sre"}},
        {"tags": "is of resources in a cloud, of which this stack makes none; leave it out"},
    ),
    "protection of nothing": (
        {**one("thanos", stack=HUB), "protect": "always"},
        {"protect": "is of data that a stack builds, and this one builds none; leave it out"},
    ),
    "protection of a way in": (
        {**one("azure-monitor", stack=HUB), "azure": LINK, "protect": "never"},
        {"protect": "is of data that a stack builds, and this one builds none; leave it out"},
    ),
    "a network that leads to somebody else's rule": (
        {**one("azure-monitor", stack=HUB, rule="shared"), "azure": LINK},
        {"azure.privateLink": LEAVE_OUT},
    ),
    "a network that leads to no workspace": (
        {**one("azure-monitor", workspaceId=WORKSPACE_ID, access="public"), "azure": LINK},
        {"azure.privateLink": LEAVE_OUT},
    ),
    "out of no network": (
        one("azure-monitor", stack=HUB, access="public"),
        {"backends.one.access": "is used only where azure.privateLink makes stores private; leave it out"},
    ),
    "a network in another region than the workspace": (
        {**one("amp", workspace={**WORKSPACE, "region": "us-east-1"}), "aws": VPC_ENDPOINT},
        {"aws.vpcEndpoint": LEAVE_OUT},
    ),
    "iam's provider where no role is": (
        {
            **one("azure-monitor", stack=HUB),
            "aws": {**AWS, "oidcProvider": "create"},
            "cluster": {"name": "c", "kind": "eks", "context": "c"},
        },
        {"aws.oidcProvider": LEAVE_OUT},
    ),
    "no section for access": (
        without(
            spoke({"a": {"kind": "azure-monitor", "stack": HUB}, "b": {"kind": "amp", "stack": HUB}}), "azure", "aws"
        ),
        {"backends.a": "needs the section azure", "backends.b": "needs the section aws"},
    ),
    "no issuer": (
        {**one("amp", stack=HUB), "cluster": PLAIN},
        {"cluster.oidcIssuer": "is needed: clouds trust this cluster's tokens by their issuer"},
    ),
    "no stack": (
        one("amp", stack="hub"),
        {"backends.one.stack": "must be the full name of a stack, organization/project/stack, is 'hub'"},
    ),
    "no workspace": (
        one("azure-monitor", workspaceId="metrics"),
        {
            "backends.one.workspaceId": "must be the ARM id of an Azure Monitor workspace, "
            "/subscriptions/…/Microsoft.Monitor/accounts/…, is 'metrics'"
        },
    ),
    "a subscription that is none": (
        one("azure-monitor", workspaceId=WORKSPACE_ID.replace(GUID, "prod")),
        {
            "backends.one.workspaceId": "must be the ARM id of an Azure Monitor workspace, "
            f"/subscriptions/…/Microsoft.Monitor/accounts/…, is {WORKSPACE_ID.replace(GUID, 'prod')!r}"
        },
    ),
    "another partition": (
        one("amp", workspace={**WORKSPACE, "region": "cn-north-1"}),
        {"backends.one.workspace.region": "must be a commercial region such as eu-west-1, is 'cn-north-1'"},
    ),
    "no id of a workspace": (
        one("amp", workspace={"id": "metrics"}),
        {"backends.one.workspace.id": "must be the id of a workspace, ws-…, is 'metrics'"},
    ),
    "a key of another kind": (
        one("amp", workspaceId=WORKSPACE["id"]),
        {"backends.one.workspaceId": "is not a known key here; did you mean workspace?"},
    ),
    "a key in other letters": (
        one("amp", workspace={**WORKSPACE, "account": "210987654321"}),
        {"backends.one.workspace.account": "is not a known key here; did you mean accountId?"},
    ),
    "a rule of another kind": (
        one("amp", rule="shared"),
        {
            "backends.one.rule": "is not a known key here; did you mean rules?",
        },
    ),
    "a name there of a url": (
        without(one("thanos"), "cluster")
        | {
            "cluster": PLAIN,
            "backends": {"one": {"kind": "remote-write", "url": "https://m.example.com", "backend": "x"}},
        },
        {
            "backends.one.backend": f"is not a known key here; known: {known(RemoteWriteBackend)}",
        },
    ),
    "no cluster to write from": (
        without(
            spoke(
                {
                    "a": {"kind": "azure-monitor", "stack": HUB},
                    "b": {"kind": "amp", "workspace": WORKSPACE},
                    "c": {"kind": "thanos", "stack": OTHER},
                    "d": {"kind": "remote-write", "url": "https://m.example.com"},
                    "e": {"kind": "amp"},
                }
            ),
            "cluster",
        ),
        {f"backends.{name}": "is written to from a cluster: needs the section cluster" for name in "abcd"},
    ),
    "no cluster to run on": (
        without(one("thanos"), "cluster") | {"azure": AZURE, "ingress": valid()["ingress"]},
        {"backends.one": "runs on a cluster: needs the section cluster"},
    ),
    "what a cluster has, of none": (
        {
            **HUB_FILE,
            "prometheus": {"replicas": 2},
            "ingress": valid()["ingress"],
            "aws": {**AWS, "oidcProvider": "create"},
        },
        {
            "prometheus": "runs on a cluster: needs the section cluster, or leave it out",
            "ingress": LEAVE_OUT,
            "aws.oidcProvider": "is of a cluster: needs the section cluster, or leave it out",
        },
    ),
}


@pytest.mark.parametrize(("values", "expected"), MISTAKES.values(), ids=MISTAKES)
def test_a_mistake_about_a_source_is_named_by_key_with_the_way_out(
    values: dict[str, Any], expected: dict[str, str]
) -> None:
    assert found(values) == sorted(expected.items())


WHERE_FROM = {"kind", "stack", "backend", "workspaceId", "workspace", "rule"}
"""Keys that say where a store comes from."""


@pytest.mark.parametrize(
    ("kind", "model", "ways"),
    [
        ("azure-monitor", AzureMonitorBackend, {"access", "dashboards", "sidecar", "drop"}),
        ("amp", AmpBackend, {"drop", "nativeHistograms"}),
        ("thanos", ThanosBackend, {"drop"}),
    ],
)
def test_all_that_says_what_is_built_is_refused_of_another_stacks(
    kind: str, model: type[Store], ways: set[str]
) -> None:
    """`ways`: what is this stack's own even then."""
    built = {field.alias or name for name, field in model.model_fields.items()} - WHERE_FROM

    mistakes = found({**one(kind, stack=HUB, **dict.fromkeys(built, "x")), "bakends": {}})

    assert {key for key, problem in mistakes if problem.endswith(f"say it in the stack {HUB}")} == {
        f"backends.one.{key}" for key in built - ways
    }
