"""The configuration: small files are enough, and every mistake is reported at once, by key, with the way out."""

import json
import re
from pathlib import Path
from typing import Any

import pytest
import yaml
from pydantic import ValidationError

from stack.config.azure_monitor import AzureMonitorBackend
from stack.config.backends import AmpBackend, RemoteWriteBackend
from stack.config.stack_config import ConfigError, StackConfig
from stack.config.thanos import ThanosBackend
from stack.config.warnings import warnings
from stack.platform import PLATFORMS, ClusterKind

ROOT = Path(__file__).resolve().parents[2]
STACK_FILES = sorted([*ROOT.glob("Pulumi.*.yaml"), *(ROOT / "tests" / "stacks").glob("*.yaml")])
GUID = "11111111-1111-4111-8111-111111111111"
NETWORK = f"/subscriptions/{GUID}/resourceGroups/rg/providers/Microsoft.Network/virtualNetworks/vnet/subnets/endpoints"
PEERED = f"/subscriptions/{GUID}/resourceGroups/rg/providers/Microsoft.Network/virtualNetworks/vnet-peered"


def valid(**changes: Any) -> dict[str, Any]:
    """A stack file with everything in it, with some keys changed; None leaves a key out."""
    values: dict[str, Any] = {
        "environment": "dev",
        "azure": {"subscriptionId": GUID, "tenantId": GUID, "location": "westeurope", "resourceGroup": "rg"},
        "aws": {"region": "eu-west-1", "accountId": "123456789012"},
        "cluster": {"name": "c", "kind": "aks", "resourceGroup": "rg-aks", "context": "c"},
        "ingress": {"kind": "ingress-nginx", "domain": "obs.example.com", "email": "ops@example.com"},
        "backends": {"azure": {"kind": "azure-monitor"}, "amp": {"kind": "amp"}, "thanos": {"kind": "thanos"}},
    }
    return {key: value for key, value in {**values, **changes}.items() if value is not None}


def check(values: dict[str, Any], secret: set[str] | None = None) -> StackConfig:
    texts = {key: value if isinstance(value, str) else json.dumps(value) for key, value in values.items()}
    return StackConfig.check("prometheus-stack", texts, secret or set())


def problems(values: dict[str, Any], secret: set[str] | None = None) -> dict[str, str]:
    with pytest.raises(ConfigError) as error:
        check(values, secret)
    return dict(error.value.problems)


def backend(**keys: Any) -> dict[str, Any]:
    """A stack file with one backend, and without the sections that a backend of somebody else's does not use."""
    nothing: dict[str, Any] = {"azure": None, "aws": None, "ingress": None}
    elsewhere = {"cluster": {"name": "c", "kind": "other", "context": "c"}, **nothing}
    return valid(backends={"one": keys}, **(elsewhere if keys.get("kind") == "remote-write" else {}))


@pytest.mark.parametrize("stack_file", STACK_FILES, ids=lambda path: path.stem)
def test_every_stack_file_of_the_repository_is_valid(stack_file: Path) -> None:
    config = yaml.safe_load(stack_file.read_text())["config"]
    secret = {key.partition(":")[2] for key, value in config.items() if isinstance(value, dict) and "secure" in value}

    loaded = check({key.partition(":")[2]: value for key, value in config.items()}, secret)

    assert loaded.backends


def test_declared_keys_and_model_are_the_same() -> None:
    declared = yaml.safe_load((ROOT / "Pulumi.yaml").read_text())["config"]

    keys = {key.partition(":")[2] for key in declared if key.startswith("prometheus-stack:")}
    assert keys == {field.alias or name for name, field in StackConfig.model_fields.items()}


VPC = {
    "vpcId": "vpc-0123456789abcdef0",
    "subnetIds": ["subnet-0123456789abcdef0"],
    "allowedCidrs": ["10.0.0.0/16"],
}


