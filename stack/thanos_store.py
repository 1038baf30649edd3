"""Thanos on this cluster, its blocks in Azure."""

from collections.abc import Sequence
from typing import NamedTuple

import pulumi

from components.azure.blob_access import BlobAccess
from components.azure.blob_storage import BlobStorage, BlobStorageArgs
from components.naming import IDENTITY_LENGTH, bounded, storage_account
from components.thanos.arguments import ThanosRetention
from components.thanos.service_accounts import bucket_service_accounts
from components.thanos.thanos import Thanos, ThanosArgs
from stack.config.thanos import ThanosBackend
from stack.egress import of_blobs
from stack.given import given
from stack.site import Site

CONTAINER = "thanos"


class ThanosStore(NamedTuple):
    """A Thanos of this stack."""

    thanos: Thanos
    egress: Sequence[pulumi.Input[str]]
    """Hosts that it calls beyond the stack's private networks."""


def thanos_store(site: Site, name: str, backend: ThanosBackend) -> ThanosStore:
    """Thanos with a storage account of its own."""
    storage = _storage(site, name, backend)
    access = _access(site, name, storage)
    cloud = given(site.config.azure).cloud_record
    names = site.azure_network.link([cloud.blob_zone], [storage.ready]) if site.config.is_private(backend) else []
    args: ThanosArgs = {
        "namespace": name,
        "storage_account": storage.account_name,
        "container": storage.container_name,
        "blob_endpoint": cloud.blob,
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
        if ingress.certificate_authority:
            args["exposure"]["certificate_authority"] = ingress.certificate_authority
    thanos = Thanos(name, args, site.providers.options(site.providers.kubernetes, site.providers.random))
    private = site.config.is_private(backend)
    return ThanosStore(thanos, [*of_blobs(given(site.config.azure), storage.account_name, private=private)])


def _storage(site: Site, name: str, backend: ThanosBackend) -> BlobStorage:
    azure, providers = given(site.config.azure), site.providers
    args: BlobStorageArgs = {
        "resource_group": azure.resource_group,
        "location": azure.location,
        "account_name": storage_account(name, azure.subscription_id, azure.resource_group, site.owner),
        "container_name": CONTAINER,
        "redundancy": backend.redundancy,
        "cloud": azure.cloud_name,
        "tags": providers.tags,
    }
    if site.config.is_private(backend):
        network = site.azure_network
        args["private_link"] = {**network.endpoints}
        if zone_id := network.zone_ids.get(azure.cloud_record.blob_zone):
            args["private_link"]["zone_id"] = zone_id
        args["public_too"] = azure.keeps_public_doors
    return BlobStorage(f"{name}-blobs", args, providers.options(providers.azure, data=True))


def _access(site: Site, name: str, storage: BlobStorage) -> BlobAccess:
    azure, cluster, providers = given(site.config.azure), site.cluster, site.providers
    return BlobAccess(
        f"{name}-blob-access",
        {
            "resource_group": azure.resource_group,
            "location": azure.location,
            "identity_name": bounded(f"{site.owner}-{name}-blobs", limit=IDENTITY_LENGTH),
            "tenant_id": azure.tenant_id,
            "issuer": site.sources.cluster.issuer,
            "service_accounts": {a: {"namespace": name, "name": a} for a in bucket_service_accounts(name)},
            "token_source": cluster.platform.azure_token,
            "container_id": storage.container_id,
            "cloud": azure.cloud_name,
            "tags": providers.tags,
        },
        providers.options(providers.azure),
    )
