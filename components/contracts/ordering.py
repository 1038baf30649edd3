"""Order by data flow: a value that is known only when what it depends on exists."""

from collections.abc import Sequence
from typing import Any

import pulumi


def once_ready(value: pulumi.Input[str], ready: Sequence[pulumi.Input[Any]]) -> pulumi.Output[str]:
    """The value, known only when everything in `ready` is: nobody can use it before the way to it exists.

    A 403 while a role is missing makes Prometheus drop the batch; it is not retried
    (https://github.com/prometheus/prometheus/blob/main/storage/remote/client.go).
    """
    return pulumi.Output.all(value, *ready).apply(_first)


def _first(values: list[str]) -> str:
    return values[0]
