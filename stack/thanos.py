"""Thanos on this cluster, its blocks in Azure, and Prometheus as its writer."""

import pulumi

from components.azure.blob_access import BlobAccess
from components.azure.blob_storage import BlobStorage, BlobStorageArgs
from components.azure.private_zones import BLOB_ZONE
from components.cluster.remote_write_access import RemoteWriteAccess, RemoteWriteAccessArgs
from components.contracts.remote_write import RemoteWriteTarget
from components.naming import IDENTITY_LENGTH, bounded, storage_account
from components.thanos.arguments import ThanosRetention
from components.thanos.service_accounts import bucket_service_accounts
from components.thanos.thanos import Thanos, ThanosArgs
from stack.config.backends import ThanosBackend
from stack.given import given
from stack.site import Backends, Site

CONTAINER = "thanos"


def thanos(site: Site, backends: dict[str, ThanosBackend], namespace: pulumi.Output[str]) -> Backends:
    """Every Thanos with a storage account of its own, and a credential of each for Prometheus."""
    built = {name: _thanos(site, name, backend) for name, backend in backends.items()}
    return Backends(
        {name: one.endpoint for name, one in built.items()},
        [_target(site, name, one, namespace) for name, one in built.items()],
        {name: one.password for name, one in built.items() if one.endpoint["username"]},
    )


def _thanos(site: Site, name: str, backend: ThanosBackend) -> Thanos:
    storage = _storage(site, name, backend)
    access = _access(site, name, storage)
    names = site.azure_network.link([BLOB_ZONE], [storage.ready]) if site.config.is_private(backend) else []
    args: ThanosArgs = {
        "namespace": name,
        "storage_account": storage.account_name,
        "container": storage.container_name,
        "identity": access.identity,
        "ready": [access.ready, storage.ready, *names],
        "replicas": backend.replicas,
        "replication_factor": backend.replication_factor,
        "volume": site.volume(backend.storage),
        "retention": ThanosRetention(**backend.retention.model_dump()),
    }
    if ingress := site.ingress:
        args["exposure"] = {
            "receive_host": f"receive.{name}.{ingress.domain}",
            "query_host": f"query.{name}.{ingress.domain}",
            "ingress_class": ingress.ingress_class,
            "cluster_issuer": ingress.cluster_issuer,
        }
    return Thanos(name, args, site.providers.options(site.providers.kubernetes, site.providers.random))


def _storage(site: Site, name: str, backend: ThanosBackend) -> BlobStorage:
    azure, providers = given(site.config.azure), site.providers
    args: BlobStorageArgs = {
        "resource_group": azure.resource_group,
        "location": azure.location,
        "account_name": storage_account(name, azure.subscription_id, azure.resource_group, site.config.cluster.name),
        "container_name": CONTAINER,
        "redundancy": backend.redundancy,
        "tags": providers.tags,
    }
    if site.config.is_private(backend):
        network = site.azure_network
        args["private_link"] = {
            "subnet_id": network.subnet_id,
            "location": network.location,
            "zone_id": network.zone_ids[BLOB_ZONE],
        }
    return BlobStorage(f"{name}-blobs", args, providers.options(providers.azure, data=True))


def _access(site: Site, name: str, storage: BlobStorage) -> BlobAccess:
    azure, cluster, providers = given(site.config.azure), site.config.cluster, site.providers
    return BlobAccess(
        f"{name}-blob-access",
        {
            "resource_group": azure.resource_group,
            "location": azure.location,
            "identity_name": bounded(f"{cluster.name}-{name}-blobs", limit=IDENTITY_LENGTH),
            "tenant_id": azure.tenant_id,
            "issuer": site.issuer,
            "service_accounts": {a: {"namespace": name, "name": a} for a in bucket_service_accounts(name)},
            "token_source": site.platform.azure_token,
            "container_id": storage.container_id,
            "tags": providers.tags,
        },
        providers.options(providers.azure),
    )


def _target(site: Site, name: str, one: Thanos, namespace: pulumi.Output[str]) -> RemoteWriteTarget:
    args: RemoteWriteAccessArgs = {"namespace": namespace, "url": one.write_url, "authentication": "none"}
    if username := one.endpoint["username"]:
        args["authentication"], args["username"], args["credential"] = "basic", username, one.password
    return RemoteWriteAccess(name, args, site.providers.options(site.providers.kubernetes)).target
