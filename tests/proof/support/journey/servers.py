"""Azurite in the place of blob storage, and a Prometheus replica, both on loopback."""

import base64
import json
import signal
import urllib.parse
import urllib.request
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import yaml

from tests.proof.support.processes import Process, answers, free_port, run, tool
from tests.proof.support.waiting import PATIENCE

KEY = base64.b64encode(b"a key of a storage account that lives for a minute").decode()
JOB = "journey"
ITSELF = "itself:9090"
"""Address of a Prometheus in its own configuration."""
WINDOW = "1h"
"""Of samples that are looked for: longer than any run, so that none gets out of sight."""

_AZURITE = ("--inMemoryPersistence", "--skipApiVersionCheck", "--disableTelemetry", "--silent")


class Azurite(Process):
    """Blob storage of one account on loopback."""

    def __init__(self, account: str, folder: Path) -> None:
        port, self.account = free_port(), account
        self.connection = (
            f"DefaultEndpointsProtocol=http;AccountName={account};AccountKey={KEY};"
            f"BlobEndpoint=http://127.0.0.1:{port}/{account};"
        )
        super().__init__(
            [tool("azurite-blob"), "--blobPort", str(port), *_AZURITE],
            log=folder / "azurite.log",
            env={"AZURITE_ACCOUNTS": f"{account}:{KEY}"},
            ready=lambda: answers(f"http://127.0.0.1:{port}/{account}?comp=list", 403),
        )

    def bucket(self, container: str, *command: str, create: bool = False) -> str:
        """What `thanos tools bucket` says of a container."""
        config = {"storage_account": self.account, "storage_connection_string": self.connection, "container": container}
        store = json.dumps({"type": "AZURE", "config": {**config, "storage_create_container": create}})
        shown = [tool("thanos"), "tools", "bucket", *command, f"--objstore.config={store}", "--log.level=error"]
        return run(shown)


class Prometheus(Process):
    """One replica that scrapes one target twice a second."""

    def __init__(self, folder: Path, configuration: Mapping[str, Any], authorities: Path) -> None:
        self.port = free_port()
        folder.mkdir(parents=True)
        own = yaml.safe_dump(dict(configuration)).replace(ITSELF, f"127.0.0.1:{self.port}")
        (folder / "prometheus.yaml").write_text(own)
        super().__init__(
            [
                tool("prometheus"),
                f"--config.file={folder}/prometheus.yaml",
                f"--storage.tsdb.path={folder}/data",
                f"--web.listen-address=127.0.0.1:{self.port}",
            ],
            log=folder / "log",
            env={"SSL_CERT_FILE": str(authorities)},
            ready=lambda: answers(f"http://127.0.0.1:{self.port}/-/ready"),
            # Ended gently, it would wait for queues that cannot be emptied.
            stop=signal.SIGKILL,
        )

    def metric(self, name: str, remote_name: str) -> float:
        """A counter of one remote-write queue."""
        with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/metrics", timeout=PATIENCE) as response:
            lines = [line for line in response.read().decode().splitlines() if line.startswith(f"{name}{{")]
        return sum(float(line.rpartition(" ")[2]) for line in lines if f'remote_name="{remote_name}"' in line)

    def query(self, expression: str) -> list[dict[str, Any]]:
        """Result of an instant query."""
        return instant_query(f"http://127.0.0.1:{self.port}/api/v1/query", expression)

    def scraped(self) -> set[float]:
        """Timestamps of all samples of `up` it has."""
        return timestamps(self.query(f'up{{job="{JOB}"}}[{WINDOW}]'))


def instant_query(url: str, expression: str) -> list[dict[str, Any]]:
    """Result of an instant query on loopback."""
    with urllib.request.urlopen(f"{url}?{urllib.parse.urlencode({'query': expression})}", timeout=PATIENCE) as response:
        return json.load(response)["data"]["result"]


def timestamps(result: Sequence[Mapping[str, Any]]) -> set[float]:
    """Of all samples of a range vector."""
    return {moment for series in result for moment, _ in series["values"]}
