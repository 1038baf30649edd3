"""Stack files: where they are, and which of them have to be up before another."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml

ROOT = Path(__file__).resolve().parent.parent
PROJECT = "prometheus-stack"
BACKENDS = f"{PROJECT}:backends"


def stack_file(stack: str) -> Path:
    """The file of a stack, given by name (`dev`: Pulumi.dev.yaml) or as a path."""
    path = Path(stack) if stack.endswith(".yaml") else ROOT / f"Pulumi.{stack}.yaml"
    if not path.exists():
        raise FileNotFoundError(f"there is no stack file {path.name}")
    return path


def stack_name(path: Path) -> str:
    """The name of a file's stack."""
    return path.stem.removeprefix("Pulumi.")


def hubs_of(path: Path) -> list[Path]:
    """Files of the stacks whose stores a stack file names, those that these need before them."""
    found: dict[Path, None] = {}
    for name in _stacks_named(path):
        beside = path.with_name(f"{name}.yaml")
        hub = beside if beside.exists() else stack_file(name)
        found.update(dict.fromkeys([*hubs_of(hub), hub]))
    return [*found]


def _stacks_named(path: Path) -> Iterator[str]:
    config: dict[str, Any] = yaml.safe_load(path.read_text())["config"]
    backends: dict[str, dict[str, Any]] = config.get(BACKENDS) or {}
    for backend in backends.values():
        if stack := backend.get("stack"):
            yield str(stack).rpartition("/")[2]
