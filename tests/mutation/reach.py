"""Which lines of the program each test file runs, and what it imports from elsewhere."""

import hashlib
import importlib
import json
import sys
import sysconfig
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from types import ModuleType
from typing import TypedDict

import coverage

from tests.mutation.mutants import Mutant
from tests.mutation.trees import Job, Tree, run, run_tests

REPORT = ".reach.json"
LIMIT = 600


class Reach(TypedDict):
    """What one test file, run alone, has reached."""

    lines: dict[str, list[int]]
    """By module below the root."""
    imported: list[str]
    """Installed modules; not the plugins of pytest, which count on being imported by it."""


def reached(reach: Reach, mutant: Mutant) -> bool:
    """Whether a file's tests can notice a mutant: they run the function, or import the module where it is in none."""
    lines = reach["lines"].get(str(mutant.path), [])
    return any(mutant.within is None or line in mutant.within for line in lines)


def measure(trees: list[Tree], files: list[str], folders: list[str], kept: Path) -> dict[str, Reach]:
    """By test file; kept until the program or a test changes. Modules that tests import are imported here, too."""
    digest = _digest(trees[0].root, folders + sorted({str(Path(file).parts[0]) for file in files}))
    known = json.loads(kept.read_text()) if kept.exists() else {}
    if known.get("digest") == digest:
        found: dict[str, Reach] = known["reach"]
        preload(name for reach in found.values() for name in reach["imported"])
        return found
    found = {}
    jobs = [Job(file, lambda file=file: _trace(file, folders), LIMIT) for file in files]
    for job, tree, code, _ in run(trees, jobs):
        if code != 0:
            raise SystemExit(f"{tree.output}\n{job.name} fails without a mutant")
        found[job.name] = json.loads((tree.root / REPORT).read_text())
        preload(found[job.name]["imported"])
    kept.parent.mkdir(exist_ok=True)
    kept.write_text(json.dumps({"digest": digest, "reach": found}))
    return found


def preload(names: Iterable[str]) -> None:
    """Imports installed modules, packages first, so that no child has to.

    The SDKs' packages load when asked for what is no introspection, and are incomplete where a module of theirs was
    imported before that. Some modules are made by their package, and found by no import.
    """
    for name in sorted(names, key=lambda name: name.count(".")):
        with suppress(ImportError):
            hasattr(importlib.import_module(name), "anything")


def _trace(file: str, folders: list[str]) -> int:
    tracer = coverage.Coverage(data_file=None, config_file=False, include=[f"{folder}/*" for folder in folders])
    tracer.start()
    code = run_tests([file])
    tracer.stop()
    data = tracer.get_data()
    here, installed = Path.cwd(), sysconfig.get_path("purelib")
    # The SDKs' modules that nothing has used yet are of another type.
    loaded = {name: module.__dict__ for name, module in sys.modules.items() if type(module) is ModuleType}
    reach: Reach = {
        "lines": {str(Path(f).relative_to(here)): sorted(data.lines(f) or []) for f in data.measured_files()},
        "imported": [
            name for name, of in loaded.items() if name[0] != "_" and (of.get("__file__") or "").startswith(installed)
        ],
    }
    Path(REPORT).write_text(json.dumps(reach))
    return code


def _digest(root: Path, folders: list[str]) -> str:
    digest = hashlib.sha256()
    for file in sorted(file for folder in folders for file in (root / folder).rglob("*") if file.is_file()):
        if "__pycache__" not in file.parts:
            digest.update(f"{file.relative_to(root)}\0".encode() + file.read_bytes() + b"\0")
    return digest.hexdigest()
