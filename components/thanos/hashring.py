"""The hashring: which ingestors the router spreads series over."""

import json
from typing import Any

from components.thanos.addresses import pod_address
from components.thanos.names import RECEIVE_INGESTOR


class HashringError(ValueError):
    """A hashring the router would refuse."""


def enough(replicas: int, replication_factor: int) -> bool:
    """Whether each copy of a sample has an ingestor of its own."""
    return 1 <= replication_factor <= replicas


def hashrings(instance: str, namespace: str, *, replicas: int, replication_factor: int) -> list[dict[str, Any]]:
    """One ketama hashring of all ingestors for all tenants. Raises HashringError where replicas do not suffice."""
    if not enough(replicas, replication_factor):
        raise HashringError(
            f"thanos {instance}: replicas ({replicas}) must be at least replication_factor ({replication_factor}), "
            "and both at least 1"
        )
    addresses = [pod_address(instance, RECEIVE_INGESTOR, namespace, ordinal) for ordinal in range(replicas)]
    return [
        {
            "hashring": "default",
            "tenants": [],
            "endpoints": [{"address": address} for address in addresses],
            "algorithm": "ketama",
        }
    ]


def hashrings_file(instance: str, namespace: str, *, replicas: int, replication_factor: int) -> str:
    """The hashrings as the router reads them."""
    rings = hashrings(instance, namespace, replicas=replicas, replication_factor=replication_factor)
    return json.dumps(rings, indent=2)
