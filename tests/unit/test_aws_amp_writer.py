import json
from typing import Any

import pulumi
import pytest
from pulumi.provider.experimental.component import ComponentProvider

from components.aws.amp_vpc_endpoint import AmpVpcEndpoint
from components.aws.amp_workspace import AmpWorkspace
from components.aws.amp_writer import AmpWriter, AmpWriterError, aws_pod_identity
from components.aws.deduplication import relabelings
from components.aws.eks import oidc_issuer
from components.aws.iam_documents import irsa_trust_policy, remote_write_policy
from components.aws.oidc_provider import OidcProvider
from components.azure.workload_identity import azure_pod_identity
from components.cluster.remote_write_values import pod_identity, remote_write
from components.contracts.pod_identity import PodIdentity, ServiceAccount, TokenSource
from tests.recorder import Recorder, record, value_of
from tests.unit.component_rules import Consumer, assert_component_rules, waits_for

ROLE = "aws:iam/role:Role"
POLICY = "aws:iam/rolePolicy:RolePolicy"
PROVIDER = "aws:iam/openIdConnectProvider:OpenIdConnectProvider"
CLUSTER = "aws:eks/getCluster:getCluster"
ACCOUNT = "123456789012"
ISSUER = "https://oidc.example/id/ABC"
PROVIDER_ARN = f"arn:aws:iam::{ACCOUNT}:oidc-provider/oidc.example/id/ABC"
PROMETHEUS = ServiceAccount(namespace="monitoring", name="prometheus")
OUTPUTS = {ROLE: {"arn": "arn:role"}, PROVIDER: {"arn": PROVIDER_ARN}}
CALLS: dict[str, Any] = {}


def arn(region: str) -> str:
    return f"arn:aws:aps:{region}:{ACCOUNT}:workspace/ws-1"


def writer(**more: Any) -> AmpWriter:
    endpoints = {
        name: {"kind": "amp", "write_url": f"https://{name}/", "workspace_arn": arn(region), "region": region}
        for name, region in (("near", "eu-west-1"), ("far", "us-east-1"))
    }
    args: Any = {
        "role_name": "prometheus-writer",
        "account_id": ACCOUNT,
        "issuer": ISSUER,
        "oidc_provider_arn": PROVIDER_ARN,
        "cluster": "prod-1",
        "service_account": PROMETHEUS,
        "token_source": TokenSource.WEBHOOK,
        "endpoints": endpoints,
        "tags": {"team": "sre"},
        **more,
    }
    return AmpWriter("writer", args)


def written(**more: Any) -> Recorder:
    return record(lambda: writer(**more) and None, OUTPUTS, CALLS)


def rendered(**more: Any) -> tuple[list[dict[str, Any]], PodIdentity]:
    found: list[Any] = []

    def program() -> None:
        targets = writer(**more).targets
        value_of({"entries": remote_write(targets), "pod": pod_identity(targets)}, found)

    record(program, OUTPUTS, CALLS)
    return found[0]["entries"], found[0]["pod"]


def test_the_role_trusts_the_service_account_and_may_write_to_the_workspaces() -> None:
    recorder = written()
    role, policy = recorder.one(ROLE), recorder.one(POLICY)
    assert json.loads(role["assumeRolePolicy"]) == irsa_trust_policy(ACCOUNT, ISSUER, [PROMETHEUS])
    assert json.loads(policy["policy"]) == remote_write_policy([arn("eu-west-1"), arn("us-east-1")])
    assert role["name"] == policy["role"] == "prometheus-writer"


def test_the_role_waits_for_the_provider_that_it_trusts() -> None:
    def program() -> None:
        writer(oidc_provider_arn=OidcProvider("trust", {"issuer": ISSUER}).provider_arn)

    assert waits_for(record(program, OUTPUTS, CALLS), ROLE, "writer-role", "assumeRolePolicy") == {"trust-issuer"}


def test_the_url_to_write_to_waits_for_permission_and_network() -> None:
    def program() -> None:
        way = AmpWorkspace("way", {"alias": "a", "region": "r", "account_id": "1", "retention_days": 1}).workspace_id
        Consumer({target["name"]: target["url"] for target in writer(ready=[way]).targets})

    recorder = record(program, {**OUTPUTS, "aws:amp/workspace:Workspace": {"prometheusEndpoint": "https://x"}})
    assert waits_for(recorder, "test:index:Consumer", "consumer", "far") == {"writer-remote-write", "way-workspace"}


