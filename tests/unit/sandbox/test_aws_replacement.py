"""The simulated aws provider replaces and keeps what the bridged one does."""

from pathlib import Path
from typing import Any

import pytest
from pulumi.runtime.proto import provider_pb2

from sandbox.aws.provider import Aws
from sandbox.cloud import Cloud, Refused
from sandbox.providers import Servicer, struct
from tests.unit.sandbox.aws_case import (
    CONFIGURATION,
    ENDPOINT,
    GROUP,
    INGRESS,
    KEY,
    LOGS,
    POLICY,
    ROLE,
    SECURITY_GROUP,
    SUBNETS,
    TOPIC,
    VPC,
    WORKSPACES,
    document,
    simulated_aws,
    trust,
)


@pytest.fixture
def aws(tmp_path: Path) -> Aws:
    return simulated_aws(tmp_path)


def difference(aws: Aws, token: str, old: dict[str, Any], new: dict[str, Any]) -> tuple[list[str], bool]:
    """What is replaced for, and whether the old one goes first, between the inputs of two runs."""
    checked = aws.defaults(token, "logical", {}, old)
    request = provider_pb2.DiffRequest(
        urn=f"urn:pulumi:dev::project::{token}::logical",
        old_inputs=struct(checked),
        news=struct(aws.defaults(token, "logical", checked, new)),
    )
    response = Servicer(aws).Diff(request, None)
    return sorted(response.replaces), response.deleteBeforeReplace


@pytest.mark.parametrize(
    ("token", "old", "new", "replaced"),
    [
        (WORKSPACES, {"region": "eu-west-1"}, {"region": "eu-central-1"}, ["region"]),
        (CONFIGURATION, {"workspaceId": "a"}, {"workspaceId": "a", "region": "eu-central-1"}, ["region"]),
        (ENDPOINT, {"vpcId": VPC}, {"vpcId": VPC, "region": "eu-central-1"}, ["region"]),
        (LOGS, {"name": "a"}, {"name": "a", "region": "eu-central-1"}, ["region"]),
        (WORKSPACES, {"kmsKeyArn": KEY}, {}, ["kmsKeyArn"]),
        (WORKSPACES, {"alias": "a"}, {"alias": ""}, ["alias"]),
        (WORKSPACES, {"alias": "a"}, {}, ["alias"]),
        (WORKSPACES, {"alias": "a"}, {"alias": "b"}, []),
        (WORKSPACES, {}, {"alias": "b"}, []),
        (WORKSPACES, {"tags": {"a": "b"}}, {}, []),
        (ENDPOINT, {"serviceRegion": "us-east-1"}, {}, ["serviceRegion"]),
        (ENDPOINT, {"vpcEndpointType": "Interface"}, {"vpcEndpointType": "Gateway"}, ["vpcEndpointType"]),
        (ENDPOINT, {"subnetIds": SUBNETS}, {"subnetIds": SUBNETS[:1], "policy": document()}, []),
        (INGRESS, {"cidrIpv4": "10.0.0.0/16"}, {"cidrIpv4": "10.0.0.0/8"}, []),
        (INGRESS, {"cidrIpv4": "10.0.0.0/16"}, {"cidrIpv6": "2001:db8::/64"}, ["cidrIpv4", "cidrIpv6"]),
        (INGRESS, {"cidrIpv4": "a"}, {"referencedSecurityGroupId": GROUP}, ["cidrIpv4", "referencedSecurityGroupId"]),
        (SECURITY_GROUP, {"namePrefix": "a"}, {"namePrefix": "b"}, ["namePrefix"]),
        (SECURITY_GROUP, {"description": "a"}, {"description": "b"}, ["description"]),
        (ROLE, {"namePrefix": "a"}, {"namePrefix": "b"}, ["namePrefix"]),
        (ROLE, {"path": "/a/"}, {"path": "/b/"}, ["path"]),
        (ROLE, {"description": "a"}, {"description": "b"}, []),
        (POLICY, {"name": "a", "description": "a"}, {"name": "a", "description": "b"}, ["description"]),
        (TOPIC, {"fifoTopic": True}, {"fifoTopic": False}, ["fifoTopic"]),
    ],
)
def test_a_change_replaces_what_the_bridged_provider_replaces(
    aws: Aws, token: str, old: dict[str, Any], new: dict[str, Any], replaced: list[str]
) -> None:
    assert difference(aws, token, old, new)[0] == replaced


