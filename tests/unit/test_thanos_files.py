"""Files and names that Thanos and its neighbours read."""

import json
from collections.abc import Callable
from functools import partial
from typing import Any

import pulumi
import pytest

from components.thanos.endpoints_file import endpoints_file
from components.thanos.hashring import HashringError, hashrings, hashrings_file
from components.thanos.htpasswd import htpasswd, htpasswd_of
from components.thanos.names import InstanceNameError, labels, object_name, selector
from components.thanos.object_store import checksum, object_store, object_store_file
from components.thanos.service_accounts import bucket_service_accounts
from tests.recorder import record, value_of

# Of all keys of the Azure section: https://thanos.io/v0.42/thanos/storage.md/#azure
AZURE_KEYS = {"storage_account", "container", "endpoint", "storage_create_container"}


def evaluated(output: Callable[[], pulumi.Output[Any]]) -> Any:
    values: list[Any] = []
    record(lambda: value_of(output(), values))
    return values[0]


def test_every_ingestor_is_in_the_hashring_by_its_stable_name() -> None:
    (ring,) = hashrings("thanos", "metrics", replicas=4, replication_factor=3)
    assert [endpoint["address"] for endpoint in ring["endpoints"]] == [
        f"thanos-receive-ingestor-{i}.thanos-receive-ingestor.metrics.svc.cluster.local:10901" for i in range(4)
    ]


def test_the_hashring_is_ketama_and_takes_every_tenant() -> None:
    (ring,) = json.loads(hashrings_file("thanos", "metrics", replicas=1, replication_factor=1))
    assert (ring["algorithm"], ring["tenants"]) == ("ketama", [])


@pytest.mark.parametrize(("replicas", "replication_factor"), [(2, 3), (0, 0), (3, 0), (0, 1)])
def test_a_sample_has_no_more_copies_than_ingestors(replicas: int, replication_factor: int) -> None:
    with pytest.raises(HashringError, match="replication_factor"):
        hashrings("thanos", "metrics", replicas=replicas, replication_factor=replication_factor)


def test_the_object_store_has_exactly_the_keys_of_workload_identity() -> None:
    config = object_store("account", "blocks")
    assert config["type"] == "AZURE"
    assert config["config"].keys() == AZURE_KEYS
    assert config["config"]["storage_create_container"] is False


def test_the_object_store_file_takes_outputs() -> None:
    text = evaluated(lambda: object_store_file(pulumi.Output.from_input("account"), "blocks"))
    assert json.loads(text) == object_store("account", "blocks")


def test_a_checksum_changes_with_its_text() -> None:
    first, again, other = (evaluated(partial(checksum, text)) for text in ("a", "a", "b"))
    assert first == again != other


def test_query_asks_every_pod_behind_a_headless_service() -> None:
    hosts = ["a.metrics.svc.cluster.local", "b.metrics.svc.cluster.local"]
    endpoints = json.loads(endpoints_file(hosts, []))["endpoints"]
    assert endpoints == [{"address": f"dnssrv+_grpc._tcp.{name}.metrics.svc.cluster.local"} for name in "ab"]


def test_what_holds_history_is_missed_while_it_is_away() -> None:
    (endpoint,) = json.loads(endpoints_file([], ["store-0.store.metrics.svc.cluster.local:10901"]))["endpoints"]
    assert endpoint == {"address": "store-0.store.metrics.svc.cluster.local:10901", "strict": True}


def test_a_password_file_is_what_openssl_makes() -> None:
    # openssl passwd -apr1 -salt abcdefgh correct-horse
    assert htpasswd("thanos", "correct-horse", "abcdefgh") == "thanos:$apr1$abcdefgh$abBiv57EcZGzKVkp2B9os1\n"


def test_a_password_file_is_the_same_for_the_same_salt_only() -> None:
    first = htpasswd_of(["thanos", "correct-horse", "abcdefgh"])
    assert first == htpasswd("thanos", "correct-horse", "abcdefgh")
    assert first != htpasswd("thanos", "correct-horse", "hgfedcba")
    assert "correct-horse" not in first


def test_selectors_outlive_the_release() -> None:
    selecting, all_labels = selector("thanos", "query"), labels("thanos", "query")
    assert selecting.items() < all_labels.items()
    assert "app.kubernetes.io/version" in all_labels.keys() - selecting.keys()


def test_selectors_tell_roles_and_instances_apart() -> None:
    assert len({tuple(selector(i, r).values()) for i in ("a", "b") for r in ("query", "store")}) == 4


def test_a_name_leaves_room_for_what_the_cluster_appends() -> None:
    longest = "t" * (52 - len("-receive-ingestor"))
    assert len(object_name(longest, "receive-ingestor")) == 52
    with pytest.raises(InstanceNameError, match="shorten"):
        object_name(f"{longest}t", "receive-ingestor")


def test_service_accounts_of_the_bucket_are_those_of_the_instance() -> None:
    accounts = bucket_service_accounts("hub")
    assert accounts == ["hub-receive-ingestor", "hub-store", "hub-compact"]
