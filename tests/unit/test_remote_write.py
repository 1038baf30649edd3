"""The RemoteWriteTarget contract and its rendering."""

import asyncio
import itertools
from typing import Any

import pulumi
import pytest
from hypothesis import given
from hypothesis import strategies as st

from components.cluster.remote_write_values import AUTHENTICATIONS, TargetError, pod_identity, remote_write
from components.contracts.ordering import once_ready
from components.contracts.pod_identity import PodIdentity
from components.contracts.remote_write import Queue, RemoteWriteTarget
from tests.recorder import record, value_of

URL = "https://store.example.com/write"
AUTHENTICATED: dict[str, Any] = {
    "azure_ad": {"cloud": "AzureGovernment", "workload_identity": {"client_id": "client", "tenant_id": "tenant"}},
    "sigv4": {"region": "eu-west-1"},
    "basic_auth": {"username": {"secret": "s", "key": "user"}, "password": {"secret": "s", "key": "pass"}},
    "bearer_token": {"secret": "s", "key": "token"},
    "sidecar": {"container": {"name": "c"}},
}
RENDERED: dict[str, Any] = {
    "azure_ad": {
        "azureAd": {"cloud": "AzureGovernment", "workloadIdentity": {"clientId": "client", "tenantId": "tenant"}}
    },
    "sigv4": {"sigv4": {"region": "eu-west-1"}},
    "basic_auth": {"basicAuth": {"username": {"name": "s", "key": "user"}, "password": {"name": "s", "key": "pass"}}},
    "bearer_token": {"authorization": {"type": "Bearer", "credentials": {"name": "s", "key": "token"}}},
    "sidecar": {},
}


def target(name: str = "store", **more: Any) -> RemoteWriteTarget:
    return RemoteWriteTarget(name=name, url=URL, **more)


def entry(**more: Any) -> dict[str, Any]:
    (rendered,) = remote_write([target(**more)])
    return rendered


@pytest.mark.parametrize("kind", AUTHENTICATIONS)
def test_each_authentication_is_rendered_as_the_operator_reads_it(kind: str) -> None:
    assert entry(**{kind: AUTHENTICATED[kind]}).items() >= RENDERED[kind].items()


@pytest.mark.parametrize("kinds", list(itertools.combinations(AUTHENTICATIONS, 2)))
def test_a_target_may_not_name_two_authentications(kinds: tuple[str, str]) -> None:
    with pytest.raises(TargetError, match=f"store.*{kinds[0]}.*{kinds[1]}"):
        entry(**{kind: AUTHENTICATED[kind] for kind in kinds})


def test_a_target_without_authentication_sends_none() -> None:
    assert entry().keys() == {"name", "url", "queueConfig"}


@given(st.lists(st.sampled_from("abcdef"), max_size=6))
def test_targets_keep_their_order_and_may_not_share_a_name(names: list[str]) -> None:
    targets = [target(name) for name in names]
    if len(set(names)) == len(names):
        assert [rendered["name"] for rendered in remote_write(targets)] == names
    else:
        with pytest.raises(TargetError, match="different names"):
            remote_write(targets)


@given(
    st.fixed_dictionaries(
        {},
        optional={
            "capacity": st.integers(1),
            "max_shards": st.integers(1),
            "max_samples_per_send": st.integers(1),
            "max_backoff": st.just("5s"),
            "batch_send_deadline": st.just("5s"),
            "sample_age_limit": st.just("1h"),
        },
    )
)
def test_a_queue_keeps_its_values_and_always_retries_when_throttled(queue: Queue) -> None:
    rendered = entry(queue=queue)["queueConfig"]
    assert rendered.pop("retryOnRateLimit") is True
    assert list(rendered.values()) == list(queue.values())
    assert all(key.isalpha() for key in rendered)


