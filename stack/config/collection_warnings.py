"""What of `azure.collection` works but should be known before it is built."""

from collections.abc import Iterator

from stack.config.collection import Collection


def collection_warnings(collection: Collection) -> Iterator[str]:
    """Sentences, each beginning with its key."""
    if name := collection.metrics:
        yield (
            f"azure.collection.metrics: {name} gets series of this cluster from Azure's agent and from this stack's "
            "Prometheus, with the same label cluster and others that differ: both are paid for, and sums count both; "
            'prometheus="" chooses the agent\'s. Leave azure.collection.metrics out for one of each'
        )
