"""Workspaces that can be written to: those that stacks declare, and those that were there before any stack."""

from collections.abc import Mapping

from sandbox.world import World
from tests.proof.support.declared.declarations import Stack

MONITOR_WORKSPACE, AMP_WORKSPACE = "azure-native:monitor:AzureMonitorWorkspace", "aws:amp/workspace:Workspace"


def monitor_workspaces(stack: Stack) -> list[str]:
    """ARM ids of Azure Monitor's."""
    return [*(one.id for one in stack.there(MONITOR_WORKSPACE)), *World.load().all("azure", "monitorWorkspaces")]


def amp_workspaces(stack: Stack) -> Mapping[str, str]:
    """ARNs of Amazon's, by the URL of their remote write."""
    before = {_endpoint(arn): arn for arn in World.load().all("aws", "workspaces")}
    declared = {one.outputs["prometheusEndpoint"]: one.outputs["arn"] for one in stack.there(AMP_WORKSPACE)}
    return {f"{endpoint}api/v1/remote_write": arn for endpoint, arn in {**before, **declared}.items()}


def _endpoint(arn: str) -> str:
    """https://docs.aws.amazon.com/general/latest/gr/prometheus-service.html"""
    _, _, _, region, _, resource = arn.split(":")
    return f"https://aps-workspaces.{region}.amazonaws.com/workspaces/{resource.removeprefix('workspace/')}/"