def test_keys_of_more_than_two_words_are_the_operators() -> None:
    queue = entry(queue={"max_samples_per_send": 1, "batch_send_deadline": "1s"})["queueConfig"]
    assert queue.keys() >= {"maxSamplesPerSend", "batchSendDeadline"}


def test_headers_and_relabelings_reach_their_target_only() -> None:
    step = {"source_labels": ["prometheus_replica"], "target_label": "__replica__"}
    first, second = remote_write([target("a", headers={"X-Scope": "x"}, relabelings=[step]), target("b")])
    assert first["headers"] == {"X-Scope": "x"}
    assert first["writeRelabelConfigs"] == [{"sourceLabels": ["prometheus_replica"], "targetLabel": "__replica__"}]
    assert second.keys() == {"name", "url", "queueConfig"}


@given(st.dictionaries(st.text(min_size=1), st.text()))
def test_header_names_are_left_as_they_are(headers: dict[str, str]) -> None:
    assert entry(headers=headers).get("headers", {}) == headers


def test_an_identity_that_targets_share_is_used_once() -> None:
    identity = PodIdentity(
        service_account_annotations={"role": "r"},
        pod_labels={"use": "true"},
        environment={"ROLE": "r"},
        tokens=[{"name": "token", "audience": "a", "directory": "/t", "file": "t"}],
    )
    assert pod_identity([target("a", identity=identity), target("b", identity=identity), target("c")]) == identity


def test_identities_of_two_clouds_come_together_and_stay_what_they_were() -> None:
    azure = PodIdentity(pod_labels={"use": "true"}, environment={"AZURE": "1"})
    aws = PodIdentity(
        environment={"AWS": "2"}, tokens=[{"name": "aws", "audience": "a", "directory": "/t", "file": "t"}]
    )
    merged = pod_identity([target("a", identity=azure), target("b", identity=aws)])
    assert merged.get("environment") == {"AZURE": "1", "AWS": "2"}
    assert merged.get("pod_labels") == {"use": "true"}
    assert merged.get("tokens") == aws["tokens"]
    assert azure == {"pod_labels": {"use": "true"}, "environment": {"AZURE": "1"}}


@pytest.mark.parametrize("key", ["service_account_annotations", "environment", "pod_labels"])
def test_two_identities_may_not_set_the_same_key_differently(key: str) -> None:
    identities: list[Any] = [{key: {"same": "1"}}, {key: {"same": "2"}}]
    with pytest.raises(TargetError, match="same"):
        pod_identity([target(str(i), identity=identity) for i, identity in enumerate(identities)])


@pytest.mark.parametrize("field", ["name", "directory"])
def test_two_tokens_may_not_share_a_volume_or_its_mount_and_the_error_names_it(field: str) -> None:
    def identity(name: str) -> Any:
        token = {"name": name, "audience": "a", "directory": f"/{name}", "file": "t"}
        return {"tokens": [token, {**token, "name": f"{name}-2", "directory": f"/{name}-2", field: "twice"}]}

    with pytest.raises(TargetError, match=rf"{field}: twice$"):
        pod_identity([target("a", identity=identity("one")), target("b", identity=identity("two"))])


def test_no_targets_need_nothing() -> None:
    assert remote_write([]) == []
    assert not any(pod_identity([]).values())


def test_a_url_is_known_when_everything_it_waits_for_is() -> None:
    found: list[str] = []
    record(lambda: value_of(once_ready(URL, [pulumi.Output.from_input("role"), "plain"]), found))
    assert found == [URL]


def test_a_url_waits_for_what_is_not_known_yet() -> None:
    found: list[str] = []
    record(lambda: value_of(once_ready(URL, [unknown()]), found), preview=True)
    assert found == []


def unknown() -> pulumi.Output[str]:
    """What an output of a resource is in a preview before the resource exists."""
    value: asyncio.Future[str] = asyncio.Future()
    value.set_result("")
    known: asyncio.Future[bool] = asyncio.Future()
    known.set_result(False)
    return pulumi.Output(set(), value, known)
