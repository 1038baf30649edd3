"""Prometheus' `remote_write` section, as the operator writes it, of the entries in a release's values."""

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any

# What the operator calls otherwise than Prometheus, beside the case
# (https://github.com/prometheus-operator/prometheus-operator/blob/v0.93.1/pkg/prometheus/promcfg.go).
RENAMED = {"azureAd": "azuread", "retryOnRateLimit": "retry_on_http_429"}
Secret = Callable[[str, str], str]
"""The text in a key of a Secret."""


def remote_write_section(entries: Sequence[Mapping[str, Any]], secret: Secret) -> list[dict[str, Any]]:
    """The section; what selects a key of a Secret is the text there."""
    return [_snake(entry, secret) for entry in entries]


def _snake(value: Any, secret: Secret) -> Any:
    if isinstance(value, list):
        return [_snake(one, secret) for one in value]
    if not isinstance(value, Mapping):
        return value
    if value.keys() == {"name", "key"}:
        return secret(value["name"], value["key"])
    return {
        RENAMED.get(key) or re.sub(r"(?<=[a-z])(?=[A-Z])", "_", key).lower(): _snake(one, secret)
        for key, one in value.items()
    }
