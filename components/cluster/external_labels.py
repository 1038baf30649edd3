"""Labels that a user puts on every sample."""

import re
from collections.abc import Iterator, Mapping

# `prometheus` and `prometheus_replica` are the operator's: it ignores them where a user sets them.
RESERVED = frozenset({"cluster", "environment", "prometheus", "prometheus_replica"})


def label_problems(labels: Mapping[str, str]) -> Iterator[str]:
    """What chart, operator or Prometheus would ignore, refuse or evaluate, as sentences about the labels."""
    if taken := sorted(labels.keys() & RESERVED):
        yield f"{', '.join(taken)} is set by the program; choose another label"
    if invalid := sorted(label for label in labels if not re.fullmatch(r"[a-zA-Z_]\w*", label, re.ASCII)):
        yield f"must be label names (letters, digits, _): {', '.join(invalid)}"
    yield from template_problems(labels)


def template_problems(labels: Mapping[str, str]) -> Iterator[str]:
    """Values that would not arrive as they are."""
    if templates := sorted(label for label, value in labels.items() if "{{" in value or "$" in value):
        yield f"{', '.join(templates)}: must not hold {{{{, which Helm, nor $, which Prometheus evaluates"
