"""Which lines of the program each test file runs, and what it imports from elsewhere."""

import hashlib
import importlib
import json
import os
import sys
import sysconfig
from collections.abc import Iterable
from contextlib import suppress
from functools import partial
from pathlib import Path
from types import ModuleType
from typing import TypedDict

import coverage

from tests.mutation.mutants import Mutant
from tests.mutation.trees import Job, Tree, run, run_tests

REPORT = ".reach.json"
LIMIT = 600
# Where data lies that some tests are skipped without.
DATA = ("SHARED_DIR", "CHARTS_DIR")


class Reach(TypedDict):
    """What one test file, run alone, has reached."""

    lines: dict[str, list[int]]
    """By module below the root."""
    imported: list[str]
    """Installed modules; neither plugins of pytest nor Hypothesis, which warn of having been there before."""


class Kept(TypedDict):
    """What is kept between runs, of which state of the source."""

    digest: str
    files: list[str]
    reach: dict[str, Reach]


def reached(reach: Reach, mutant: Mutant) -> bool:
    """Whether a file's tests can notice a mutant: they run the function, or import the module where it is in none."""
    lines = reach["lines"].get(str(mutant.path), [])
    return any(mutant.within is None or line in mutant.within for line in lines)


def measure(trees: list[Tree], files: list[str], folders: list[str], kept: Path) -> dict[str, Reach]:
    """By test file that reaches anything; kept until the program or a test changes.

    What tests import from elsewhere is imported here, too.
    """
    digest = _digest(trees[0].root, folders + sorted({Path(file).parts[0] for file in files}))
    if kept.exists():
        known: Kept = json.loads(kept.read_text())
        if known["digest"] == digest and known["files"] == files:
            preload(name for reach in known["reach"].values() for name in reach["imported"])
            return known["reach"]
    found: dict[str, Reach] = {}
    for job, tree, code, _ in run(trees, (Job(file, partial(_trace, file, folders), LIMIT) for file in files)):
        report = tree.root / REPORT
        reach: Reach | None = json.loads(report.read_text()) if report.exists() else None
        report.unlink(missing_ok=True)
        if reach is None or (code != 0 and reach["lines"]):
            raise SystemExit(f"{tree.output}\n{job.name} fails without a mutant")
        if reach["lines"]:
            found[job.name] = reach
            preload(reach["imported"])
    kept.parent.mkdir(exist_ok=True)
    written = kept.with_name(f"{kept.name}.{os.getpid()}")
    written.write_text(json.dumps(Kept(digest=digest, files=files, reach=found)))
    written.replace(kept)
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
            name
            for name, of in loaded.items()
            if not name.startswith(("_", "hypothesis")) and (of.get("__file__") or "").startswith(installed)
        ],
    }
    Path(REPORT).write_text(json.dumps(reach))
    return code


def _digest(root: Path, folders: list[str]) -> str:
    digest = hashlib.sha256(repr([os.environ.get(variable) for variable in DATA]).encode())
    for file in sorted(file for folder in folders for file in (root / folder).rglob("*") if file.is_file()):
        if "__pycache__" not in file.parts:
            digest.update(f"{file.relative_to(root)}\0".encode() + file.read_bytes() + b"\0")
    return digest.hexdigest()