def private(link: dict[str, Any] | None = None, **changes: Any) -> dict[str, Any]:
    """A stack file whose stores in Azure are private."""
    return valid(azure={**valid()["azure"], "privateLink": link or {"subnetId": NETWORK}}, **changes)


@pytest.mark.parametrize(
    ("values", "key", "says"),
    [
        (valid(bakends={}), "bakends", "did you mean backends?"),
        (valid(azure={**valid()["azure"], "zone": 1}), "azure.zone", "not a known key"),
        (backend(kind="thanos", retention={"raww": "30d"}), "backends.one.retention.raww", "not a known key"),
        (backend(kind="amp", retentionDays="30"), "backends.one.retentionDays", "whole number"),
        (backend(kind="amp", retentionDays=1096), "backends.one.retentionDays", "at most 1095"),
        (backend(kind="amp", retentionDays=0), "backends.one.retentionDays", "at least 1"),
        (backend(kind="amp", retentionDays=True), "backends.one.retentionDays", "whole number"),
        (valid(cluster={"name": "c", "kind": "aks", "resourceGroup": "g"}), "cluster.context", "is missing"),
        (valid(environment=None), "environment", "is missing"),
        (backend(kind="influx"), "backends.one", "kind must be one of 'azure-monitor', 'amp'"),
        (backend(), "backends.one", "kind is missing"),
        (valid(backends={}), "backends", "must not be empty"),
        (valid(backends=[]), "backends", "must be a map"),
        (valid(aws={**valid()["aws"], "region": "Ireland"}), "aws.region", "eu-west-1"),
        (valid(aws={**valid()["aws"], "accountId": 123456789012}), "aws.accountId", "must be a string"),
        (valid(azure={**valid()["azure"], "location": "West Europe"}), "azure.location", "westeurope"),
        (valid(azure={**valid()["azure"], "tenantId": "contoso"}), "azure.tenantId", "GUID"),
        (backend(kind="remote-write", url="metrics.example.com"), "backends.one.url", "https://"),
        (valid(cluster={**valid()["cluster"], "name": "c" * 64}), "cluster.name", "at most 63"),
        (valid(backends={"b" * 36: {"kind": "amp"}}), "backends." + "b" * 36, "at most 35"),
        (valid(azure=None), "backends.azure", "needs the section azure"),
        (valid(aws=None), "backends.amp", "needs the section aws"),
        (valid(backends={"monitoring": {"kind": "thanos"}}), "backends.monitoring", "namespace"),
        (valid(backends={"kube-system": {"kind": "thanos"}}), "backends.kube-system", "namespace"),
        (backend(kind="thanos", replicas=2), "backends.one.replicas", "at least replicationFactor (3)"),
        (backend(kind="thanos", replicationFactor=2), "backends.one.replicationFactor", "1, 3 or 5"),
        (
            backend(kind="thanos", retention={"raw": "5d"}),
            "backends.one.retention.raw",
            "must be 0d (for ever) or at least 10d",
        ),
        (backend(kind="thanos", retention={"raw": "0d"}), "backends.one.retention.fiveMinutes", "as long as raw"),
        (
            backend(kind="thanos", retention={"oneHour": "1d"}),
            "backends.one.retention.oneHour",
            "fiveMinutes or longer",
        ),
        (private({"subnetId": "endpoints"}), "azure.privateLink.subnetId", "ARM"),
        (
            private({"subnetId": NETWORK, "location": "westeurope"}),
            "azure.privateLink.location",
            "is looked up; leave it out",
        ),
        (private({"subnetIds": NETWORK}), "azure.privateLink.subnetIds", "did you mean subnetId?"),
        (backend(kind="amp", retention=30), "backends.one.retention", "did you mean retentionDays?"),
        (
            backend(kind="amp", colour="blue"),
            "backends.one.colour",
            "known: alerting, backend, drop, kind, kmsKeyArn, logs, nativeHistograms, outOfOrderSeconds,",
        ),
        (backend(kind="azure-monitor", privateLink={}), "backends.one.privateLink", "as azure.privateLink"),
        (backend(kind="thanos", privateLink={}), "backends.one.privateLink", "as azure.privateLink"),
        (backend(kind="amp", vpcEndpoint={}), "backends.one.vpcEndpoint", "as aws.vpcEndpoint"),
        (backend(kind="thanos", access="public"), "backends.one.access", "only where azure.privateLink"),
        (backend(kind="thanos", access="private"), "backends.one.access", "must be 'public'"),
        (backend(kind="amp", access="public"), "backends.one.access", "not a known key"),
        (
            valid(cluster={"name": "c", "kind": "other", "context": "c"}),
            "cluster.oidcIssuer",
            "is needed: clouds trust",
        ),
        (valid(cluster={"name": "c", "kind": "arc", "context": "c"}), "cluster.oidcIssuer", "is needed: clouds trust"),
        (valid(cluster={"name": "c", "kind": "aks", "context": "c"}), "cluster.resourceGroup", "look the cluster up"),
        (valid(prometheus={"retention": "two days"}), "prometheus.retention", "30s"),
        (valid(prometheus={"externalLabels": {"cluster": "x"}}), "prometheus.externalLabels", "another label"),
        (valid(prometheus={"externalLabels": {"a-b": "x"}}), "prometheus.externalLabels", "label names"),
        (valid(prometheus={"externalLabels": {"a": "{{ x }}"}}), "prometheus.externalLabels.a", "Helm"),
        (valid(prometheus={"scrapeInterval": "30s1m"}), "prometheus.scrapeInterval", "the longer unit first"),
        (valid(prometheus={"retention": "0d"}), "prometheus.retention", "30s"),
        (valid(backends={"a--b": {"kind": "amp"}}), "backends.a--b", "single dashes"),
        (valid(ingress={**valid()["ingress"], "domain": "a" * 64 + ".com"}), "ingress.domain", "domain name"),
        (backend(kind="remote-write", url="https://m.example.com:99999/"), "backends.one.url", "65535"),
        (backend(kind="remote-write", url="https://[::1/push"), "backends.one.url", "a URL with a host"),
        (backend(kind="remote-write", url="https://:443/push"), "backends.one.url", "a URL with a host"),
        (
            backend(kind="remote-write", url="https://m.example.com", authentication=[]),
            "backends.one.authentication",
            "",
        ),
        (valid(tags={"cost/center": "1"}), "tags.cost/center", "nor have < > %"),
        (valid(tags={"Azure-team": "sre"}), "tags.Azure-team", "must not begin with microsoft, azure"),
        (valid(tags={"Environment": "x"}), "tags.Environment", "set by the program"),
        (valid(tags={"Team": "x", "team": "y"}), "tags.Team", "in other letters"),
        (valid(prometheus={"externalLabels": {"a": "x$y"}}), "prometheus.externalLabels.a", "Prometheus"),
        (valid(prometheus={"retention": "1000y"}), "prometheus.retention", "30s"),
        (backend(kind="thanos", retention={"raw": "200000d"}), "backends.one.retention.raw", "0d for ever"),
        (valid(ingress={**valid()["ingress"], "acmeServer": "https://u:p@a.b/"}), "ingress.acmeServer", "https://"),
        *(
            (backend(kind="remote-write", url=f"https://m.example.com/{bad}"), "backends.one.url", "must be a URL")
            for bad in ("%zz", "a\\b", "$(FOO)", "\x00", "#x")
        ),
        (valid(tags={"aws:team": "sre"}), "tags.aws:team", "not begin with aws:"),
        (valid(tags={"team": "R&D"}), "tags.team", "for AWS"),
        (valid(tags={"team": "x" * 257}), "tags.team", "at most 256"),
        (valid(tags={f"t{n}": "" for n in range(49)}), "tags", "at most 48"),
        (valid(protect="yes"), "protect", "'auto', 'always' or 'never'"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_mistake_is_named_by_key_with_what_is_allowed(values: dict[str, Any], key: str, says: str) -> None:
    found = problems(values)

    assert key in found, found
    assert found[key].startswith(says) if says.startswith("must ") else says in found[key]
    assert re.match(r"(must|is|needs|kind|[a-z, .A-Z]+:|[a-z, ]+ is) ", found[key])


@pytest.mark.parametrize(
    "cidr", ["10.0.0.0", "10.0.0.0/255.255.0.0", "10.0.0.0/33", "10.0.0.5/24", "300.0.0.0/8", "everywhere"]
)
def test_a_network_that_is_none_is_refused(cidr: str) -> None:
    network = {**VPC, "allowedCidrs": [cidr]}

    found = problems(valid(aws={**valid()["aws"], "vpcEndpoint": network}))

    assert any(key.startswith("aws.vpcEndpoint.allowedCidrs") for key in found), found


@pytest.mark.parametrize(
    ("networks", "key", "says"),
    [
        (["vnet-peered"], "azure.privateLink.networks.0", "must be the ARM id of a virtual network"),
        ([NETWORK], "azure.privateLink.networks.0", "must be the ARM id of a virtual network"),
        ([f"{PEERED}/"], "azure.privateLink.networks.0", "must be the ARM id of a virtual network"),
        ([f"{PEERED} "], "azure.privateLink.networks.0", "must be the ARM id of a virtual network"),
        ([f"{PEERED}-{'v' * 53}"], "azure.privateLink.networks.0", "must be the ARM id of a virtual network"),
        ([PEERED, PEERED], "azure.privateLink.networks", f"must not name one twice: {PEERED}"),
        ([PEERED, PEERED.replace("peered", "Peered")], "azure.privateLink.networks", "must not name one twice"),
        ([NETWORK.partition("/subnets/")[0]], "azure.privateLink.networks", "must not name the network of subnetId"),
        (
            [PEERED, NETWORK.partition("/subnets/")[0].replace("vnet", "VNET")],
            "azure.privateLink.networks",
            "must not name the network of subnetId",
        ),
        (PEERED, "azure.privateLink.networks", "must be a list"),
    ],
)
def test_a_network_that_cannot_be_linked_too_is_refused(networks: Any, key: str, says: str) -> None:
    found = problems(private({"subnetId": NETWORK, "networks": networks}))

    assert list(found) == [key]
    assert found[key].startswith(says)


def test_networks_of_any_subscription_and_group_resolve_through_the_zones() -> None:
    networks = [PEERED, PEERED.replace("/rg/", "/rg-other/"), PEERED.replace(GUID, GUID.replace("1", "2"))]
    azure = check(private({"subnetId": NETWORK, "networks": networks})).azure

    assert azure
    assert azure.private_link
    assert azure.private_link.networks == networks


def test_what_several_labels_share_is_said_once_of_all() -> None:
    assert problems(valid(prometheus={"externalLabels": {"a-b": "x", "1c": "y"}}))["prometheus.externalLabels"] == (
        "must be label names (letters, digits, _): 1c, a-b"
    )
    found = problems(valid(prometheus={"externalLabels": {"a": "{{ x }}", "b": "$y"}}))
    assert list(found) == ["prometheus.externalLabels"]
    assert found["prometheus.externalLabels"].startswith("a, b: must not hold {{, which Helm")


def test_all_mistakes_are_reported_at_once() -> None:
    values = valid(
        azure=None,
        aws={"region": "nowhere", "accountId": "1", "zone": "a"},
        backends={"a": {"kind": "azure-monitor"}, "b": {"kind": "amp", "retentionDays": 5000}, "c": {"kind": "x"}},
        bakends={},
    )

    assert {
        "aws.region",
        "aws.accountId",
        "aws.zone",
        "backends.a",
        "backends.b.retentionDays",
        "backends.c",
        "bakends",
    } <= set(problems(values))


def test_the_message_has_a_line_for_each_problem_with_the_whole_key() -> None:
    with pytest.raises(ConfigError) as error:
        check(valid(environment=None, aws=None))

    lines = str(error.value).splitlines()
    assert "  prometheus-stack:environment: is missing" in lines
    assert "  prometheus-stack:backends.amp: needs the section aws" in lines


def test_a_secret_in_a_plain_key_is_refused_and_its_value_not_shown() -> None:
    values = valid(azure={**valid()["azure"], "tenantId": "hunter2"})

    found = problems(values, {"azure"})

    assert "secrets have keys of their own" in found["azure"]
    assert "hunter2" not in str(found)


def test_a_password_in_a_url_is_refused_and_not_shown() -> None:
    found = problems(backend(kind="remote-write", url="https://me:hunter2@metrics.example.com/push"))

    assert "must not hold credentials" in found["backends.one.url"]
    assert "hunter2" not in str(found)


def test_a_password_beside_a_backend_is_refused() -> None:
    found = problems(backend(kind="remote-write", url="https://m.example.com", password="hunter2"))

    assert "not a known key" in found["backends.one.password"]
    assert "hunter2" not in str(found)


@pytest.mark.parametrize(("authentication", "key"), [("basic", "one-password"), ("bearer", "one-token")])
def test_a_credential_has_an_encrypted_key_of_its_own(authentication: str, key: str) -> None:
    user = {"username": "me"} if authentication == "basic" else {}
    values = backend(kind="remote-write", url="https://m.example.com", authentication=authentication, **user)

    assert "pulumi config set --secret" in problems(values)[key]
    assert "must be encrypted" in problems({**values, key: "plain"})[key]
    loaded = check({**values, key: "hidden"}, {key})
    assert loaded.of(RemoteWriteBackend)["one"].secret_key("one") == key
    assert "hidden" not in repr(loaded)


def test_a_credential_is_not_sent_in_the_clear() -> None:
    values = backend(kind="remote-write", url="http://m.example.com", authentication="bearer")

    assert "https://" in problems({**values, "one-token": "t"}, {"one-token"})["backends.one.url"]


def test_two_backends_with_one_url_would_write_every_sample_twice() -> None:
    url = "https://metrics.example.com/push"
    values = backend(kind="remote-write", url=url)
    values["backends"]["two"] = {"kind": "remote-write", "url": url + "/"}

    assert set(problems(values)) == {"backends.one.url", "backends.two.url"}


def test_with_a_network_every_store_in_azure_is_private_but_those_that_stay_out() -> None:
    stores = {"in": {"kind": "azure-monitor"}, "out": {"kind": "azure-monitor", "access": "public"}}
    config = check({**private(), "backends": {**valid()["backends"], **stores}})

    assert [name for name, one in config.of(AzureMonitorBackend).items() if config.is_private(one)] == ["azure", "in"]
    assert config.is_private(config.of(ThanosBackend)["thanos"])
    assert not check(valid()).is_private(config.of(ThanosBackend)["thanos"])
    assert [line.split(":")[0] for line in warnings(config) if "azure.privateLink" in line] == ["backends.out"]


@pytest.mark.parametrize(
    ("values", "unused"),
    [
        (valid(backends={"one": {"kind": "azure-monitor"}}), {"aws", "ingress"}),
        (valid(backends={"one": {"kind": "thanos"}}), {"aws"}),
        (valid(backends={"one": {"kind": "amp"}}), {"ingress"}),
        (
            valid(
                backends={"one": {"kind": "amp"}},
                ingress=None,
                cluster={**valid()["cluster"], "oidcIssuer": "https://issuer.example.com"},
            ),
            {"azure", "cluster.resourceGroup"},
        ),
        (
            valid(
                backends={"one": {"kind": "remote-write", "url": "https://m.example.com"}},
                cluster={**valid()["cluster"], "oidcIssuer": "https://issuer.example.com"},
            ),
            {"azure", "aws", "ingress", "cluster.resourceGroup", "cluster.oidcIssuer"},
        ),
        (
            valid(cluster={**valid()["cluster"], "kind": "eks", "subscriptionId": GUID}),
            {"cluster.resourceGroup", "cluster.subscriptionId"},
        ),
        ({**private(ingress=None), "backends": {"amp": {"kind": "amp"}}}, {"azure.privateLink"}),
        (
            {**private(aws=None), "backends": {"one": {"kind": "thanos", "access": "public"}}},
            {"azure.privateLink"},
        ),
        (
            valid(
                aws={**valid()["aws"], "vpcEndpoint": VPC},
                cluster={"name": "c", "kind": "eks", "context": "c"},
                backends={"one": {"kind": "azure-monitor"}},
                ingress=None,
            ),
            {"aws.vpcEndpoint"},
        ),
    ],
)
def test_what_would_have_no_effect_is_refused(values: dict[str, Any], unused: set[str]) -> None:
    assert {key for key, problem in problems(values).items() if problem.endswith("leave it out")} == unused
    assert set(problems(values)) == unused


def test_what_looks_the_cluster_up_is_used() -> None:
    check(valid(ingress=None, backends={"one": {"kind": "amp"}}))
    check(valid(cluster={"name": "c", "kind": "eks", "context": "c"}, backends={"one": {"kind": "thanos"}}))


def test_tags_that_both_clouds_take_are_taken() -> None:
    tags = {"cost center": "42", "team": "sre/metrics @ home", "mail": "a+b=c_d.e:f"}

    assert check(valid(tags=tags)).tags == tags


def test_stores_that_are_not_private_are_warned_of() -> None:
    config = check(valid(ingress=None))

    assert [warning.split(":")[0] for warning in warnings(config)] == [
        "backends.azure",
        "backends.amp",
        "backends.thanos",
        "backends.thanos",
    ]


@pytest.mark.parametrize(
    ("environment", "protect", "protected"),
    [("prod", None, True), ("dev", None, False), ("prod", "never", False), ("dev", "always", True)],
)
def test_data_is_protected_in_production_unless_told_otherwise(
    environment: str, protect: str | None, protected: bool
) -> None:
    assert check(valid(environment=environment, protect=protect)).protected is protected


@pytest.mark.parametrize(
    "retention",
    [
        {"raw": "0d", "fiveMinutes": "0d", "oneHour": "0d"},
        {"raw": "180d"},
        {"fiveMinutes": "0d", "oneHour": "0d"},
        {"oneHour": "180d"},
    ],
)
def test_a_coarser_resolution_may_be_kept_as_long_as_a_finer_one_or_longer(retention: dict[str, str]) -> None:
    assert check(valid(backends={"one": {"kind": "thanos", "retention": retention}}, aws=None)).backends


def test_a_configuration_does_not_change_after_it_was_checked() -> None:
    with pytest.raises(ValidationError, match="frozen"):
        check(valid()).prometheus.replicas = 0


def test_labels_keep_their_letters() -> None:
    assert check(valid(prometheus={"externalLabels": {"teamName": "sre", "Z9_": "x"}})).prometheus.external_labels


def test_what_is_left_out_has_a_default() -> None:
    config = check(valid())

    assert config.of(AmpBackend)["amp"].retention_days > 0
    assert config.of(ThanosBackend)["thanos"].replicas >= config.of(ThanosBackend)["thanos"].replication_factor
    assert config.prometheus.replicas > 0


@pytest.mark.parametrize(
    ("wanted", "kind", "created"),
    [("auto", "eks", False), ("auto", "aks", True), ("create", "eks", True), ("existing", "aks", False)],
)
def test_the_oidc_provider_is_found_on_eks_and_made_elsewhere_unless_told_otherwise(
    wanted: str, kind: ClusterKind, created: bool
) -> None:
    config = check(valid(aws={**valid()["aws"], "oidcProvider": wanted}))

    assert config.aws is not None
    assert config.aws.creates_oidc_provider(PLATFORMS[kind]) is created
