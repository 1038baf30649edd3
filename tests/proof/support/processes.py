"""Real programs on loopback: found, started, waited for, and stopped by whoever started them."""

import functools
import os
import random
import signal
import socket
import subprocess
import urllib.error
import urllib.request
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Self

import pytest

from components.cluster import versions
from tests.proof.support.waiting import PATIENCE, wait_until

ROOT = Path(__file__).resolve().parents[3]
TOOLS = ROOT / ".tools" / "bin"
SECONDS_OF_A_PROBE = 30
# Below those of Kubernetes' node ports and of outgoing connections, so that no connection takes one meanwhile.
_PORTS = iter(random.sample(range(20_000, 30_000), 10_000))


def tool(name: str) -> str:
    """Path of a pinned program; the test is skipped, with the way to get it, where it is not built."""
    path = TOOLS / name
    if not path.exists():
        pytest.skip(f"{name} is not built: tools/build proof")
    return str(path)


@functools.cache
def charts() -> Path:
    """Folder of packaged charts: CHARTS_DIR, else one they are pulled into; skipped where neither can be had."""
    if given := os.environ.get("CHARTS_DIR"):
        return Path(given)
    folder = ROOT / ".tools" / "charts"
    for chart in versions.CHARTS:
        if not (folder / f"{chart.name}-{chart.version}.tgz").exists():
            repository = ["--repo", chart.repository] if chart.repository else []
            pull = [tool("helm"), "pull", chart.reference, "--version", chart.version, "-d", str(folder), *repository]
            folder.mkdir(parents=True, exist_ok=True)
            if subprocess.run(pull, capture_output=True, timeout=PATIENCE, check=False).returncode:
                pytest.skip("charts cannot be pulled from here, and CHARTS_DIR names no folder of packaged ones")
    return folder


def free_port() -> int:
    """A port of loopback nobody listens on, given to one caller only: long before its program binds it."""
    for port in _PORTS:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)):
                return port
    raise AssertionError("every port was given away")


def run(arguments: Sequence[str], *, env: Mapping[str, str] | None = None, stdin: str = "", seconds: int = 300) -> str:
    """Output of a program that has to succeed; its own message is the failure."""
    result = subprocess.run(
        arguments, env={**os.environ, **(env or {})}, input=stdin, capture_output=True, text=True, timeout=seconds
    )
    assert result.returncode == 0, f"{Path(arguments[0]).name} failed:\n{result.stdout[-4000:]}{result.stderr[-4000:]}"
    return result.stdout


class Process:
    """A server that runs for the length of a `with`, its output in a file."""

    def __init__(
        self,
        arguments: Sequence[str],
        *,
        log: Path,
        env: Mapping[str, str] | None = None,
        ready: Callable[[], bool] = lambda: True,
        stop: signal.Signals = signal.SIGTERM,
    ) -> None:
        self.arguments = list(arguments)
        self.log = log
        self.env = {**os.environ, **(env or {})}
        self.ready = ready
        self.stop_signal = stop
        self.process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def start(self) -> None:
        self.log.parent.mkdir(parents=True, exist_ok=True)
        with self.log.open("ab") as output:
            self.process = subprocess.Popen(self.arguments, env=self.env, stdout=output, stderr=subprocess.STDOUT)
        try:
            wait_until(self._is_ready, what=f"{Path(self.arguments[0]).name} to be ready")
        except BaseException:
            self.stop()
            raise

    def stop(self, signal_: signal.Signals | None = None) -> None:
        if self.process is None or self.process.poll() is not None:
            return
        self.process.send_signal(signal_ or self.stop_signal)
        try:
            self.process.wait(PATIENCE)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()

    def _is_ready(self) -> bool:
        assert self.process is not None
        if self.process.poll() is not None:
            tail = self.log.read_text(errors="replace")[-3000:]
            raise AssertionError(f"{Path(self.arguments[0]).name} ended with {self.process.returncode}:\n{tail}")
        return self.ready()


def answers(url: str, status: int = 200) -> bool:
    """Whether a URL answers with a status."""
    try:
        with urllib.request.urlopen(url, timeout=SECONDS_OF_A_PROBE) as response:
            return response.status == status
    except urllib.error.HTTPError as error:
        return error.code == status
    except OSError:
        return False
