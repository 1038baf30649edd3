"""The repository's stack files under the recording monitor, those that read another stack's exports among them."""

import json
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from pulumi.runtime.config import set_all_config

from sandbox.stack_files import ROOT
from tests.recorder import Recorder, plain, record
from tests.stack.clouds import ACCOUNT, LOOK_UPS, REGION, RESOURCES
from tests.stack.others import HUB
from tests.stack.program import PROJECT, SECRET_SUFFIXES, Config, declared, run

FILES = sorted([*ROOT.glob("Pulumi.*.yaml"), *(ROOT / "tests" / "stacks").glob("*.yaml")])
_WORKSPACE = "ws-11111111-2222-4333-8444-555555555555"
_EXISTING: dict[str, dict[str, Any]] = {
    "azure-native:monitor:getAzureMonitorWorkspace": {
        "id": "/subscriptions/s/resourceGroups/rg/providers/Microsoft.Monitor/accounts/metrics",
        "location": "westeurope",
        "metrics": {"prometheusQueryEndpoint": "https://query.example.com"},
    },
    "aws:amp/getWorkspace:getWorkspace": {
        "arn": f"arn:aws:aps:{REGION}:{ACCOUNT}:workspace/{_WORKSPACE}",
        "prometheusEndpoint": f"https://aps-workspaces.{REGION}.amazonaws.com/workspaces/{_WORKSPACE}/",
    },
    "pulumi:pulumi:readStackOutputs": {},
}


def of_files() -> Iterator[Recorder]:
    """What the program declares for every stack file."""
    yield from (declared_with_others(_config(path)) for path in FILES)


def declared_with_others(config: Config) -> Recorder:
    """What the program declares, given what the hubs of the repository export and the workspaces that exist already."""
    hubs = {"outputs": {"endpoints": _exports(), "passwords": {"thanos": "p"}}, "secretOutputNames": []}
    texts = {
        f"{PROJECT}:{key}": value if isinstance(value, str) else json.dumps(value) for key, value in config.items()
    }
    set_all_config(texts, [key for key in texts if key.endswith(SECRET_SUFFIXES)])
    try:
        return record(run, {**RESOURCES, "pulumi:pulumi:StackReference": hubs}, {**LOOK_UPS, **_EXISTING})
    finally:
        set_all_config({}, [])


@cache
def _exports() -> dict[str, Any]:
    hubs = [declared(_config(path)).exports["endpoints"] for path in ROOT.glob("Pulumi.hub*.yaml")]
    # Under the recorder every stack has the same name.
    return {name: {**endpoint, "builtBy": HUB} for hub in hubs for name, endpoint in plain(hub).items()}


def _config(path: Path) -> Config:
    """What a file says; a secret in it, which only the engine can read, is some text."""
    said = yaml.safe_load(path.read_text())["config"].items()
    config = {key.partition(":")[2]: value for key, value in said if key.startswith(f"{PROJECT}:")}
    return {key: "secret" if key.endswith(SECRET_SUFFIXES) else value for key, value in config.items()}