def test_each_target_signs_for_the_region_of_its_workspace() -> None:
    entries, _ = rendered()
    assert [(entry["name"], entry["url"], entry["sigv4"]) for entry in entries] == [
        ("near", "https://near/", {"region": "eu-west-1"}),
        ("far", "https://far/", {"region": "us-east-1"}),
    ]


def test_amp_sees_replica_and_cluster_by_the_names_it_deduplicates_by() -> None:
    (expected,) = remote_write([{"name": "a", "url": "b", "relabelings": relabelings("prod-1")}])

    assert rendered()[0][0]["writeRelabelConfigs"] == expected["writeRelabelConfigs"]


def test_the_queue_is_as_aws_documents_it() -> None:
    # https://docs.aws.amazon.com/prometheus/latest/userguide/AMP-onboard-ingest-metrics-new-Prometheus.html
    documented = {"maxSamplesPerSend": 1000, "maxShards": 200, "capacity": 2500}
    assert rendered()[0][0]["queueConfig"].items() >= documented.items()


def test_what_amp_would_refuse_as_too_old_is_not_sent() -> None:
    assert rendered()[0][0]["queueConfig"]["sampleAgeLimit"] == "1h"


@pytest.mark.parametrize("injected", [True, False])
def test_all_targets_share_the_identity_of_the_role(injected: bool) -> None:
    _, pod = rendered(token_source=TokenSource.WEBHOOK if injected else TokenSource.PROJECTED)
    expected = {"eks.amazonaws.com/role-arn": "arn:role"} if injected else {}
    assert pod["service_account_annotations"] == expected
    assert pod["environment"].get("AWS_ROLE_ARN") == (None if injected else "arn:role")
    assert pod["environment"].get("AWS_REGION") == (None if injected else "eu-west-1")


def test_where_the_webhook_is_the_pod_needs_an_annotation_only() -> None:
    assert aws_pod_identity("arn:role", "eu-west-1", TokenSource.WEBHOOK) == PodIdentity(
        service_account_annotations={"eks.amazonaws.com/role-arn": "arn:role"}
    )


def test_elsewhere_the_pod_projects_the_token_its_environment_names() -> None:
    identity = aws_pod_identity("arn:role", "eu-west-1", TokenSource.PROJECTED)
    token = identity["tokens"][0]
    assert identity["environment"] == {
        "AWS_ROLE_ARN": "arn:role",
        "AWS_REGION": "eu-west-1",
        "AWS_STS_REGIONAL_ENDPOINTS": "regional",
        "AWS_WEB_IDENTITY_TOKEN_FILE": f"{token['directory']}/{token['file']}",
    }
    assert token["audience"] == "sts.amazonaws.com"


def test_one_pod_can_have_an_identity_of_each_cloud() -> None:
    aws = aws_pod_identity("arn:role", "eu-west-1", TokenSource.PROJECTED)
    azure = azure_pod_identity("client", "tenant", TokenSource.PROJECTED)
    assert aws["tokens"][0]["name"] != azure["tokens"][0]["name"]
    assert aws["tokens"][0]["directory"] != azure["tokens"][0]["directory"]
    assert not aws["environment"].keys() & azure["environment"].keys()


def test_the_role_trusts_no_agent() -> None:
    with pytest.raises(AmpWriterError, match="trusts no agent"):
        written(token_source=TokenSource.AGENT)


def test_a_writer_without_endpoints_is_refused() -> None:
    with pytest.raises(AmpWriterError, match="writer"):
        written(endpoints={})


def test_the_issuer_of_a_cluster_is_as_the_cluster_writes_it() -> None:
    found: list[str] = []
    cluster = {"identities": [{"oidcs": [{"issuer": ISSUER}]}]}

    def program() -> None:
        value_of(oidc_issuer(cluster_name="prod", opts=pulumi.InvokeOptions()), found)

    record(program, calls={CLUSTER: cluster})
    assert found == [ISSUER]


def test_the_component_keeps_the_rules() -> None:
    assert_component_rules(written(), AmpWriter, "writer")


def test_the_components_are_usable_from_other_languages() -> None:
    components = [AmpVpcEndpoint, AmpWorkspace, AmpWriter]
    schema = str(ComponentProvider(components, "prometheus-stack").schema)
    for component in components:
        assert f"prometheus-stack:index:{component.__name__}" in schema
