import json
from typing import Any

import pytest

from components.aws.amp_vpc_endpoint import AmpVpcEndpoint, VpcEndpointError
from components.aws.amp_workspace import AmpWorkspace
from components.aws.iam_documents import sts_endpoint_policy, vpc_endpoint_policy
from tests.recorder import Recorder, record, value_of
from tests.unit.component_rules import Consumer, assert_component_rules, waits_for

WORKSPACE = "aws:amp/workspace:Workspace"
CONFIGURATION = "aws:amp/workspaceConfiguration:WorkspaceConfiguration"
GROUP = "aws:ec2/securityGroup:SecurityGroup"
INGRESS = "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule"
ENDPOINT = "aws:ec2/vpcEndpoint:VpcEndpoint"
ACCOUNT = "123456789012"
ARN = f"arn:aws:aps:eu-west-1:{ACCOUNT}:workspace/ws-1"
HOST = "https://aps-workspaces.eu-west-1.amazonaws.com/workspaces/ws-1"


def workspace(**more: Any) -> AmpWorkspace:
    args: Any = {"alias": "dev", "region": "eu-west-1", "account_id": ACCOUNT, "retention_days": 90}
    args |= {"tags": {"team": "sre"}, **more}
    return AmpWorkspace("amp", args)


def configured(**more: Any) -> dict[str, Any]:
    """The configuration of a workspace with more said of it."""
    return record(lambda: workspace(**more) and None, amp()).one(CONFIGURATION)


def amp(slash: str = "/") -> dict[str, dict[str, Any]]:
    return {WORKSPACE: {"arn": ARN, "prometheusEndpoint": f"{HOST}{slash}"}}


def vpc_endpoint(**more: Any) -> AmpVpcEndpoint:
    args: Any = {
        "vpc_id": "vpc-1",
        "subnet_ids": ["subnet-a", "subnet-b"],
        "allowed_cidrs": ["10.0.0.0/16", "fd00::/64"],
        "services": ["aps-workspaces", "sts"],
        "region": "eu-west-1",
        "accounts": [ACCOUNT],
        "tags": {"team": "sre"},
        **more,
    }
    return AmpVpcEndpoint("private", args)


@pytest.fixture
def private() -> Recorder:
    return record(lambda: Consumer({"ready": vpc_endpoint().ready}) and None)


@pytest.mark.parametrize("slash", ["", "/", "//"])
def test_the_urls_have_single_slashes(slash: str) -> None:
    found: list[dict[str, str]] = []
    record(lambda: value_of(workspace().endpoint, found), amp(slash))
    assert found == [
        {
            "kind": "amp",
            "write_url": f"{HOST}/api/v1/remote_write",
            "query_url": f"{HOST}/",
            "workspace_id": "amp-workspace-id",
            "workspace_arn": ARN,
            "account_id": ACCOUNT,
            "region": "eu-west-1",
            "built_by": "organization/prometheus-stack/test",
        }
    ]


def test_the_workspace_keeps_metrics_as_long_as_asked() -> None:
    recorder = record(lambda: workspace() and None, amp())
    configuration = recorder.one(CONFIGURATION)
    assert configuration["retentionPeriodInDays"] == 90
    assert configuration["workspaceId"] == "amp-workspace-id"
    assert recorder.one(WORKSPACE)["alias"] == "dev"
    assert recorder.one(WORKSPACE)["tags"] == {"team": "sre"}


@pytest.mark.parametrize("limits", [[({}, 5), ({"b": "1"}, 4), ({"a": "2"}, 3), ({"a": "1", "b": "2"}, 2)]])
def test_limits_are_in_an_order_of_their_own(limits: list[tuple[dict[str, str], int]]) -> None:
    given: Any = [{"labels": labels, "max_series": most} for labels, most in limits]
    one, other = (configured(series_limits=some)["limitsPerLabelSets"] for some in (given, given[::-1]))

    assert one == other
    assert [(limit["labelSet"], limit["limits"]["maxSeries"]) for limit in one] == [
        limits[index] for index in (0, 3, 2, 1)
    ]


