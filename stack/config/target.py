"""What is said of writing to a backend, whoever has built it."""

import re
from collections.abc import Iterator, Mapping
from typing import Annotated, Any

from pydantic import AfterValidator, Field

from stack.config.model import Model
from stack.config.problems import Problem
from stack.config.values import Distinct, text

_UNLIKE = ("a:metric_that_nobody_has", "Z0")
"""Names that one pattern is of only where it is of all."""


def _expression(value: str) -> str:
    """An expression that Python and Prometheus read alike, and that leaves some metrics."""
    try:
        expression = re.compile(value)
    except re.error as error:
        raise ValueError(f"must be a regular expression: {error}") from None
    if all(expression.fullmatch(name) for name in _UNLIKE):
        raise ValueError("would drop every metric: leave the backend out instead")
    return value


MetricPattern = Annotated[
    str,
    text(
        r"(?!.*\(\?)(?!.*[*+?]{2})[a-zA-Z0-9_:.*+?|()]+",
        "must be a metric's name or a pattern: letters, digits, _ and : with . * + ? | ( ), one quantifier at a time",
    ),
    AfterValidator(_expression),
]


class Written(Model):
    """A store that a cluster of this stack writes to."""

    drop: Annotated[list[MetricPattern], Distinct] = Field(
        default=[],
        description="Metrics that are not written to this backend: names, or patterns of whole names such as "
        "`apiserver_.*_bucket`. Prometheus keeps them, other backends get them.",
    )


def unwritten(backends: Mapping[str, Mapping[str, Any]]) -> Iterator[Problem]:
    """Keys on writing in a stack that has no cluster to write from."""
    for name, backend in backends.items():
        for key in ("drop", "nativeHistograms"):
            if key in backend:
                yield (
                    f"backends.{name}.{key}",
                    "is of what a cluster writes: needs the section cluster",
                )
