"""Copies of the source tree, in which forked children run tests: what they share is imported once."""

import os
import shutil
import signal
import sys
import time
import traceback
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

import pytest

LEFT_OUT = shutil.ignore_patterns("venv", ".git", ".tools", ".sandbox", "__pycache__", ".*_cache", "node_modules")
HANGING = None


def run_tests(files: Iterable[str]) -> int:
    """Runs test files of the working directory, one after another; the exit code of the first that fails."""
    for file in files:
        options = ["-x", "-q", "--hypothesis-profile=ci", "--basetemp=.temporary", "-p", "no:cacheprovider"]
        code = int(pytest.main([*options, file]))
        if code not in (pytest.ExitCode.OK, pytest.ExitCode.NO_TESTS_COLLECTED):
            return code
    return 0


@dataclass(frozen=True)
class Job:
    """What a child does in a tree, and for how many seconds it may."""

    name: str
    work: Callable[[], int]
    limit: float
    edit: tuple[Path, str] | None = None
    """A module below the root, and its text in this job."""


@dataclass
class Tree:
    """One copy, with one child at a time."""

    root: Path
    edits: int = 0
    _restore: list[Callable[[], object]] = field(default_factory=list[Callable[[], object]])

    @property
    def output(self) -> str:
        return (self.root / ".output").read_text(errors="replace")

    def start(self, job: Job) -> int:
        if job.edit:
            self._edit(*job.edit)
        pid = os.fork()
        if pid == 0:
            self._be_child(job)
        return pid

    def _edit(self, path: Path, text: str) -> None:
        """Changes a file, at a time of its own: compiled files are told apart by seconds and size."""
        file = self.root / path
        original, modified = file.read_bytes(), file.stat().st_mtime
        self.edits += 1
        file.write_text(text)
        os.utime(file, (modified, modified + 1000 * self.edits))
        self._restore += [lambda: file.write_bytes(original), lambda: os.utime(file, (modified, modified))]

    def restore(self) -> None:
        for step in self._restore:
            step()
        self._restore.clear()

    def _be_child(self, job: Job) -> None:
        code = 70
        try:
            os.setsid()
            out = os.open(self.root / ".output", os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
            os.dup2(out, 1)
            os.dup2(out, 2)
            os.chdir(self.root)
            # The tests of the copy, not those that this program was started from.
            own = {path.name.removesuffix(".py") for path in self.root.iterdir()} - {"__main__"}
            for name in [name for name in sys.modules if name.partition(".")[0] in own]:
                del sys.modules[name]
            sys.path[0] = str(self.root)
            code = job.work()
        except BaseException:
            traceback.print_exc()
        finally:
            sys.stdout.flush()
            sys.stderr.flush()
            os._exit(code)


def copies(source: Path, into: Path, count: int) -> list[Tree]:
    trees = [Tree(into / str(number)) for number in range(count)]
    for tree in trees:
        shutil.copytree(source, tree.root, ignore=LEFT_OUT, symlinks=True)
        (tree.root / ".tools").symlink_to(source / ".tools")
    return trees


def run(trees: list[Tree], jobs: Iterable[Job]) -> Iterator[tuple[Job, Tree, int | None, float]]:
    """Each job as it ends: its tree, its exit code (HANGING: it was ended at its limit), its seconds."""
    waiting = iter(jobs)
    free = list(trees)
    running: dict[int, tuple[Job, Tree, float]] = {}
    try:
        while True:
            while free and (job := next(waiting, None)):
                tree = free.pop()
                running[tree.start(job)] = (job, tree, time.monotonic())
            if not running:
                return
            time.sleep(0.02)
            for pid, (job, tree, started) in list(running.items()):
                seconds = time.monotonic() - started
                ended, status = os.waitpid(pid, os.WNOHANG)
                code = os.waitstatus_to_exitcode(status) if ended else HANGING
                if not ended and seconds < job.limit:
                    continue
                _end(pid, reap=not ended)
                del running[pid]
                yield job, tree, code, seconds
                tree.restore()
                free.append(tree)
    finally:
        for pid in running:
            _end(pid, reap=True)


def _end(pid: int, *, reap: bool) -> None:
    """Ends a child and what it has started, all in a process group of its own."""
    with suppress(ProcessLookupError):
        os.killpg(pid, signal.SIGKILL)
    if reap:
        os.waitpid(pid, 0)
