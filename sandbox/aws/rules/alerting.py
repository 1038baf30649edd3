"""Rows on the files of a workspace's rules and of its Alertmanager, which AWS reads after it has taken them."""

import re
from typing import Any, cast

import yaml

from sandbox.aws.existing import Existing
from sandbox.aws.rules.amp import BYTES, GROUP_NAME_BYTES, QUOTAS
from sandbox.aws.rules.table import RULES
from sandbox.rules import Request

DEFINITION = "amp/alertManagerDefinition:AlertManagerDefinition"
NAMESPACE = "amp/ruleGroupNamespace:RuleGroupNamespace"
_ALERTMANAGER = "https://docs.aws.amazon.com/prometheus/latest/userguide/AMP-alertmanager-config.html"
_RULES = "https://docs.aws.amazon.com/prometheus/latest/userguide/AMP-rules-upload.html"
_RECEIVERS = {"name", "sns_configs", "pagerduty_configs"}
_SECONDS = {"ms": 0.001, "s": 1, "m": 60, "h": 3_600, "d": 86_400}
MIN_INTERVAL_SECONDS = 30


def _loaded(text: Any) -> Any:
    """A YAML text's value; None where it is none."""
    try:
        return yaml.safe_load(text) if isinstance(text, str) else None
    except (yaml.YAMLError, ValueError, RecursionError):
        return None


def _mapping(value: Any) -> dict[str, Any]:
    return cast(dict[str, Any], value) if isinstance(value, dict) else {}


def _mappings(value: Any) -> list[dict[str, Any]]:
    return [_mapping(one) for one in cast(list[Any], value)] if isinstance(value, list) else []


def _configuration(request: Request) -> dict[str, Any]:
    return _mapping(_loaded(_mapping(_loaded(request.inputs.get("definition"))).get("alertmanager_config")))


@RULES.rule(DEFINITION, NAMESPACE, says="a file over a megabyte", source=QUOTAS)
def _alerting_file_size(request: Request) -> str | None:
    text = str(request.inputs.get("definition") or request.inputs.get("data"))
    return f"ValidationException: the file is over {BYTES} bytes" if len(text.encode()) > BYTES else None


@RULES.rule(
    DEFINITION,
    NAMESPACE,
    "amp/queryLoggingConfiguration:QueryLoggingConfiguration",
    says="a second Alertmanager or query log of one workspace, or rules of a name that it has",
    source="https://docs.aws.amazon.com/prometheus/latest/APIReference/API_CreateAlertManagerDefinition.html and its "
    "like of each, under their errors",
    steps=("create",),
)
def _alerting_twice(request: Request) -> str | None:
    there = Existing.of(request).made(request.token.removeprefix("aws:"))
    if any(one.id == request.id and one.scope == request.scope for one in there):
        return f"ConflictException: {request.id} exists already"
    return None


@RULES.rule(DEFINITION, says="a definition whose Alertmanager configuration is no text of YAML", source=_ALERTMANAGER)
def _alertmanager_config(request: Request) -> str | None:
    definition = _mapping(_loaded(request.inputs.get("definition")))
    if unknown := definition.keys() - {"alertmanager_config", "template_files"}:
        return f"CREATION_FAILED: unknown field {', '.join(map(str, unknown))} in the definition"
    if not isinstance(definition.get("alertmanager_config"), str) or not _configuration(request):
        return "CREATION_FAILED: alertmanager_config must be a text that is YAML"
    return None


@RULES.rule(DEFINITION, says="a route to a receiver that there is not", source=_ALERTMANAGER)
def _alert_route(request: Request) -> str | None:
    configuration = _configuration(request)
    names = {one.get("name") for one in _mappings(configuration.get("receivers"))}
    routes = [_mapping(configuration.get("route"))]
    for route in routes:
        routes += _mappings(route.get("routes"))
    wanted = [routes[0].get("receiver"), *(r["receiver"] for r in routes[1:] if "receiver" in r)]
    if lost := [one for one in wanted if one not in names]:
        return f"CREATION_FAILED: undefined receiver {lost[0]!r} used in route"
    return None


@RULES.rule(
    DEFINITION,
    says="a receiver other than SNS and PagerDuty",
    source="https://docs.aws.amazon.com/prometheus/latest/userguide/AMP-alertmanager-receiver.html",
)
def _alert_receiver(request: Request) -> str | None:
    used = {key for one in _mappings(_configuration(request).get("receivers")) for key in one}
    if unknown := used - _RECEIVERS:
        return f"CREATION_FAILED: unsupported receiver {', '.join(sorted(map(str, unknown)))}"
    return None


def _groups(request: Request) -> list[dict[str, Any]]:
    return _mappings(_mapping(_loaded(request.inputs.get("data"))).get("groups"))


@RULES.rule(NAMESPACE, says="a file without groups of rules", source=_RULES)
def _rule_file(request: Request) -> str | None:
    groups = _groups(request)
    if not groups or not all(isinstance(one.get("name"), str) and _mappings(one.get("rules")) for one in groups):
        return "CREATION_FAILED: error unmarshalling rules: groups must be a list of names and rules"
    return None


@RULES.rule(NAMESPACE, says="a rule that is neither an alert nor a record, or has no expression", source=_RULES)
def _rule_form(request: Request) -> str | None:
    for group in _groups(request):
        for rule in _mappings(group.get("rules")):
            if ("alert" in rule) == ("record" in rule) or not isinstance(rule.get("expr"), str):
                return f"CREATION_FAILED: group {group.get('name')!r}: a rule is one of alert and record, with an expr"
    return None


@RULES.rule(NAMESPACE, says="two groups of one name", source=_RULES)
def _rule_group_twice(request: Request) -> str | None:
    names = [one.get("name") for one in _groups(request)]
    if any(one in names[:index] for index, one in enumerate(names)):
        return "CREATION_FAILED: groupname is repeated in the same file"
    return None


@RULES.rule(NAMESPACE, says="rules that are evaluated more often than every 30 seconds", source=QUOTAS)
def _rule_interval(request: Request) -> str | None:
    for group in _groups(request):
        parts = re.findall(r"(\d+)(ms|[smhd])", str(group.get("interval", "60s")))
        if sum(float(number) * _SECONDS[unit] for number, unit in parts) < MIN_INTERVAL_SECONDS:
            return f"CREATION_FAILED: group {group.get('name')!r}: interval must be at least {MIN_INTERVAL_SECONDS}s"
    return None


@RULES.rule(
    NAMESPACE,
    says="a namespace and a group whose names are over 721 bytes together",
    source="https://docs.aws.amazon.com/prometheus/latest/APIReference/API_CreateRuleGroupsNamespace.html",
)
def _rule_group_name(request: Request) -> str | None:
    for group in _groups(request):
        if len(f"{request.inputs.get('name')}{group.get('name')}".encode()) > GROUP_NAME_BYTES:
            return f"ValidationException: namespace and group name are over {GROUP_NAME_BYTES} bytes"
    return None
