"""Command lines of Thanos' roles (https://thanos.io/v0.42/components/)."""

import json
from typing import TypedDict

from components.thanos.addresses import GRPC_PORT, HTTP_PORT, REMOTE_WRITE_PORT

DATA_DIRECTORY = "/var/thanos"
# Every directory in it is taken for a tenant: not the root of a volume.
TENANTS_DIRECTORY = f"{DATA_DIRECTORY}/receive"
OBJECT_STORE_DIRECTORY = "/etc/thanos/object-store"
OBJECT_STORE_FILE = "object-store.yaml"
HASHRINGS_DIRECTORY = "/etc/thanos/hashrings"
HASHRINGS_FILE = "hashrings.json"
ENDPOINTS_DIRECTORY = "/etc/thanos/endpoints"
ENDPOINTS_FILE = "endpoints.yaml"

RECEIVE_REPLICA_LABEL = "receive_replica"
PROMETHEUS_REPLICA_LABEL = "prometheus_replica"
TENANT_HEADER = "THANOS-TENANT"
DEFAULT_TENANT = "default-tenant"

# Of blocks that are uploaded: the others stay until the volume is full.
LOCAL_RETENTION = "2d"
# A Prometheus that was cut off sends up to two hours of its log later, when others have written newer samples: without
# a window those older than an hour are refused and lost.
OUT_OF_ORDER_WINDOW = "3h"
TOO_FAR_IN_FUTURE_WINDOW = "5m"
DELETE_DELAY = "48h"
# Half of the delete delay, so that no store asks for a block that is gone.
IGNORE_DELETION_MARKS_DELAY = "24h"
ROUTER_GRACE_PERIOD = "20s"
CACHE_SIZE = "256MB"

_HTTP = [f"--http-address=0.0.0.0:{HTTP_PORT}"]
_GRPC = [f"--grpc-address=0.0.0.0:{GRPC_PORT}"]
_OBJECT_STORE = [f"--data-dir={DATA_DIRECTORY}", f"--objstore.config-file={OBJECT_STORE_DIRECTORY}/{OBJECT_STORE_FILE}"]
_RECEIVE = [
    *_HTTP,
    *_GRPC,
    f"--remote-write.address=0.0.0.0:{REMOTE_WRITE_PORT}",
    f"--receive.tenant-header={TENANT_HEADER}",
    f"--receive.default-tenant-id={DEFAULT_TENANT}",
    f'--label={RECEIVE_REPLICA_LABEL}="$(POD_NAME)"',
]


class ThanosRetention(TypedDict):
    """How long blocks of each resolution are kept, in days (`30d`); `0d` is for ever."""

    raw: str
    """Samples as scraped."""
    five_minutes: str
    """Samples of five minutes."""
    one_hour: str
    """Samples of one hour."""


def receive_router_args(*, replication_factor: int) -> list[str]:
    """Routes only: hashrings and no local endpoint of its own."""
    return [
        "receive",
        *_RECEIVE,
        f"--receive.hashrings-file={HASHRINGS_DIRECTORY}/{HASHRINGS_FILE}",
        "--receive.hashrings-algorithm=ketama",
        f"--receive.replication-factor={replication_factor}",
        f"--http-grace-period={ROUTER_GRACE_PERIOD}",
        f"--grpc-grace-period={ROUTER_GRACE_PERIOD}",
    ]


def receive_ingestor_args() -> list[str]:
    """Ingests only: no hashrings."""
    return [
        "receive",
        *_RECEIVE,
        f"--tsdb.path={TENANTS_DIRECTORY}",
        f"--tsdb.retention={LOCAL_RETENTION}",
        f"--tsdb.out-of-order.time-window={OUT_OF_ORDER_WINDOW}",
        f"--tsdb.too-far-in-future.time-window={TOO_FAR_IN_FUTURE_WINDOW}",
        f"--objstore.config-file={OBJECT_STORE_DIRECTORY}/{OBJECT_STORE_FILE}",
    ]


def query_args() -> list[str]:
    """Replicas of receive and of Prometheus pairs answer as one."""
    return [
        "query",
        *_HTTP,
        *_GRPC,
        *(f"--query.replica-label={label}" for label in (PROMETHEUS_REPLICA_LABEL, RECEIVE_REPLICA_LABEL)),
        "--query.auto-downsampling",
        f"--endpoint.sd-config-file={ENDPOINTS_DIRECTORY}/{ENDPOINTS_FILE}",
    ]


def query_frontend_args(*, downstream_url: str) -> list[str]:
    """Splits and caches what it asks `downstream_url`, the URL of query."""
    cache = json.dumps({"type": "IN-MEMORY", "config": {"max_size": CACHE_SIZE}})
    return [
        "query-frontend",
        *_HTTP,
        f"--query-frontend.downstream-url={downstream_url}",
        f"--query-frontend.downstream-tripper-config={json.dumps({'max_idle_conns_per_host': 100})}",
        "--query-frontend.compress-responses",
        "--query-range.split-interval=24h",
        "--labels.split-interval=24h",
        f"--query-range.response-cache-config={cache}",
        f"--labels.response-cache-config={cache}",
        # What late samples may still fill is not cached: entries never expire.
        f"--query-range.response-cache-max-freshness={OUT_OF_ORDER_WINDOW}",
        f"--labels.response-cache-max-freshness={OUT_OF_ORDER_WINDOW}",
    ]


def store_args() -> list[str]:
    """Serves the blocks of the bucket."""
    return ["store", *_HTTP, *_GRPC, *_OBJECT_STORE, f"--ignore-deletion-marks-delay={IGNORE_DELETION_MARKS_DELAY}"]


def compact_args(*, retention: ThanosRetention, replication_factor: int) -> list[str]:
    """Compacts, downsamples and deletes. Blocks overlap: samples come out of order, and more than once if replicated.

    Replicas hold precisely the same samples, which the default merge makes one; `penalty` is for pairs of Prometheus.
    """
    deduplication = [f"--deduplication.replica-label={RECEIVE_REPLICA_LABEL}"] if replication_factor > 1 else []
    return [
        "compact",
        "--wait",
        *_HTTP,
        *_OBJECT_STORE,
        f"--retention.resolution-raw={retention['raw']}",
        f"--retention.resolution-5m={retention['five_minutes']}",
        f"--retention.resolution-1h={retention['one_hour']}",
        f"--delete-delay={DELETE_DELAY}",
        # Hidden, and without it the compactor halts at the first overlap: https://thanos.io/v0.42/components/compact.md/
        "--compact.enable-vertical-compaction",
        *deduplication,
    ]
