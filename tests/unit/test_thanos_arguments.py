"""The command lines of Thanos' roles."""

import json
import os
import re
from pathlib import Path

import pytest

from components.thanos.addresses import query_url
from components.thanos.arguments import (
    DELETE_DELAY,
    IGNORE_DELETION_MARKS_DELAY,
    RECEIVE_REPLICA_LABEL,
    compact_args,
    query_args,
    query_frontend_args,
    receive_ingestor_args,
    receive_router_args,
    store_args,
)
from components.thanos.names import QUERY
from components.thanos.versions import THANOS_VERSION

# In the program, and left out of its `--help`: https://github.com/thanos-io/thanos/blob/v0.42.4/cmd/thanos/compact.go
HIDDEN_FLAGS = {"compact": {"compact.enable-vertical-compaction"}}


def compactor(*, replication_factor: int = 3) -> list[str]:
    return compact_args(
        retention={"raw": "30d", "five_minutes": "180d", "one_hour": "730d"},
        replication_factor=replication_factor,
    )


ROLES = {
    "receive-router": receive_router_args(replication_factor=3),
    "receive-ingestor": receive_ingestor_args(),
    "query": query_args(),
    "query-frontend": query_frontend_args(downstream_url=query_url("thanos", QUERY, "metrics")),
    "store": store_args(),
    "compact": compactor(),
}


def test_every_role_is_a_command_of_thanos() -> None:
    # https://thanos.io/v0.42/components/
    commands = {name: args[0] for name, args in ROLES.items()}
    receive = dict.fromkeys(("receive-router", "receive-ingestor"), "receive")
    assert commands == {**receive, **{name: name for name in ("query", "query-frontend", "store", "compact")}}


def flags(args: list[str]) -> dict[str, list[str]]:
    """Values of every flag, by its name."""
    found: dict[str, list[str]] = {}
    for argument in args[1:]:
        name, _, value = argument.removeprefix("--").partition("=")
        found.setdefault(name, []).append(value)
    return found


@pytest.fixture(scope="module")
def documented() -> dict[str, dict[str, str | None]]:
    path = Path(os.environ.get("SHARED_DIR", "")) / "data" / "thanos-flags.json"
    if not os.environ.get("SHARED_DIR") or not path.exists():
        pytest.skip("needs data/thanos-flags.json below SHARED_DIR: the flags of Thanos' --help")
    data = json.loads(path.read_text())
    assert data["version"] == THANOS_VERSION, "the flags are of another release than the image"
    return data["components"]


@pytest.mark.parametrize("role", ROLES)
def test_every_flag_exists_in_the_release_of_the_image(role: str, documented: dict[str, dict[str, str | None]]) -> None:
    command = ROLES[role][0]
    unknown = flags(ROLES[role]).keys() - documented[command].keys() - HIDDEN_FLAGS.get(command, set())
    assert not unknown


@pytest.mark.parametrize("role", ROLES)
def test_every_argument_is_a_flag_with_two_dashes(role: str) -> None:
    assert all(re.match(r"--[a-z][a-z0-9.-]*(=.+)?$", argument, re.DOTALL) for argument in ROLES[role][1:])


@pytest.mark.parametrize("role", ROLES)
def test_only_what_thanos_repeats_is_given_twice(role: str) -> None:
    twice = {name for name, values in flags(ROLES[role]).items() if len(values) > 1}
    assert twice <= {"query.replica-label"}


def test_a_router_has_a_hashring_and_no_place_of_its_own_in_it() -> None:
    router = flags(ROLES["receive-router"])
    assert {"receive.hashrings-file", "receive.hashrings-algorithm"} <= router.keys()
    assert "receive.local-endpoint" not in router
    assert not {name for name in router if name.startswith(("tsdb.", "objstore."))}


def test_an_ingestor_knows_no_hashring() -> None:
    ingestor = flags(ROLES["receive-ingestor"])
    assert not {name for name in ingestor if name.startswith(("receive.hashrings", "receive.local-endpoint"))}
    assert {"tsdb.path", "objstore.config-file"} <= ingestor.keys()


@pytest.mark.parametrize("role", ["receive-router", "receive-ingestor"])
def test_receive_is_labelled_by_its_pod(role: str) -> None:
    assert flags(ROLES[role])["label"] == [f'{RECEIVE_REPLICA_LABEL}="$(POD_NAME)"']


def test_the_label_replicas_differ_in_is_removed_by_query_and_compact() -> None:
    (label,) = flags(ROLES["receive-ingestor"])["label"]
    replica_label = label.split("=")[0]
    assert replica_label in flags(ROLES["query"])["query.replica-label"]
    assert flags(ROLES["compact"])["deduplication.replica-label"] == [replica_label]


def test_the_router_replicates_as_often_as_asked() -> None:
    assert flags(receive_router_args(replication_factor=5))["receive.replication-factor"] == ["5"]


@pytest.mark.parametrize("replication_factor", [1, 3])
def test_overlapping_blocks_never_halt_compact(replication_factor: int) -> None:
    assert "tsdb.out-of-order.time-window" in flags(ROLES["receive-ingestor"])
    compact = flags(compactor(replication_factor=replication_factor))
    assert "compact.enable-vertical-compaction" in compact
    assert ("deduplication.replica-label" in compact) is (replication_factor > 1)


def test_each_resolution_has_its_own_retention() -> None:
    compact = flags(ROLES["compact"])
    assert [compact[f"retention.resolution-{r}"] for r in ("raw", "5m", "1h")] == [["30d"], ["180d"], ["730d"]]


def test_store_forgets_blocks_before_compact_deletes_them() -> None:
    assert int(IGNORE_DELETION_MARKS_DELAY.removesuffix("h")) < int(DELETE_DELAY.removesuffix("h"))
    assert flags(ROLES["store"])["ignore-deletion-marks-delay"] == [IGNORE_DELETION_MARKS_DELAY]
    assert flags(ROLES["compact"])["delete-delay"] == [DELETE_DELAY]


def test_the_frontend_caches_nothing_that_late_samples_may_still_fill() -> None:
    frontend, ingestor = flags(ROLES["query-frontend"]), flags(ROLES["receive-ingestor"])
    window = ingestor["tsdb.out-of-order.time-window"]
    assert frontend["query-range.response-cache-max-freshness"] == window
    assert frontend["labels.response-cache-max-freshness"] == window


def test_the_frontends_inline_configurations_are_yaml_thanos_knows() -> None:
    frontend = flags(ROLES["query-frontend"])
    (cache,) = frontend["query-range.response-cache-config"]
    assert json.loads(cache)["type"] == "IN-MEMORY"
    assert frontend["labels.response-cache-config"] == [cache]
    (tripper,) = frontend["query-frontend.downstream-tripper-config"]
    assert json.loads(tripper).keys() == {"max_idle_conns_per_host"}
    assert frontend["query-frontend.downstream-url"] == ["http://thanos-query.metrics.svc.cluster.local:10902"]
