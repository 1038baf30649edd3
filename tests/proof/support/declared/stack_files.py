"""The stack files, and which of them have what a test needs. All others are left out of it."""

from pathlib import Path
from typing import Any

import yaml

from sandbox.engine import ROOT

PROJECT = "prometheus-stack:"


def config_of(stack_file: Path) -> dict[str, Any]:
    """What a stack file says, by key without the project's name."""
    config = yaml.safe_load(stack_file.read_text())["config"]
    return {key.removeprefix(PROJECT): value for key, value in config.items()}


STACK_FILES = sorted([*ROOT.glob("Pulumi.*.yaml"), *(ROOT / "tests" / "stacks").glob("*.yaml")])
WITH_CLUSTER = [one for one in STACK_FILES if "cluster" in config_of(one)]
"""Of the others nothing is given to a cluster: they build stores for others to write to."""


def writing_to(kind: str) -> list[Path]:
    """Those whose cluster writes to a store of a kind, whoever has built it."""
    return [one for one in WITH_CLUSTER if _backends(one, kind)]


def exchanging_tokens() -> list[Path]:
    """Those whose Prometheus signs in to Azure Monitor itself, with its own token."""
    return [one for one in writing_to("azure-monitor") if _kind(one) == "workload-identity" and not _with_sidecars(one)]


def building(kind: str) -> list[Path]:
    """Those that build a store of a kind."""
    return [one for one in STACK_FILES if any("stack" not in backend for backend in _backends(one, kind))]


def _backends(stack_file: Path, kind: str) -> list[dict[str, Any]]:
    return [backend for backend in config_of(stack_file)["backends"].values() if backend["kind"] == kind]


def _kind(stack_file: Path) -> str:
    """How Prometheus signs in to Azure."""
    return config_of(stack_file)["azure"].get("signIn", {}).get("kind", "workload-identity")


def _with_sidecars(stack_file: Path) -> bool:
    return all(backend.get("sidecar") for backend in _backends(stack_file, "azure-monitor"))
