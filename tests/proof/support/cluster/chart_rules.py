"""Alerts of the packaged kube-prometheus-stack chart, with the values that a stack gives it."""

import json
from pathlib import Path

import yaml

from tests.proof.support.declared.declarations import Declared
from tests.proof.support.processes import charts, run, tool

_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def alert_expression(release: Declared, alert: str, folder: Path) -> str:
    """The expression of one alert."""
    values = folder / "values.json"
    values.write_text(json.dumps(release.inputs["values"]))
    chart = charts() / f"kube-prometheus-stack-{release.inputs['version']}.tgz"
    options = ["--namespace", release.inputs["namespace"], "--values", str(values)]
    shown = run([tool("helm"), "template", release.inputs["name"], str(chart), *options])
    objects = [one for one in yaml.load_all(shown, Loader=_LOADER) if one and one["kind"] == "PrometheusRule"]
    rules = [rule for one in objects for group in one["spec"]["groups"] for rule in group["rules"]]
    [expression] = [rule["expr"] for rule in rules if rule.get("alert") == alert]
    return expression
