"""The whole program, run on a stack file's configuration under the recording monitor."""

import json
import runpy
from functools import cache
from pathlib import Path
from typing import Any

from google.protobuf import json_format
from pulumi.runtime.config import set_all_config

from tests.recorder import Recorder, plain, record
from tests.stack.clouds import LOOK_UPS, RESOURCES

ROOT = Path(__file__).resolve().parents[2]
PROJECT = "prometheus-stack"
SECRET_SUFFIXES = ("-password", "-token", "-client-secret", "-client-certificate")
RELEASE = "kubernetes:helm.sh/v3:Release"

Config = dict[str, Any]
"""What a stack file says, by key without the project's name."""


def declared(config: Config) -> Recorder:
    """What the program declares for a stack file; one run for all who ask for the same. Raises ConfigError."""
    return _declared(json.dumps(config))


@cache
def _declared(config: str) -> Recorder:
    texts = {
        f"{PROJECT}:{key}": value if isinstance(value, str) else json.dumps(value)
        for key, value in json.loads(config).items()
    }
    set_all_config(texts, [key for key in texts if key.endswith(SECRET_SUFFIXES)])
    try:
        return record(run, RESOURCES, LOOK_UPS)
    finally:
        set_all_config({}, [])


def run() -> None:
    runpy.run_path(str(ROOT / "__main__.py"), run_name="__main__")


def everything(recorder: Recorder) -> dict[str, Any]:
    """All that a program declares, as plain values to compare: resources with options, reads, look-ups, exports."""
    return {
        "resources": {urn: _message(request) for urn, request in recorder.requests.items()},
        "reads": {urn: _message(request) for urn, request in recorder.reads.items()},
        "invokes": sorted(json.dumps(_message(request), sort_keys=True) for request in recorder.invokes),
        "exports": recorder.exports,
        "warnings": sorted(recorder.warnings),
    }


def _message(request: Any) -> Any:
    """The request without what names lines of the source, and with lists in order whose order says nothing."""
    message = json_format.MessageToDict(request)
    for key in ("sourcePosition", "stackTrace"):
        message.pop(key, None)
    message["dependencies"] = sorted(message.get("dependencies", []))
    for urns in message.get("propertyDependencies", {}).values():
        urns["urns"] = sorted(urns.get("urns", []))
    return plain(message)


def values(recorder: Recorder) -> dict[str, Any]:
    """Values of the chart that Prometheus is installed with."""
    return recorder.of_type(RELEASE)["prometheus-release"]["values"]


def custom(recorder: Recorder) -> dict[str, Any]:
    """Every resource that a provider makes, raw, by URN."""
    return {
        urn: request
        for urn, request in recorder.requests.items()
        if request.custom and not request.type.startswith("pulumi:")
    }
