"""A live stack whose stores move: to another owner and back, and to the tree of resources of today's program."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pulumi
import pulumi_azure_native as azure_native
from pulumi_azure_native import monitor

from tests.engine.conftest import Open
from tests.engine.hubs import (
    AMP_WORKSPACE,
    COLLECTION,
    HUB,
    HUBS_SUBSCRIPTION,
    MONITOR_WORKSPACE,
    POLICY,
    RULE,
    planned,
    variant,
)

SHARED = {"amp": {"kind": "amp", "stack": HUB}, "azure": {"kind": "azure-monitor", "stack": HUB}}
BUILT = {"amp": {"kind": "amp"}, "azure": {"kind": "azure-monitor"}}
TENANT = "22222222-2222-4222-8222-222222222222"


def _workspaces(sandbox: Open, stack: Path) -> set[str]:
    return {one.id for one in sandbox(stack).cloud.of(MONITOR_WORKSPACE, AMP_WORKSPACE)}


def _destination(sandbox: Open, stack: Path) -> str:
    (rule,) = (one for one in sandbox(stack).cloud.of(RULE) if "spoke-euw1" in one.id)
    return rule.inputs["destinations"]["monitoringAccounts"][0]["accountResourceId"]


def _operations(changes: Mapping[str, tuple[str, Any]]) -> dict[str, str]:
    """What happens to resources of clouds, where it is not nothing."""
    return {
        name: op for name, (op, _) in changes.items() if op != "same" and name.startswith(("azure-native:", "aws:"))
    }


def test_stores_move_from_the_hub_to_the_stack_itself_and_back_and_its_way_in_stays(
    sandbox: Open, tmp_path: Path
) -> None:
    sandbox("hub").up()
    spoke = variant(tmp_path, "spoke-eks", environment="dev", backends=SHARED)
    sandbox(spoke).up()
    hubs, shared = _workspaces(sandbox, spoke), _destination(sandbox, spoke)

    variant(tmp_path, "spoke-eks", environment="dev", backends=BUILT)
    away = _operations(planned(sandbox(spoke)))
    sandbox(spoke).up()
    own, moved = _workspaces(sandbox, spoke) - hubs, _destination(sandbox, spoke)

    variant(tmp_path, "spoke-eks", environment="dev", backends=SHARED)
    back = _operations(planned(sandbox(spoke)))
    sandbox(spoke).up()

    assert [op for name, op in (*away.items(), *back.items()) if name.startswith((POLICY, RULE))] == ["update"] * 4
    assert {name.partition(" ")[0] for name, op in away.items() if op == "create"} >= {MONITOR_WORKSPACE, AMP_WORKSPACE}
    assert {name.partition(" ")[0] for name, op in back.items() if op == "delete"} >= {MONITOR_WORKSPACE, AMP_WORKSPACE}
    assert not [name for name in {**away, **back} if name.startswith(COLLECTION[0])], "the URL stays"
    assert len(own) == 2
    assert moved in own
    assert _workspaces(sandbox, spoke) == hubs
    assert _destination(sandbox, spoke) == shared


def _of_0_1_0() -> None:
    """What version 0.1.0 made for a workspace, in its tree: endpoint and rule right below the workspace's component."""
    provider = azure_native.Provider("azure", subscription_id=HUBS_SUBSCRIPTION, tenant_id=TENANT)
    above = pulumi.ComponentResource(
        "prometheus-stack:index:AzureMonitorWorkspace", "azure", {}, pulumi.ResourceOptions(providers=[provider])
    )
    below = pulumi.ResourceOptions(parent=above)
    place: dict[str, Any] = {
        "resource_group_name": "rg-observability",
        "location": "westeurope",
        "tags": {"environment": "dev", "managed-by": "prometheus-stack"},
    }
    workspace = monitor.AzureMonitorWorkspace(
        "azure-workspace",
        azure_monitor_workspace_name="prod-weu-azure",
        public_network_access="Enabled",
        opts=below,
        **place,
    )
    endpoint = monitor.DataCollectionEndpoint(
        "azure-endpoint",
        data_collection_endpoint_name="prod-weu-azure",
        network_acls={"public_network_access": "Enabled"},
        opts=below,
        **place,
    )
    monitor.DataCollectionRule(
        "azure-rule",
        data_collection_rule_name="prod-weu-azure",
        data_collection_endpoint_id=endpoint.id,
        destinations={"monitoring_accounts": [{"name": "workspace", "account_resource_id": workspace.id}]},
        data_flows=[{"streams": ["Microsoft-PrometheusMetrics"], "destinations": ["workspace"]}],
        opts=below,
        **place,
    )


def test_what_version_0_1_0_made_for_a_workspace_stays_as_it_is(sandbox: Open, tmp_path: Path) -> None:
    stack = variant(
        tmp_path, "hub-thanos", environment="dev", ingress=None, backends={"azure": {"kind": "azure-monitor"}}
    )
    sandbox(stack, program=_of_0_1_0).up()
    made = sandbox(stack).cloud.objects
    changes = sandbox(stack).up()
    box = sandbox(stack)
    again = box.up()

    assert len(made) == 3
    assert {key: box.cloud.objects[key] for key in made} == made
    assert set(changes) == {"create", "same"}
    assert set(again) == {"same"}