def test_no_limits_are_not_an_empty_list_which_the_provider_refuses() -> None:
    assert "limitsPerLabelSets" not in configured(series_limits=[])


def test_workspace_and_configuration_are_in_the_region_of_the_url() -> None:
    recorder = record(lambda: workspace() and None, amp())
    assert recorder.one(WORKSPACE)["region"] == recorder.one(CONFIGURATION)["region"] == "eu-west-1"


def test_every_service_has_an_interface_endpoint_with_private_dns(private: Recorder) -> None:
    endpoints = private.of_type(ENDPOINT).values()
    assert {endpoint["serviceName"] for endpoint in endpoints} == {
        "com.amazonaws.eu-west-1.aps-workspaces",
        "com.amazonaws.eu-west-1.sts",
    }
    for endpoint in endpoints:
        assert endpoint["vpcEndpointType"] == "Interface"
        assert endpoint["privateDnsEnabled"] is True
        assert endpoint["subnetIds"] == ["subnet-a", "subnet-b"]
        assert endpoint["securityGroupIds"] == ["private-clients-id"]
        assert (endpoint["vpcId"], endpoint["region"]) == ("vpc-1", "eu-west-1")


def test_each_endpoint_lets_through_what_its_service_is_for(private: Recorder) -> None:
    endpoints = private.of_type(ENDPOINT)
    metrics = json.loads(endpoints["private-aps-workspaces"]["policy"])
    assert metrics == vpc_endpoint_policy("eu-west-1", [ACCOUNT], [ACCOUNT])
    assert json.loads(endpoints["private-sts"]["policy"]) == sts_endpoint_policy([ACCOUNT])


def test_only_https_from_the_given_ranges_comes_in(private: Recorder) -> None:
    rules = private.of_type(INGRESS).values()
    assert {(rule.get("cidrIpv4"), rule.get("cidrIpv6")) for rule in rules} == {
        ("10.0.0.0/16", None),
        (None, "fd00::/64"),
    }
    for rule in rules:
        assert (rule["ipProtocol"], rule["fromPort"], rule["toPort"]) == ("tcp", 443, 443)
        assert rule["securityGroupId"] == "private-clients-id"


def test_the_security_group_has_no_rules_of_its_own_to_fight_over(private: Recorder) -> None:
    assert not private.one(GROUP).keys() & {"ingress", "egress"}


def test_a_rule_keeps_its_name_when_another_range_goes() -> None:
    fewer = record(lambda: vpc_endpoint(allowed_cidrs=["fd00::/64"]) and None).of_type(INGRESS)
    more = record(lambda: vpc_endpoint() and None).of_type(INGRESS)
    assert fewer.items() <= more.items()


def test_the_way_is_ready_with_every_endpoint_and_rule(private: Recorder) -> None:
    waits = waits_for(private, "test:index:Consumer", "consumer", "ready")
    assert waits >= set(private.of_type(ENDPOINT)) | set(private.of_type(INGRESS))


def test_an_endpoint_comes_after_those_it_lets_in_and_goes_before_them(private: Recorder) -> None:
    for name in private.of_type(ENDPOINT):
        assert waits_for(private, ENDPOINT, name, "securityGroupIds") == {
            *private.of_type(INGRESS),
            *private.of_type(GROUP),
        }


def test_a_service_without_a_policy_is_refused_before_any_resource() -> None:
    with pytest.raises(VpcEndpointError, match="'s3'"):
        record(lambda: vpc_endpoint(services=["aps-workspaces", "s3"]) and None)


def test_the_components_keep_the_rules() -> None:
    assert_component_rules(record(lambda: workspace() and None, amp()), AmpWorkspace, "amp")
    assert_component_rules(record(lambda: vpc_endpoint() and None), AmpVpcEndpoint, "private")
