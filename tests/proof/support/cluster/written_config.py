"""Prometheus' configuration as the operator writes it, beside what the program's values ask for."""

import functools
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from tests.proof.support.cluster.operator_run import Operated
from tests.proof.support.declared.remote_write_config import Selector, remote_write_section
from tests.proof.support.processes import run, tool

Section = dict[str, Any]
TOKEN = "/var/run/secrets/kubernetes.io/serviceaccount/"
FOLDERS = ("/etc/prometheus/", TOKEN)


@functools.cache
def promtool_version() -> str:
    """Promtool's name and version, for the table of claims."""
    return f"promtool {run([tool('promtool'), '--version']).split()[2]}"


def rules(operator: Operated) -> dict[str, str]:
    """Rule files by path in the pod."""
    return {path: text for path, text in operator.files().items() if path.startswith("/etc/prometheus/rules/")}


def files(operator: Operated) -> dict[str, str]:
    """What lies beside the configuration in the pod."""
    certificate = operator.plane.api.authority.read_text()
    return {**operator.files(), f"{TOKEN}ca.crt": certificate, f"{TOKEN}token": "token"}


def targets(operator: Operated) -> list[Section]:
    """The sections of `remote_write` that the release's values ask for."""
    spec = operator.release.inputs["values"]["prometheus"]["prometheusSpec"]
    return [asked_for(entry, operator.secret) for entry in spec["additionalRemoteWrite"]]


def check_config(config: str, files: Mapping[str, str], home: Path) -> str:
    """What `promtool check config` says of a configuration among its files. Only the folders are others."""
    for path, text in files.items():
        local = home / path.lstrip("/")
        local.parent.mkdir(parents=True, exist_ok=True)
        local.write_text(text)
    for folder in FOLDERS:
        config = config.replace(folder, f"{home}{folder}")
    (home / "prometheus.yaml").write_text(config)
    return run([tool("promtool"), "check", "config", str(home / "prometheus.yaml")])


def asked_for(entry: Mapping[str, Any], secret: Selector) -> Section:
    """The section of `remote_write` that an entry of the values asks for. Fails for a field nobody here knows."""
    rest = {key: value for key, value in entry.items() if key not in ("azureAd", "sigv4")}
    section = remote_write_section(rest, secret)
    if azure := entry.get("azureAd"):
        section["azuread"] = _entra(azure, secret)
    if sigv4 := entry.get("sigv4"):
        assert sigv4.keys() == {"region"}, sigv4
        section["sigv4"] = {"region": sigv4["region"]}
    return section


def _entra(azure: Mapping[str, Any], secret: Selector) -> Section:
    """Of Entra, with the one way of signing in."""
    [way] = azure.keys() - {"cloud"}
    said = azure[way]
    match way:
        case "workloadIdentity":
            section = {"workload_identity": {"client_id": said["clientId"], "tenant_id": said["tenantId"]}}
        case "managedIdentity":
            section = {"managed_identity": {"client_id": said["clientId"]}}
        case "oauth":
            selected = said["clientSecret"]
            ids = {"client_id": said["clientId"], "tenant_id": said["tenantId"]}
            section = {"oauth": {**ids, "client_secret": secret(selected["name"], selected["key"])}}
        case _:
            raise AssertionError(f"azureAd.{way} is not known here")
    return {"cloud": azure["cloud"], **section}


def differences(asked: Sequence[Section], written: Sequence[Section]) -> list[str]:
    """Fields of `remote_write` that differ, or that only one side has."""
    found = [] if len(asked) == len(written) else [f"{len(asked)} targets asked for, {len(written)} written"]
    for one, other in zip(asked, written, strict=False):
        left, right = _flat(_with_defaults(one)), _flat(_with_defaults(other))
        found += [
            f"{one['name']}: {field}: asked for {left.get(field)!r}, written {right.get(field)!r}"
            for field in sorted(left.keys() | right.keys())
            if left.get(field) != right.get(field)
        ]
    return found


def _with_defaults(section: Section) -> Section:
    """With the action that a step has when it names none."""
    if "write_relabel_configs" not in section:
        return section
    steps = [{"action": "replace", **step} for step in section["write_relabel_configs"]]
    return {**section, "write_relabel_configs": steps}


def _flat(value: Any, above: str = "") -> dict[str, Any]:
    """Leaves by their dotted path."""
    if isinstance(value, dict) and value:
        parts = [_flat(one, f"{above}.{key}" if above else key) for key, one in value.items()]
    elif isinstance(value, list) and value:
        parts = [_flat(one, f"{above}[{number}]") for number, one in enumerate(value)]
    else:
        return {above: value}
    return {path: leaf for part in parts for path, leaf in part.items()}
