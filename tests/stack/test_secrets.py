"""No secret is ever plain: not in an input, not in an output, not in a warning."""

from collections.abc import Iterator
from typing import Any

import pytest
from google.protobuf import json_format

from tests.recorder import SECRET, Recorder
from tests.stack.clouds import PASSWORD
from tests.stack.others import HUB_PASSWORD
from tests.stack.program import Config, declared, values
from tests.stack.stacks import others_stores, spoke, stack

SECRETS = {
    "thanos": (stack(only="thanos"), [PASSWORD]),
    "another stack's thanos": (spoke("other", only="thanos"), [HUB_PASSWORD]),
    "stores of others": (others_stores(), ["secret-of-basic", "secret-of-bearer"]),
}


def plain_texts(value: Any) -> Iterator[str]:
    """Every text that is in no secret wrapper."""
    if isinstance(value, dict):
        if SECRET not in value:
            for key, item in value.items():
                yield key
                yield from plain_texts(item)
    elif isinstance(value, list):
        for item in value:
            yield from plain_texts(item)
    elif isinstance(value, str):
        yield value


def said(recorder: Recorder) -> Iterator[Any]:
    """Everything that leaves the program."""
    yield from (json_format.MessageToDict(request.object) for request in recorder.requests.values())
    yield from recorder.registered.values()
    yield recorder.warnings


@pytest.mark.parametrize(("config", "secrets"), SECRETS.values(), ids=SECRETS)
def test_a_secret_is_nowhere_in_the_plain(config: Config, secrets: list[str]) -> None:
    recorder = declared(config)

    texts = [text for part in said(recorder) for text in plain_texts(part)]
    assert len(texts) > 100
    assert [text for text in texts for secret in secrets if secret in text] == []


def secret_data(recorder: Recorder) -> dict[str, dict[str, str]]:
    """What every Secret of Prometheus holds."""
    secrets = recorder.of_type("kubernetes:core/v1:Secret").values()
    return {
        inputs["metadata"]["name"]: inputs["stringData"]
        for inputs in secrets
        if inputs["metadata"]["name"].startswith("remote-write-")
    }


def test_prometheus_reads_the_secrets_of_the_stack_file() -> None:
    recorder = declared(others_stores())
    entries = {
        entry["name"]: entry for entry in values(recorder)["prometheus"]["prometheusSpec"]["additionalRemoteWrite"]
    }

    assert secret_data(recorder) == {
        "remote-write-basic": {"username": "edge", "password": "secret-of-basic"},
        "remote-write-bearer": {"token": "secret-of-bearer"},
    }
    assert entries["basic"]["basicAuth"]["password"] == {"name": "remote-write-basic", "key": "password"}
    assert entries["bearer"]["authorization"]["credentials"] == {"name": "remote-write-bearer", "key": "token"}
    assert {"basicAuth", "authorization"} & set(entries["open"]) == set()
    assert {name: entry["url"] for name, entry in entries.items()} == {
        "open": "http://open.example.com/push",
        "basic": "https://basic.example.com/push",
        "bearer": "https://bearer.example.com/push",
    }


@pytest.mark.parametrize("config", [config for config, _ in SECRETS.values()], ids=SECRETS)
def test_secrets_are_where_prometheus_reads_them(config: Config) -> None:
    metadata = [inputs["metadata"] for inputs in declared(config).of_type("kubernetes:core/v1:Secret").values()]

    found = {one["namespace"] for one in metadata if one["name"].startswith("remote-write-")}
    assert found == {"monitoring"}


def test_prometheus_has_the_password_of_a_thanos_that_is_open_to_the_internet() -> None:
    assert secret_data(declared(stack(only="thanos"))) == {
        "remote-write-thanos": {"username": "thanos", "password": PASSWORD}
    }


def test_a_thanos_inside_the_cluster_has_no_password() -> None:
    recorder = declared(stack(only="thanos", ingress=None))

    assert recorder.of_type("kubernetes:core/v1:Secret") == {}
    assert recorder.exports["passwords"] == {}
