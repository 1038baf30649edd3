"""A data collection endpoint for Azure's own agent."""

from typing import NotRequired, Protocol, TypedDict

import pulumi
from pulumi_azure_native import monitor

from components.azure.data_collection import public_access
from components.contracts.urls import without_slash


class CollectionEndpointArgs(TypedDict):
    """Which endpoint, and who reaches it."""

    resource_group: pulumi.Input[str]
    """Resource group of the endpoint."""
    location: pulumi.Input[str]
    """Region of the workspace whose rules name it; of the cluster, where an agent fetches its configuration from it."""
    endpoint_name: str
    """Name of the endpoint: at most 44 letters, digits and dashes."""
    private: bool
    """Whether it is reached through a private link scope only (see `MonitorPrivateLink`)."""
    tags: NotRequired[dict[str, str]]
    """Tags of the endpoint."""


class CollectionEndpoint(pulumi.ComponentResource):
    """A data collection endpoint that Azure's agent sends through, or fetches what to collect from."""

    data_collection_endpoint_id: pulumi.Output[str]
    """ARM id of the data collection endpoint: what a private link scope holds."""
    configuration_url: pulumi.Output[str]
    """Where the agent fetches what to collect."""
    metrics_url: pulumi.Output[str]
    """Where the agent sends metrics."""

    def __init__(self, name: str, args: CollectionEndpointArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("prometheus-stack:index:CollectionEndpoint", name, {}, opts)
        endpoint = monitor.DataCollectionEndpoint(
            f"{name}-endpoint",
            data_collection_endpoint_name=args["endpoint_name"],
            resource_group_name=args["resource_group"],
            location=args["location"],
            kind="Linux",
            network_acls={"public_network_access": public_access(private=args["private"])},
            tags=args.get("tags"),
            # One of another name is there before the old one goes, which the agent uses until then.
            opts=pulumi.ResourceOptions(parent=self, delete_before_replace=False),
        )
        self.data_collection_endpoint_id = endpoint.id
        self.configuration_url = endpoint.configuration_access.apply(_url)
        self.metrics_url = endpoint.metrics_ingestion.apply(_url)
        self.register_outputs(
            {
                "data_collection_endpoint_id": self.data_collection_endpoint_id,
                "configuration_url": self.configuration_url,
                "metrics_url": self.metrics_url,
            }
        )


class _Way(Protocol):
    @property
    def endpoint(self) -> str: ...


def _url(way: _Way | None) -> str:
    if way is None:
        raise pulumi.RunError("the data collection endpoint offers no such way")
    return without_slash(way.endpoint)
