"""A Prometheus that somebody else has installed: nothing of it is made, and an output says what it needs."""

from collections.abc import Mapping
from typing import Any

import pytest

from tests.recorder import Recorder, plain
from tests.stack.program import RELEASE, Config, custom, declared, values
from tests.stack.stacks import others_stores, signed_in, spoke, stack

THEIRS = {"install": False, "serviceAccount": {"namespace": "theirs", "name": "scraper"}}
STACKS: dict[str, Config] = {
    "azure": stack("other", only="azure"),
    "azure on aks": stack("aks", only="azure"),
    "amp": stack("eks", only="amp"),
    "both": stack("other", backends={"azure": {"kind": "azure-monitor"}, "amp": {"kind": "amp"}}, ingress=None),
    "application": signed_in("an application"),
    "others": others_stores(),
    "another stack's thanos": spoke("other", only="thanos"),
}
SIDECAR = {"kind": "azure-monitor", "sidecar": True}
WRITER = ("additionalRemoteWrite", "containers", "volumes", "volumeMounts", "podMetadata", "externalLabels")


def theirs(name: str, prometheus: Mapping[str, Any] = THEIRS) -> Recorder:
    return declared({**STACKS[name], "prometheus": prometheus})


def told(recorder: Recorder) -> dict[str, Any]:
    return plain(recorder.exports["prometheusValues"])["prometheus"]


def without_empty(value: Any) -> Any:
    if not isinstance(value, dict):
        return value
    inner = {key: without_empty(one) for key, one in value.items()}
    return {key: one for key, one in inner.items() if one not in ({}, [])}


@pytest.mark.parametrize("name", STACKS)
def test_no_release_and_no_namespace_is_made(name: str) -> None:
    made = {one.type for one in custom(theirs(name)).values()}

    assert not made & {RELEASE, "kubernetes:core/v1:Namespace"}


@pytest.mark.parametrize("name", STACKS)
def test_it_is_told_what_the_release_of_the_program_would_be_given(name: str) -> None:
    installed = values(declared(STACKS[name]))["prometheus"]
    said = told(theirs(name, {"install": False}))

    assert said["prometheusSpec"] == without_empty({key: installed["prometheusSpec"][key] for key in WRITER})
    assert said["serviceAccount"] == without_empty(
        {key: installed["serviceAccount"][key] for key in ("name", "annotations")}
    )


@pytest.mark.parametrize("name", STACKS)
def test_nothing_empty_takes_the_place_of_what_it_has(name: str) -> None:
    def leaves(value: Any) -> list[Any]:
        if isinstance(value, dict):
            return [leaf for one in value.values() for leaf in leaves(one)] or [value]
        return [value]

    assert not [leaf for leaf in leaves(told(theirs(name))) if leaf in ({}, [])]


@pytest.mark.parametrize(
    ("name", "type_", "subject"),
    [
        ("azure", "azure-native:managedidentity:FederatedIdentityCredential", "system:serviceaccount:theirs:scraper"),
        ("amp", "aws:iam/role:Role", "system:serviceaccount:theirs:scraper"),
    ],
)
def test_clouds_trust_its_service_account(name: str, type_: str, subject: str) -> None:
    assert subject in str(theirs(name).one(type_))
    assert told(theirs(name))["serviceAccount"]["name"] == "scraper"


@pytest.mark.parametrize("name", ["application", "others", "another stack's thanos"])
def test_what_it_reads_is_put_into_its_namespace(name: str) -> None:
    secrets = theirs(name).of_type("kubernetes:core/v1:Secret").values()

    assert secrets
    assert {secret["metadata"]["namespace"] for secret in secrets} == {"theirs"}


@pytest.mark.parametrize("name", ["application", "others", "another stack's thanos"])
def test_no_secret_is_in_what_it_is_told(name: str) -> None:
    recorder = theirs(name)
    held = [
        text for one in recorder.of_type("kubernetes:core/v1:Secret").values() for text in one["stringData"].values()
    ]

    assert held
    assert not [text for text in held if text in str(recorder.exports["prometheusValues"]) and len(text) > 6]


def test_who_installs_prometheus_here_is_told_nothing() -> None:
    assert all("prometheusValues" not in declared(config).exports for config in STACKS.values())


def test_targets_are_exported_all_the_same() -> None:
    assert theirs("both").exports["targets"].keys() == {"azure", "amp"}


@pytest.mark.parametrize(
    ("config", "oldest"),
    [
        (STACKS["azure"], "3.14.0"),
        (signed_in("an application"), "3.11.3"),
        (signed_in("an identity of the nodes"), "2.45.0"),
        (stack("other", only="azure", backends={"a": {"kind": "azure-monitor"}, "b": SIDECAR}), "3.14.0"),
        (STACKS["amp"], ""),
        (stack("other", only="azure", backends={"azure": SIDECAR}), ""),
    ],
)
def test_the_version_that_it_has_to_have_is_told_where_it_signs_in_itself(config: Config, oldest: str) -> None:
    warnings = declared({**config, "prometheus": THEIRS}).warnings
    said = [one for one in warnings if one.startswith("prometheus.install")]

    assert len(said) == bool(oldest)
    assert all(f"has to be {oldest} or newer" in one for one in said)
