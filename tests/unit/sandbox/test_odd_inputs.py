"""Whatever a program gives: an answer, never a crash."""

import contextlib
import tempfile
from pathlib import Path
from typing import Any

from hypothesis import example, given, settings
from hypothesis import strategies as st

from sandbox.cloud import Cloud, Object, Refused
from sandbox.failure_switch import FailureSwitch
from sandbox.kubernetes.provider import Kubernetes
from sandbox.kubernetes.tokens import RELEASE
from sandbox.reachability import aws, azure, hosts
from sandbox.reachability.rules import RULES as REACHABLE
from sandbox.rules import Request
from sandbox.world import World
from tests.unit.sandbox import clouds
from tests.unit.sandbox.kubernetes_cases import CASES, CLUSTER, CONFIG_MAP

_NAMES = """
name namespace labels annotations app data binaryData stringData immutable spec selector matchLabels template metadata
containers initContainers volumes volumeMounts mountPath env ports containerPort protocol port rules http paths path
pathType volumeClaimTemplates storageClassName minAvailable maxUnavailable acme server storage_account endpoint id
networkAcls publicNetworkAccess networkRuleSet defaultAction virtualNetworkRules virtualNetworkResourceId subnet
ingress privateLinkServiceConnections privateLinkServiceId privateDnsZoneConfigs privateDnsZoneId accessModeSettings
location virtualNetwork linkedResourceId vpcId serviceName vpcEndpointType privateDnsEnabled subnetIds
securityGroupIds securityGroupId ipProtocol fromPort toPort cidrIpv4 cidrBlocks securityGroups configMap secret values
"""
_KEYS = st.sampled_from(_NAMES.split())
_SCALARS = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.sampled_from(["", "a", "default", "/a", "http", "a b", "vpc-1", "sg-1", "10.0.0.0/8"])
)
_VALUES = st.recursive(_SCALARS, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(_KEYS, inner, max_size=5))


@settings(max_examples=150, deadline=None, derandomize=True, database=None)
@given(
    token=st.sampled_from(sorted({case.valid.token for case in CASES.values()} - {RELEASE})),
    inputs=st.dictionaries(_KEYS, _VALUES, max_size=6),
    news=st.dictionaries(_KEYS, _VALUES, max_size=6),
)
@example("kubernetes:core/v1:Service", {"spec": {"ports": [5, {"port": {}}, {"port": {}}]}}, {})
@example(CONFIG_MAP, {"metadata": 5}, {})
def test_odd_objects_are_answered(token: str, inputs: dict[str, Any], news: dict[str, Any]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        cluster = Kubernetes(
            Cloud(Path(folder) / "cloud.jsonl", World({"kubernetes": {"c": CLUSTER}})), FailureSwitch()
        )
        cluster.config = {"context": "c"}
        with contextlib.suppress(Refused):
            made = cluster.create(token, cluster.defaults(token, "odd", {}, inputs))
            cluster.update(made, cluster.defaults(token, "odd", made.inputs, news))
            cluster.delete(made)


_TOKENS = (*azure.TYPES, *aws.TYPES, *hosts.FILES, *hosts.WORKLOADS, RELEASE)
_OBJECTS = st.builds(
    lambda token, inputs: Object(token, "default/a", inputs, {}),
    st.sampled_from(_TOKENS),
    st.dictionaries(_KEYS, _VALUES, max_size=6),
)


@settings(max_examples=150, deadline=None, derandomize=True, database=None)
@given(there=st.lists(_OBJECTS, max_size=4), one=_OBJECTS)
@example(
    [clouds.vpc_endpoint(securityGroupIds=5), clouds.ingress(securityGroups=5, cidrBlocks=5)],
    clouds.ingress(cidrIpv4="10.0.0.1/8", referencedSecurityGroupId=[]),
)
@example([clouds.vpc_endpoint(securityGroupIds=[["sg-1"]])], clouds.aws("ec2/securityGroup:SecurityGroup", "sg-1"))
@example(
    [clouds.account("Enabled", networkRuleSet=[])],
    clouds.account(accountName={}, networkRuleSet={"virtualNetworkRules": 5}),
)
def test_the_oracle_answers_odd_inputs(there: list[Object], one: Object) -> None:
    vpc = {"hosts": [clouds.AMP_HOST], "podSecurityGroups": ["sg-2"]}
    world = clouds.world(here={"hosts": [clouds.GLOBAL_HOST, clouds.BLOB_HOST]}, vpc=vpc)
    cloud = Cloud(Path("unused"), world, {o.key: o for o in there})
    with contextlib.suppress(Refused):
        REACHABLE.refuse(Request("create", one.token, one.id, one.inputs, None, cloud, world, {}))
