"""Runs a stack file through the real Pulumi engine, attached to the simulated clouds."""

import contextlib
import json
import os
import runpy
import shutil
import sys
from collections.abc import Callable, Generator, Mapping
from pathlib import Path
from types import ModuleType
from typing import Any

os.environ.setdefault("GRPC_VERBOSITY", "ERROR")
os.environ.setdefault("GRPC_ENABLE_FORK_SUPPORT", "false")

from pulumi import automation as auto

from sandbox.cloud import Cloud
from sandbox.providers import serve
from sandbox.stack_files import ROOT, stack_file, stack_name
from sandbox.world import DEFAULT as WORLD
from sandbox.world import World

HOME = ROOT / ".sandbox"
PASSPHRASE = "sandbox"
"""Of secrets in stack files that only ever meet simulated clouds."""

SALT = "encryptionsalt:"
PROGRAM_PACKAGES = ("components", "stack")

Program = Callable[[], None]
Print = Callable[[str], Any]


class MissingEngine(Exception):
    """No `pulumi` to run."""


def run_program() -> None:
    """The program that `pulumi up` runs, unchanged."""
    runpy.run_path(str(ROOT / "__main__.py"), run_name="__main__")


@contextlib.contextmanager
def _freshly_imported() -> Generator[None, None, None]:
    """The program's modules as they are on disk, for as long as the engine runs it."""
    before = _forget_program()
    try:
        yield
    finally:
        # All of it: a class of one import is not the class of the same name of another.
        _forget_program()
        sys.modules.update(before)


def _forget_program() -> dict[str, ModuleType]:
    """Takes the program's modules away, and returns them."""
    return {name: sys.modules.pop(name) for name in list(sys.modules) if name.split(".")[0] in PROGRAM_PACKAGES}


class Sandbox:
    """One stack on the simulated clouds of one home folder.

    `fail`: a type whose create fails (see FailureSwitch). `program`: instead of this repository's; with None the
    language host runs what lies in the project folder. `project`: the Pulumi.yaml of another project. `providers`:
    served by somebody else. `cluster`: kubeconfig of a real API server behind the Kubernetes provider. `world`: file of
    what was there before the stack.
    """

    def __init__(
        self,
        stack: str,
        *,
        home: Path = HOME,
        fail: str | None = None,
        program: Program | None = run_program,
        project: Path = ROOT / "Pulumi.yaml",
        say: Print = print,
        providers: str | None = None,
        cluster: Path | None = None,
        world: Path = WORLD,
    ) -> None:
        self.stack_file = stack_file(stack)
        self.name = stack_name(self.stack_file)
        self.home = home
        self.program = program
        self.project = project
        self.say = say
        self.cloud = Cloud.load(home / "cloud.jsonl", World.load(world))
        self._serving = None if providers else serve(self.cloud, fail, _at(cluster) if cluster else None)
        self._stack = self._select(self._environment(self._serving.addresses if self._serving else providers or ""))

    def __enter__(self) -> "Sandbox":
        return self

    def __exit__(self, *_: object) -> None:
        if self._serving:
            self._serving.stop()

    def preview(self, **options: Any) -> Mapping[str, int]:
        """What `up` would do: number of resources by operation."""
        with _freshly_imported():
            result = self._stack.preview(on_output=self.say, on_error=self.say, color="never", **options)
        return _by_name(result.change_summary)

    def up(self, **options: Any) -> Mapping[str, int]:
        """Number of resources by what was done to them."""
        with _freshly_imported():
            return _counts(self._stack.up(on_output=self.say, on_error=self.say, color="never", **options))

    def refresh(self) -> Mapping[str, int]:
        return _counts(self._stack.refresh(on_output=self.say, on_error=self.say, color="never"))

    def destroy(self, *, protected: bool = True) -> Mapping[str, int]:
        """Removes everything, by default what is protected too: nothing here is anybody's data."""
        if protected:
            self._unprotect()
        return _counts(self._stack.destroy(on_output=self.say, on_error=self.say, color="never"))

    def outputs(self) -> Mapping[str, auto.OutputValue]:
        return self._stack.outputs()

    def state(self) -> dict[str, Any]:
        """The stack's deployment as the backend stores it: secrets encrypted."""
        project = self._stack.workspace.project_settings().name
        stored = self.home / "state" / ".pulumi" / "stacks" / project / f"{self.name}.json"
        return json.loads(stored.read_text())["checkpoint"]["latest"]

    def _select(self, environment: dict[str, str]) -> auto.Stack:
        work = self.home / "projects" / self.name
        work.mkdir(parents=True, exist_ok=True)
        shutil.copy(self.project, work / "Pulumi.yaml")
        settings = work / f"Pulumi.{self.name}.yaml"
        # The salt is the engine's addition to the copy; without it the state of earlier runs cannot be read.
        kept = settings.read_text().splitlines() if settings.exists() else []
        wanted = self.stack_file.read_text()
        salt = [line for line in kept if line.startswith(SALT)] if f"\n{SALT}" not in wanted else []
        settings.write_text("\n".join([wanted.rstrip("\n"), *salt, ""]))
        workspace = auto.LocalWorkspace(
            work_dir=str(work), program=self.program, env_vars=environment, pulumi_command=engine()
        )
        return auto.Stack.create_or_select(self.name, workspace)

    def _environment(self, providers: str) -> dict[str, str]:
        state = self.home / "state"
        state.mkdir(parents=True, exist_ok=True)
        return {
            "PULUMI_BACKEND_URL": f"file://{state.resolve()}",
            "PULUMI_HOME": str((self.home / "pulumi-home").resolve()),
            "PULUMI_CONFIG_PASSPHRASE": PASSPHRASE,
            "PULUMI_DEBUG_PROVIDERS": providers,
            "PULUMI_SKIP_UPDATE_CHECK": "true",
            "PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION": "true",
            "PULUMI_ERROR_OUTPUT_STRING": "true",
        }

    def _unprotect(self) -> None:
        deployment = self._stack.export_stack()
        protected = [r for r in (deployment.deployment or {}).get("resources", []) if r.pop("protect", False)]
        if protected:
            self._stack.import_stack(deployment)


def _counts(result: auto.UpResult | auto.RefreshResult | auto.DestroyResult) -> dict[str, int]:
    return _by_name(result.summary.resource_changes or {})


def _by_name(changes: Mapping[Any, int]) -> dict[str, int]:
    """Operations arrive as members of an enumeration from a preview, as text from the others."""
    return {str(getattr(op, "value", op)): count for op, count in changes.items()}


def _at(kubeconfig: Path) -> Callable[[Cloud, Any], Any]:
    from sandbox.kubernetes.real_cluster import RealCluster

    pretended = bool(os.environ.get("PRETENDED_PODS"))
    return lambda cloud, fail: RealCluster(cloud, fail, kubeconfig, pretended=pretended)


def engine() -> auto.PulumiCommand:
    """The pinned engine of `make tools`, or the one on PATH."""
    built = ROOT / ".tools"
    if (built / "bin" / "pulumi").exists():
        return auto.PulumiCommand(root=str(built), skip_version_check=True)
    if shutil.which("pulumi"):
        return auto.PulumiCommand()
    raise MissingEngine("no pulumi found: run `make tools` first")
