"""Definitions of the Alertmanager of AMP, looked through before AMP takes them word for word."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, cast

import yaml

from components.rules.fields import mapping

_KEYS = {"alertmanager_config", "template_files"}
# https://docs.aws.amazon.com/prometheus/latest/userguide/AMP-alertmanager-receiver.html
_RECEIVERS = {"name", "sns_configs", "pagerduty_configs"}
_BYTES = 1_000_000


def definition_of_topics(topic_arns: Sequence[str]) -> str:
    """A definition by which every alert goes to all of the topics."""
    topics = [
        f"        - topic_arn: {arn}\n          sigv4:\n            region: {arn.split(':')[3]}\n" for arn in topic_arns
    ]
    return (
        "alertmanager_config: |\n"
        "  route:\n"
        "    receiver: sns\n"
        "  receivers:\n"
        "    - name: sns\n"
        "      sns_configs:\n"
        f"{''.join(topics)}"
    )


def definition_problems(definition: str) -> list[str]:
    """What AMP would not take of a definition. It would say so only once it has it.

    https://docs.aws.amazon.com/prometheus/latest/userguide/AMP-alertmanager-config.html
    """
    if (size := len(definition.encode())) > _BYTES:
        return [f"has {size} bytes, AMP takes {_BYTES}"]
    try:
        said = _loaded(definition)
    except yaml.YAMLError as error:
        return [f"is no YAML: {_line(error)}"]
    if unknown := [str(key) for key in said if key not in _KEYS]:
        known = ", ".join(sorted(_KEYS))
        return [f"{unknown[0]}: is not a key of a definition; known: {known}. Alertmanager's own are below the first"]
    text = said.get("alertmanager_config")
    if not isinstance(text, str):
        return ["alertmanager_config: is missing or no text: it is YAML within YAML, begin it with a |"]
    try:
        config = _loaded(text)
    except yaml.YAMLError as error:
        return [f"alertmanager_config: is no YAML: {_line(error)}"]
    return [f"alertmanager_config: {problem}" for problem in _config_problems(config)]


def _config_problems(config: Mapping[str, Any]) -> Iterator[str]:
    receivers = [mapping(one) for one in _listed(config.get("receivers"))]
    names = [one.get("name") for one in receivers]
    for receiver in receivers:
        if unknown := [key for key in receiver if key not in _RECEIVERS]:
            yield f"receiver {receiver.get('name')}: {unknown[0]}: AMP has sns_configs and pagerduty_configs"
    root = mapping(config.get("route"))
    if "receiver" not in root:
        yield "route.receiver: is missing"
    for route in _routes(root):
        if "receiver" in route and route["receiver"] not in names:
            yield f"a route leads to {route['receiver']}, which is none of the receivers"


def _routes(route: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    yield route
    for child in _listed(route.get("routes")):
        yield from _routes(mapping(child))


def _loaded(text: str) -> Mapping[str, Any]:
    return mapping(cast("object", yaml.safe_load(text)))


def _listed(value: object) -> list[object]:
    return cast("list[object]", value) if isinstance(value, list) else []


def _line(error: yaml.YAMLError) -> str:
    mark = getattr(error, "problem_mark", None)
    problem = getattr(error, "problem", None) or "has a character that YAML does not take"
    return f"line {mark.line + 1}: {problem}" if mark else str(problem)
