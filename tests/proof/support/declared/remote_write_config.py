"""Prometheus' `remote_write` from the chart's values, as the operator writes it (test_operator.py holds it to that)."""

import re
from collections.abc import Callable, Mapping
from typing import Any

Selector = Callable[[str, str], str]
"""The value of a key of a Secret: `(secret, key)`."""
# https://prometheus.io/docs/prometheus/latest/configuration/configuration/#remote_write
_RENAMED = {"retry_on_rate_limit": "retry_on_http_429"}


def remote_write_section(entry: Mapping[str, Any], secret: Selector) -> dict[str, Any]:
    """One entry of `remote_write`. Fails for a field nobody here knows."""
    return dict(_field(name, value, secret) for name, value in entry.items())


def _field(name: str, value: Any, secret: Selector) -> tuple[str, Any]:
    match name:
        case "url" | "name" | "headers":
            return name, value
        case "basicAuth":
            return "basic_auth", {key: secret(one["name"], one["key"]) for key, one in value.items()}
        case "authorization":
            one = value["credentials"]
            return "authorization", {"type": value["type"], "credentials": secret(one["name"], one["key"])}
        case "sendNativeHistograms":
            return "send_native_histograms", value
        case "queueConfig":
            return "queue_config", _snake(value)
        case "writeRelabelConfigs":
            return "write_relabel_configs", [_snake(step) for step in value]
        case _:
            raise AssertionError(f"remoteWrite.{name} is not known here")


def _snake(values: Mapping[str, Any]) -> dict[str, Any]:
    names = {key: re.sub(r"([A-Z])", lambda m: f"_{m[1].lower()}", key) for key in values}
    return {_RENAMED.get(names[key], names[key]): value for key, value in values.items()}
