"""One Prometheus among the stand-ins, and what came of it."""

import urllib.request
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.proof.support.declared.declarations import Stack
from tests.proof.support.pods.admission import prometheus_release
from tests.proof.support.pods.manifests import Pod
from tests.proof.support.processes import Process
from tests.proof.support.stand_ins.authorities import Authorities
from tests.proof.support.stand_ins.aws_authority import Aws
from tests.proof.support.stand_ins.azure_ingestion import AzureIngestion
from tests.proof.support.stand_ins.entra import Entra
from tests.proof.support.stand_ins.receivers import Receiver
from tests.proof.support.waiting import PATIENCE, wait_until


@dataclass
class Run:
    """One Prometheus, what stands for the clouds, and what each of the stack's stores received."""

    stack: Stack
    pod: Pod
    entries: list[dict[str, Any]]
    authorities: Authorities
    receivers: dict[str, Receiver]
    """By the address of their entries."""
    entra: Entra
    ingestion: AzureIngestion
    aws: Aws
    log: Path
    url: str
    process: Process | None = None

    def receiver(self, name: str) -> Receiver:
        """The store of a remote-write entry."""
        return self.receivers[address_of(next(e for e in self.entries if e["name"] == name))]

    def wait(self, condition: Callable[[], bool], what: str) -> None:
        """Waits; the failure says who refused what, what Prometheus said, and who declared it."""
        try:
            wait_until(condition, what=what)
        except AssertionError as error:
            release = prometheus_release(self.stack)
            refusals, strays = sorted(set(self.authorities.refusals())), sorted(set(self.authorities.strays))
            raise AssertionError(
                f"{error}\n{release.kind} {release.id}, declared by {release.component}\n"
                f"refused: {refusals}\nunknown hosts: {strays}\n{self.said()[-3000:]}"
            ) from None

    def wait_refused(self, reason: str) -> None:
        """Waits until the reason was given and Prometheus has repeated it. Until then no store may take anything."""
        self.wait(lambda: any(reason in one for one in self.authorities.refusals()), f"a refusal with {reason}")
        self.wait(lambda: reason in self.said(), f"Prometheus to say {reason}")
        accepted = [address for address, receiver in self.receivers.items() if receiver.batches]
        assert not accepted, f"{accepted} took samples"

    @property
    def ended(self) -> bool:
        """Whether Prometheus gave up."""
        return bool(self.process and self.process.process and self.process.process.poll() is not None)

    def said(self) -> str:
        return self.log.read_text(errors="replace")

    def metric(self, name: str, target: str) -> float:
        """The sum of a metric of Prometheus about a target."""
        with urllib.request.urlopen(f"{self.url}/metrics", timeout=PATIENCE) as response:
            lines = response.read().decode().splitlines()
        mine = [line for line in lines if line.startswith(f"{name}{{") and f'remote_name="{target}"' in line]
        assert mine, f"Prometheus has no {name} of {target}"
        return sum(float(line.rpartition(" ")[2]) for line in mine)


def address_of(entry: Mapping[str, Any]) -> str:
    """The URL of an entry without its scheme."""
    return str(entry["url"]).partition("://")[2]