@pytest.mark.parametrize(
    ("token", "old", "new", "first"),
    [
        (WORKSPACES, {"kmsKeyArn": KEY}, {}, False),
        (ENDPOINT, {"vpcId": "a"}, {"vpcId": "b"}, False),
        (SECURITY_GROUP, {"description": "a"}, {"description": "b"}, False),
        (SECURITY_GROUP, {"name": "a", "description": "a"}, {"name": "a", "description": "b"}, True),
        (ROLE, {"name": "a", "path": "/a/"}, {"name": "a", "path": "/b/"}, True),
        (ROLE, {"namePrefix": "a", "path": "/a/"}, {"namePrefix": "a", "path": "/b/"}, False),
    ],
)
def test_the_new_one_is_made_first_unless_the_program_gave_a_name(
    aws: Aws, token: str, old: dict[str, Any], new: dict[str, Any], first: bool
) -> None:
    assert difference(aws, token, old, new)[1] is first


def test_a_provider_in_another_region_replaces_what_it_made(aws: Aws) -> None:
    made = aws.defaults(WORKSPACES, "logical", {}, {})
    aws.config["region"] = "eu-central-1"

    assert made["region"] == "eu-west-1"
    assert aws.defaults(WORKSPACES, "logical", made, {})["region"] == "eu-central-1"


def test_a_generated_name_stays_and_a_given_one_that_is_taken_away_does_not(aws: Aws) -> None:
    generated = aws.defaults(ROLE, "logical", {}, {})

    assert aws.defaults(ROLE, "logical", generated, {"path": "/a/"})["name"] == generated["name"]
    assert aws.defaults(ROLE, "logical", {"name": "given", "__defaults": []}, {})["name"] != "given"


@pytest.mark.parametrize(
    ("token", "inputs"), [(ROLE, {"assumeRolePolicy": trust()}), (SECURITY_GROUP, {}), (LOGS, {}), (TOPIC, {})]
)
def test_a_prefix_makes_a_name_that_updates_keep(aws: Aws, token: str, inputs: dict[str, Any]) -> None:
    prefixed = aws.defaults(token, "logical", {}, {**inputs, "namePrefix": "prometheus-"})
    made = aws.create(token, prefixed)
    name = made.outputs["name"]

    assert "name" not in prefixed
    assert name.startswith("prometheus-")
    assert len(name) == len("prometheus-") + 26
    assert aws.update(made, {**made.inputs, "tags": {"a": "b"}}).outputs["name"] == name


def test_nothing_of_the_bridge_is_an_output(aws: Aws) -> None:
    made = aws.create(WORKSPACES, aws.defaults(WORKSPACES, "logical", {}, {"alias": "a"}))
    assert "__defaults" not in made.outputs
    assert "__defaults" not in aws.update(made, {**made.inputs, "alias": "b"}).outputs


def test_settings_that_are_taken_away_stay_as_they_were(aws: Aws, tmp_path: Path) -> None:
    limits = [{"labelSet": {}, "limits": {"maxSeries": 1}}]
    made = aws.create(
        CONFIGURATION, {"workspaceId": "ws-here", "retentionPeriodInDays": 30, "limitsPerLabelSets": limits}
    )
    updated = aws.update(made, {"workspaceId": "ws-here", "ruleQueryOffsetInSeconds": 5})

    outputs = updated.outputs
    assert (outputs["retentionPeriodInDays"], outputs["limitsPerLabelSets"]) == (30, limits)
    assert outputs["ruleQueryOffsetInSeconds"] == 5
    assert Cloud.load(tmp_path / "cloud.jsonl").objects[made.key].outputs == outputs


def test_a_deleted_configuration_leaves_the_workspace_as_it_is(aws: Aws) -> None:
    workspace = aws.create(WORKSPACES, {})
    settings = {"workspaceId": workspace.id, "retentionPeriodInDays": 30}
    aws.delete(aws.create(CONFIGURATION, settings))

    again = aws.create(CONFIGURATION, {"workspaceId": workspace.id, "ruleQueryOffsetInSeconds": 5})

    assert again.outputs["retentionPeriodInDays"] == 30
    with pytest.raises(Refused, match="still needs Workspace"):
        aws.delete(workspace)
    aws.delete(again)
    aws.delete(workspace)
    assert not aws.cloud.objects
