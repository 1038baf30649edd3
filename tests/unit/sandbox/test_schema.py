"""The SDKs' enumerations are what a text may be, but for those that are open."""

import typing
from typing import Any

import pytest
from pulumi import _types

from sandbox import schema, sdk

ACCOUNT = "azure-native:storage:StorageAccount"
RULE = "azure-native:monitor:DataCollectionRule"


def account(**more: Any) -> dict[str, Any]:
    return {"resourceGroupName": "g", "kind": "StorageV2", "sku": {"name": "Standard_ZRS"}, **more}


@pytest.mark.parametrize(
    ("token", "inputs", "path"),
    [
        (ACCOUNT, account(minimumTlsVersion="TLS9_9"), "minimumTlsVersion"),
        (ACCOUNT, account(publicNetworkAccess="Disable"), "publicNetworkAccess"),
        (ACCOUNT, account(publicNetworkAccess="disabled"), "publicNetworkAccess"),
        (ACCOUNT, account(sku={"name": "Standard_ZZZ"}), "sku.name"),
        (ACCOUNT, account(kind=5), "kind"),
        (
            ACCOUNT,
            account(networkRuleSet={"defaultAction": "Deny", "bypass": "Logging, Metric"}),
            "networkRuleSet.bypass",
        ),
        (
            RULE,
            {"resourceGroupName": "g", "dataSources": {"prometheusForwarder": [{"streams": ["Microsoft-Perf"]}]}},
            "dataSources.prometheusForwarder[0].streams[0]",
        ),
        (
            "azure-native:monitor:PrivateLinkScope",
            {
                "resourceGroupName": "g",
                "accessModeSettings": {"ingestionAccessMode": "Private", "queryAccessMode": "Open"},
            },
            "accessModeSettings.ingestionAccessMode",
        ),
        ("kubernetes:core/v1:Service", {"spec": {"type": "NodePorts"}}, "spec.type"),
        (
            "kubernetes:apps/v1:StatefulSet",
            {
                "spec": {
                    "selector": {},
                    "serviceName": "s",
                    "podManagementPolicy": 5,
                    "template": {"spec": {"containers": [{"name": "a"}]}},
                }
            },
            "spec.podManagementPolicy",
        ),
    ],
)
def test_a_value_outside_its_enumeration_is_a_problem(token: str, inputs: dict[str, Any], path: str) -> None:
    assert [found for found, _ in schema.input_problems(token, inputs)] == [path]


@pytest.mark.parametrize(
    ("token", "inputs"),
    [
        (ACCOUNT, account(minimumTlsVersion="TLS1_2", publicNetworkAccess=schema.UNKNOWN)),
        (ACCOUNT, account(networkRuleSet={"defaultAction": "Deny", "bypass": "Logging, Metrics"})),
        (RULE, {"resourceGroupName": "g", "dataFlows": [{"streams": ["Microsoft-PrometheusMetrics", "Custom-Mine"]}]}),
        (
            "aws:iam/rolePolicyAttachment:RolePolicyAttachment",
            {"role": "r", "policyArn": "arn:aws:iam::123456789012:policy/of-a-customer"},
        ),
        ("aws:amp/workspace:Workspace", {"region": "eu-west-1"}),
    ],
)
def test_members_flags_unknowns_and_open_enumerations_pass(token: str, inputs: dict[str, Any]) -> None:
    assert schema.input_problems(token, inputs) == []


def test_an_input_is_known_by_its_name() -> None:
    assert sdk.has_input(ACCOUNT, "location")
    assert sdk.has_input("azure-native:monitor:ActionGroup", "location"), "not what an alert says of its groups"
    assert not sdk.has_input("azure-native:storage:BlobContainer", "location")
    assert not sdk.has_input("kubernetes:cert-manager.io/v1:ClusterIssuer", "location")


def test_what_one_module_calls_a_part_is_not_taken_for_another_modules_of_that_name() -> None:
    account, scope = sdk.resource_class(ACCOUNT), "azure-native:monitor:PrivateLinkScope"
    assert account
    sdk.always_there.cache_clear()
    _types.resource_types(account)

    (connection,) = typing.get_args(sdk.required_outputs(scope)["privateEndpointConnections"])
    assert connection.__module__.startswith("pulumi_azure_native.monitor.")
