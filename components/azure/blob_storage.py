"""A blob container for long-term metrics, without keys."""

from typing import NotRequired, TypedDict

import pulumi
from pulumi_azure_native import storage

from components.azure.clouds import azure_cloud
from components.azure.data_collection import public_access
from components.azure.private_endpoint import NetworkSubscription, PrivateEndpoint
from components.contracts.endpoints import AZURE_PUBLIC
from components.contracts.ordering import once_ready

SOFT_DELETE_DAYS = 7


class BlobPrivateLink(TypedDict):
    """Where the private endpoint of the account is."""

    subnet_id: pulumi.Input[str]
    """ARM id of the endpoint's subnet."""
    location: pulumi.Input[str]
    """Region of the virtual network."""
    network_subscription: NotRequired[NetworkSubscription]
    """Where the private endpoint is made; left out where the virtual network is in the account's own subscription."""
    zone_id: NotRequired[pulumi.Input[str]]
    """ARM id of the private DNS zone of the cloud's storage accounts; left out where somebody else writes its
    record."""


class BlobStorageArgs(TypedDict):
    """Which account and container, and who can reach them."""

    resource_group: pulumi.Input[str]
    """Resource group of the account."""
    location: pulumi.Input[str]
    """Region of the account."""
    account_name: str
    """Name of the account: 3 to 24 lower-case letters and digits, unique in all of Azure."""
    container_name: str
    """Name of the container."""
    redundancy: str
    """`ZRS`, `GZRS`, `LRS` or `GRS`; the first two need a region with availability zones.
    https://learn.microsoft.com/azure/storage/common/storage-redundancy"""
    private_link: NotRequired[BlobPrivateLink]
    """With it the account is reachable through its private endpoint only; else publicly, for authorised identities."""
    public_too: NotRequired[bool]
    """Whether it stays reachable publicly beside its private endpoint. Default: no."""
    cloud: NotRequired[str]
    """Azure cloud, in Prometheus' word; `AzurePublic` when left out."""
    tags: NotRequired[dict[str, str]]
    """Tags of the account and its private endpoint."""


class BlobStorage(pulumi.ComponentResource):
    """A storage account with one container, that accepts Entra identities and nothing else.

    Blobs and containers deleted by mistake can be restored for 7 days. Versioning is off: a compactor replaces all it
    reads, and every version would be paid for.
    """

    account_name: pulumi.Output[str]
    """Name of the account."""
    container_name: pulumi.Output[str]
    """Name of the container."""
    container_id: pulumi.Output[str]
    """ARM id of the container: the scope of roles."""
    ready: pulumi.Output[str]
    """Known when the container exists and, where it is private, its zone holds the private endpoint's record; when the
    endpoint is there, where somebody else writes that."""

    def __init__(self, name: str, args: BlobStorageArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("prometheus-stack:index:BlobStorage", name, {}, opts)
        # One of another name is made before the old one goes, which pods write to until then.
        child = pulumi.ResourceOptions(parent=self, delete_before_replace=False)
        account = self._account(f"{name}-account", args, child)
        storage.BlobServiceProperties(
            f"{name}-properties",
            resource_group_name=args["resource_group"],
            account_name=account.name,
            blob_services_name="default",
            delete_retention_policy={"enabled": True, "days": SOFT_DELETE_DAYS},
            container_delete_retention_policy={"enabled": True, "days": SOFT_DELETE_DAYS},
            is_versioning_enabled=False,
            opts=child,
        )
        container = storage.BlobContainer(
            f"{name}-container",
            resource_group_name=args["resource_group"],
            account_name=account.name,
            container_name=args["container_name"],
            public_access=storage.PublicAccess.NONE,
            opts=child,
        )
        self.account_name = account.name
        self.container_name = container.name
        self.container_id = container.id
        self.ready = once_ready(container.id, self._private_link(f"{name}-blob", account, args))
        self.register_outputs(
            {
                "account_name": self.account_name,
                "container_name": self.container_name,
                "container_id": self.container_id,
                "ready": self.ready,
            }
        )

    def _account(self, name: str, args: BlobStorageArgs, child: pulumi.ResourceOptions) -> storage.StorageAccount:
        return storage.StorageAccount(
            name,
            account_name=args["account_name"],
            resource_group_name=args["resource_group"],
            location=args["location"],
            kind="StorageV2",
            sku={"name": f"Standard_{args['redundancy']}"},
            # The API's default is TLS 1.0, and shared keys are on unless this says no.
            minimum_tls_version="TLS1_2",
            allow_shared_key_access=False,
            default_to_o_auth_authentication=True,
            allow_blob_public_access=False,
            allow_cross_tenant_replication=False,
            enable_https_traffic_only=True,
            is_local_user_enabled=False,
            # Possible at creation only.
            encryption={"require_infrastructure_encryption": True},
            public_network_access=public_access(private="private_link" in args and not args.get("public_too")),
            tags=args.get("tags"),
            opts=child,
        )

    def _private_link(
        self, name: str, account: storage.StorageAccount, args: BlobStorageArgs
    ) -> list[pulumi.Output[str]]:
        if (link := args.get("private_link")) is None:
            return []
        there, zone = link.get("network_subscription"), azure_cloud(args.get("cloud", AZURE_PUBLIC)).blob_zone
        endpoint = PrivateEndpoint(
            name,
            {
                "resource_group": there["resource_group"] if there else args["resource_group"],
                "location": link["location"],
                "subnet_id": link["subnet_id"],
                "target_id": account.id,
                "target_name": args["account_name"],
                "group_id": "blob",
                "zone_ids": {zone: link["zone_id"]} if "zone_id" in link else {},
                "tags": args.get("tags", {}),
            },
            # Protected with the account, it could never move to another subnet.
            pulumi.ResourceOptions(parent=self, protect=False, providers=[there["provider"]] if there else None),
        )
        return [endpoint.ready]
