"""What exists before a stack is built: networks, clusters and groups of others, read from one file."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

DEFAULT = Path(__file__).with_name("world.yaml")

Thing = Mapping[str, Any]


@dataclass(frozen=True)
class World:
    """Things of each cloud by section and id. ARM ids compare without case, as in Azure."""

    clouds: Mapping[str, Mapping[str, Mapping[str, Thing]]] = field(default_factory=lambda: dict[str, Any]())

    @classmethod
    def load(cls, path: Path = DEFAULT) -> "World":
        return cls(yaml.safe_load(path.read_text()))

    def all(self, cloud: str, section: str) -> Mapping[str, Thing]:
        """Everything of a section, such as `azure`, `networks`, by id."""
        return self.clouds.get(cloud, {}).get(section) or {}

    def find(self, cloud: str, section: str, id_: str) -> Thing | None:
        """The thing of that id; None where there is none."""
        wanted = id_.lower()
        return next((thing for key, thing in self.all(cloud, section).items() if key.lower() == wanted), None)

    def cluster(self, context: str) -> Thing | None:
        """The Kubernetes cluster of a kubeconfig context."""
        return self.clouds.get("kubernetes", {}).get(context)
