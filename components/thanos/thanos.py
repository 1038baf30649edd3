"""Thanos: long-term metrics in a blob container, written by remote write."""

from typing import NotRequired, TypedDict

import pulumi
import pulumi_kubernetes as k8s

from components.contracts import urls
from components.contracts.endpoints import ThanosEndpoint, this_stack
from components.contracts.namespaces import namespace_metadata
from components.contracts.ordering import once_ready
from components.contracts.pod_identity import PodIdentity
from components.contracts.volumes import Volume
from components.thanos.addresses import host, pod_address, query_url, write_url
from components.thanos.arguments import OBJECT_STORE_FILE, ThanosRetention
from components.thanos.compact import ThanosCompact
from components.thanos.hashring import hashrings_file
from components.thanos.ingress import USERNAME, ThanosExposure, ThanosIngress
from components.thanos.names import (
    COMPACT,
    QUERY,
    QUERY_FRONTEND,
    RECEIVE_INGESTOR,
    RECEIVE_ROUTER,
    STORE,
    metadata,
    object_name,
)
from components.thanos.object_store import PUBLIC_BLOB, BucketAccess, checksum, object_store_file
from components.thanos.query import ThanosQuery
from components.thanos.query_frontend import ThanosQueryFrontend
from components.thanos.receive_ingestor import ThanosReceiveIngestor
from components.thanos.receive_router import ThanosReceiveRouter
from components.thanos.roles import BucketRoleArgs, RoleArgs
from components.thanos.store import ThanosStore


class ThanosArgs(TypedDict):
    """Arguments of Thanos."""

    namespace: str
    """Namespace Thanos makes for itself."""
    storage_account: pulumi.Input[str]
    """Name of the storage account."""
    container: pulumi.Input[str]
    """Name of the blob container."""
    blob_endpoint: NotRequired[str]
    """What hosts of storage accounts end with; that of the public cloud when left out."""
    identity: PodIdentity
    """Cloud identity of every pod that touches the bucket; it needs Storage Blob Data Contributor on the container."""
    ready: NotRequired[list[pulumi.Input[str]]]
    """Outputs of what must exist before a pod touches the bucket: role, federation, private endpoint."""
    replicas: int
    """Receive ingestors; at least `replication_factor`. Take away one at a time: the ring learns of it last."""
    replication_factor: int
    """Ingestors that hold each sample until its block is uploaded."""
    volume: Volume
    """Volume of each ingestor, of store and of compact, when they are first made. Later, expand their claims: a
    StatefulSet's cannot change."""
    retention: ThanosRetention
    """How long blocks are kept."""
    exposure: NotRequired[ThanosExposure]
    """How Thanos is reached from outside; left out, it is reachable inside the cluster only."""


class Thanos(pulumi.ComponentResource):
    """Receive, query, store and compact over one bucket. No pod has a right in the cluster or a stored credential."""

    write_url: pulumi.Output[str]
    """Remote-write URL; known once samples are taken there."""
    query_url: pulumi.Output[str]
    """Base URL of the query API; known once it answers."""
    password: pulumi.Output[str]
    """Password of both URLs' basic authentication, secret; empty without `exposure`."""

    def __init__(self, name: str, args: ThanosArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("prometheus-stack:index:Thanos", name, {}, opts)
        child = pulumi.ResourceOptions(parent=self)
        hashrings = hashrings_file(
            name, args["namespace"], replicas=args["replicas"], replication_factor=args["replication_factor"]
        )
        namespace = k8s.core.v1.Namespace(
            f"{name}-namespace",
            metadata=namespace_metadata(args["namespace"]),
            opts=child,
        ).metadata.name
        role = RoleArgs(instance=name, namespace=namespace)
        receive = self._receive(role, args, hashrings)
        frontend = self._query(role, args)
        if "exposure" in args:
            ingress = ThanosIngress(
                f"{name}-ingress",
                {**role, "exposure": args["exposure"], "receive_service": receive, "query_service": frontend},
                child,
            )
            self.write_url, self.query_url, self.password = ingress.write_url, ingress.query_url, ingress.password
        else:
            self.write_url = once_ready(write_url(name, args["namespace"]), [receive])
            self.query_url = once_ready(query_url(name, QUERY_FRONTEND, args["namespace"]), [frontend])
            self.password = pulumi.Output.secret("")
        self._username = USERNAME if "exposure" in args else ""
        self._authority = args["exposure"].get("certificate_authority", "") if "exposure" in args else ""
        self.register_outputs({"write_url": self.write_url, "query_url": self.query_url, "password": self.password})

    @property
    def endpoint(self) -> ThanosEndpoint:
        """What Thanos offers to those who write and read."""
        return ThanosEndpoint(
            kind="thanos",
            write_url=self.write_url,
            query_url=self.query_url,
            write_host=urls.host(self.write_url),
            query_host=urls.host(self.query_url),
            username=self._username,
            certificate_authority=self._authority,
            built_by=this_stack(),
        )

    def _receive(self, role: RoleArgs, args: ThanosArgs, hashrings: str) -> pulumi.Output[str]:
        """Builds everything that touches the bucket, and returns the Service that takes remote writes."""
        child, instance = pulumi.ResourceOptions(parent=self), role["instance"]
        factor = args["replication_factor"]
        blocks = BucketRoleArgs(**role, bucket=self._bucket(role, args), volume=args["volume"])
        ingestor = ThanosReceiveIngestor(
            object_name(instance, RECEIVE_INGESTOR), {**blocks, "replicas": args["replicas"]}, child
        )
        ThanosStore(object_name(instance, STORE), blocks, child)
        ThanosCompact(
            object_name(instance, COMPACT),
            {**blocks, "replication_factor": factor, "retention": args["retention"]},
            child,
        )
        # Ingestors that are added run before the ring sends them samples.
        ring = once_ready(hashrings, [ingestor.stateful_set])
        router = ThanosReceiveRouter(
            object_name(instance, RECEIVE_ROUTER), {**role, "hashrings": ring, "replication_factor": factor}, child
        )
        return router.service

    def _bucket(self, role: RoleArgs, args: ThanosArgs) -> BucketAccess:
        storage_account = once_ready(args["storage_account"], args.get("ready", []))
        text = object_store_file(storage_account, args["container"], args.get("blob_endpoint", PUBLIC_BLOB))
        config_map = k8s.core.v1.ConfigMap(
            object_name(role["instance"], "object-store"),
            metadata=metadata(role["instance"], "object-store", role["namespace"]),
            data={OBJECT_STORE_FILE: text},
            opts=pulumi.ResourceOptions(parent=self),
        )
        return BucketAccess(config_map=config_map.metadata.name, checksum=checksum(text), identity=args["identity"])

    def _query(self, role: RoleArgs, args: ThanosArgs) -> pulumi.Output[str]:
        """Builds what answers queries, and returns the Service of its frontend."""
        child, instance = pulumi.ResourceOptions(parent=self), role["instance"]
        ThanosQuery(
            object_name(instance, QUERY),
            {
                **role,
                "endpoints": [host(instance, RECEIVE_INGESTOR, args["namespace"])],
                "strict_endpoints": [pod_address(instance, STORE, args["namespace"], 0)],
            },
            child,
        )
        downstream_url = query_url(instance, QUERY, args["namespace"])
        frontend = ThanosQueryFrontend(
            object_name(instance, QUERY_FRONTEND), {**role, "downstream_url": downstream_url}, child
        )
        return frontend.service
