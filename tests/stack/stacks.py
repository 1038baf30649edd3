"""Stack files that the tests of the wiring start from: every platform, every kind of backend, every network."""

from collections.abc import Mapping, Sequence
from typing import Any

from stack.config.backends import SECRET_SUFFIXES
from stack.config.sign_in_values import sign_in_secrets
from tests.stack.clouds import ACCOUNT, REGION, SUBSCRIPTION
from tests.stack.others import HUB, HUB_SUBSCRIPTION, TENANT
from tests.stack.program import SECRET_SUFFIXES as SECRETS
from tests.stack.program import Config

NETWORK_ID = f"/subscriptions/{SUBSCRIPTION}/resourceGroups/rg-network/providers/Microsoft.Network/virtualNetworks/vnet"
SPOKES = (NETWORK_ID.replace("/vnet", "/vnet-Spoke"), NETWORK_ID.replace("rg-network/", "rg-other/"))
"""Two other networks: one of another name, and one of the same name in another group."""
SUBNET_ID = f"{NETWORK_ID}/subnets/endpoints"
OWN_ISSUER = "https://oidc.example.com/edge"
PRIVATE_LINK = {"subnetId": SUBNET_ID}
VPC_ENDPOINT = {
    "vpcId": "vpc-0a1b2c3d4e5f60718",
    "subnetIds": ["subnet-0a1b2c3d4e5f60718", "subnet-1a1b2c3d4e5f60718"],
    "allowedCidrs": ["10.0.0.0/16"],
    "services": ["aps-workspaces", "sts"],
}
AZURE = {
    "subscriptionId": SUBSCRIPTION,
    "tenantId": TENANT,
    "location": "westeurope",
    "resourceGroup": "rg-observability",
}
AWS = {"region": REGION, "accountId": ACCOUNT}
INGRESS = {"kind": "ingress-nginx", "domain": "obs.example.com", "email": "ops@example.com"}
BACKENDS: dict[str, dict[str, Any]] = {
    "azure": {"kind": "azure-monitor"},
    "amp": {"kind": "amp"},
    "thanos": {"kind": "thanos"},
}

SHARED: dict[str, dict[str, Any]] = {name: {**backend, "stack": HUB} for name, backend in BACKENDS.items()}
"""The same stores, built by another stack."""
WORKSPACE_ID = f"/subscriptions/{HUB_SUBSCRIPTION}/resourceGroups/rg-hub/providers/Microsoft.Monitor/accounts/there"
IDENTITY_ID = (
    f"/subscriptions/{HUB_SUBSCRIPTION}/resourceGroups/rg-hub/providers/Microsoft.ManagedIdentity"
    "/userAssignedIdentities/writers"
)
AMP_ID = "ws-11111111-2222-4333-8444-555555555555"
EXISTING: dict[str, dict[str, Any]] = {
    "azure": {"kind": "azure-monitor", "workspaceId": WORKSPACE_ID},
    "amp": {"kind": "amp", "workspace": {"id": AMP_ID}},
}
"""Stores of both clouds that exist already."""

GUIDS = tuple(f"{digit * 8}-{digit * 4}-4{digit * 3}-8{digit * 3}-{digit * 12}" for digit in "56789")
"""Principals that exist already."""
GRAFANA_ID = f"/subscriptions/{HUB_SUBSCRIPTION}/resourceGroups/rg-hub/providers/Microsoft.Dashboard/grafana/there"
"""A Managed Grafana that exists already, in another subscription."""
ACTION_GROUP = f"/subscriptions/{SUBSCRIPTION}/resourceGroups/rg-oncall/providers/microsoft.insights/actionGroups/ops"
CARED_FOR: dict[str, Any] = {
    "kind": "azure-monitor",
    "alerts": {"emails": ["oncall@example.com"], "actionGroupIds": [ACTION_GROUP]},
    "limits": {"activeSeries": 1_500_000, "eventsPerMinute": 1_400_000},
    "rules": ["examples/rules/cluster.yaml"],
}
"""A workspace with everything that is asked for beside one."""

AMP_KEY = f"arn:aws:kms:{REGION}:{ACCOUNT}:key/0a1b2c3d-4e5f-4071-8293-a4b5c6d7e8f9"
AMP_SETTINGS: dict[str, Any] = {
    "kind": "amp",
    "kmsKeyArn": AMP_KEY,
    "outOfOrderSeconds": 300,
    "ruleQueryOffsetSeconds": 400,
    "seriesLimits": {
        "default": 1000,
        "byLabels": [
            {"labels": {"team": "web"}, "maxSeries": 20},
            {"labels": {"app": "shop", "team": "web"}, "maxSeries": 10},
        ],
    },
    "logs": {
        "vended": {"retentionDays": 14, "kmsKeyArn": AMP_KEY},
        "queries": {"retentionDays": 7, "kmsKeyArn": AMP_KEY, "minimumSamples": 1000000},
    },
    "rules": ["examples/rules/cluster.yaml"],
    "alerting": {"topic": "create", "snsTopicArns": [f"arn:aws:sns:{REGION}:{ACCOUNT}:alerts"]},
    "nativeHistograms": True,
    "drop": ["up", "go_.*"],
}
"""A workspace of AMP with every setting."""

CLUSTERS: dict[str, dict[str, Any]] = {
    "aks": {"name": "c-aks", "kind": "aks", "context": "ctx-aks", "resourceGroup": "rg-aks"},
    "eks": {"name": "c-eks", "kind": "eks", "context": "ctx-eks"},
    "arc": {"name": "c-arc", "kind": "arc", "context": "ctx-arc", "oidcIssuer": OWN_ISSUER},
    "other": {"name": "c-other", "kind": "other", "context": "ctx-other", "oidcIssuer": OWN_ISSUER},
}
"""The smallest section `cluster` of every platform, of a stack that has stores in clouds."""


CLOUDS = {"azure": "azure", "amp": "aws", "thanos": "azure"}
"""Section of each store in `BACKENDS`."""
LOOKED_UP_IN = {"aks": "azure", "eks": "aws"}
NETWORKS: dict[str, dict[str, Any]] = {"azure": {"privateLink": PRIVATE_LINK}, "aws": {"vpcEndpoint": VPC_ENDPOINT}}


def stack(kind: str = "aks", *, private: bool = False, only: str = "", **changes: Any) -> Config:
    """A stack on one platform, of every store that can be built or of `only` one; `private`: in production, with a
    network in each cloud that has a store. What is not used is left out; a change to None leaves a key out, too."""
    stores = {only: BACKENDS[only]} if only else BACKENDS
    clouds = {CLOUDS[store] for store in stores}
    config: Config = {"environment": "prod" if private else "dev", "cluster": CLUSTERS[kind], "backends": stores}
    for section, keys in (("azure", AZURE), ("aws", AWS)):
        if section in clouds or LOOKED_UP_IN.get(kind) == section:
            config[section] = {**keys, **(NETWORKS[section] if private and section in clouds else {})}
    if "thanos" in stores:
        config["ingress"] = INGRESS
    return {key: value for key, value in {**config, **changes}.items() if value is not None}


def spoke(
    kind: str = "aks",
    *,
    private: bool = False,
    only: str = "",
    stores: Mapping[str, dict[str, Any]] = SHARED,
    **changes: Any,
) -> Config:
    """A stack on one platform that writes to stores which it does not build, or to `only` one of them."""
    backends = {only: stores[only]} if only else {**stores}
    config = stack(kind, private=private, only=only, ingress=None, **{"backends": backends, **changes})
    if only != "thanos":
        return config
    cluster = {key: value for key, value in config["cluster"].items() if key not in ("resourceGroup", "oidcIssuer")}
    return {**{key: value for key, value in config.items() if key not in LOOKED_UP_IN.values()}, "cluster": cluster}


def hub(*, private: bool = False, **changes: Any) -> Config:
    """A stack without a cluster: the stores of both clouds that need none, for others to write to."""
    backends = {name: backend for name, backend in BACKENDS.items() if name != "thanos"}
    return stack("other", private=private, **{"cluster": None, "ingress": None, "backends": backends, **changes})


def read(own_grafana: Mapping[str, Any] | None = None, *, private: bool = True, **backend: Any) -> Config:
    """A stack whose one store in Azure Monitor is read as `backend` says, and whose `azure.grafana` may be given."""
    link = {"privateLink": PRIVATE_LINK} if private else {}
    azure = {**AZURE, **link, **({"grafana": own_grafana} if own_grafana else {})}
    return stack(only="azure", azure=azure, backends={"azure": {"kind": "azure-monitor", **backend}})


def with_spokes(only: str = "", networks: Sequence[str] = SPOKES) -> Config:
    """A private stack whose zones other networks resolve through too."""
    return stack(private=True, only=only, azure={**AZURE, "privateLink": {**PRIVATE_LINK, "networks": [*networks]}})


def others_stores(**changes: Any) -> Config:
    """A stack that writes to stores of somebody else only, with every kind of credential."""
    config: Config = {
        "environment": "dev",
        "cluster": {"name": "edge", "kind": "other", "context": "ctx-edge"},
        "backends": {
            "open": {"kind": "remote-write", "url": "http://open.example.com/push"},
            "basic": {
                "kind": "remote-write",
                "url": "https://basic.example.com/push",
                "authentication": "basic",
                "username": "edge",
            },
            "bearer": {"kind": "remote-write", "url": "https://bearer.example.com/push", "authentication": "bearer"},
        },
    }
    return with_secrets({**config, **changes})


def with_secrets(config: Config) -> Config:
    """The stack file with exactly the secrets that its backends need."""
    asked = {name: backend.get("authentication") for name, backend in config["backends"].items()}
    secrets = {
        f"{name}-{SECRET_SUFFIXES[kind]}": f"secret-of-{name}"
        for name, kind in asked.items()
        if kind in SECRET_SUFFIXES
    }
    secrets |= {key: f"secret-of-{key}" for key in sign_in_secrets(config)}
    others = {key: value for key, value in config.items() if not key.endswith(SECRETS)}
    return {**others, **secrets}


PRINCIPAL = {
    "clientId": "44444444-4444-4444-8444-444444444441",
    "principalId": "44444444-4444-4444-8444-444444444442",
}
SIGNED_IN: dict[str, dict[str, Any]] = {
    "an identity": {"identityId": IDENTITY_ID},
    "an identity of the nodes": {"kind": "managed-identity", "identityId": IDENTITY_ID},
    "a client id of the nodes": {"kind": "managed-identity", **PRINCIPAL},
    "an application": {"kind": "application", **PRINCIPAL},
}
"""Every way to sign in to Azure as somebody who was there before, but for the kubelet of AKS."""


def signed_in(way: str, kind: str = "other", **changes: Any) -> Config:
    """A stack that writes to Azure Monitor as somebody who was there before."""
    sign_in = SIGNED_IN[way]
    config = stack(kind, only="azure", azure={**AZURE, "signIn": sign_in}, **changes)
    if "kind" in sign_in:
        cluster = {key: value for key, value in config["cluster"].items() if key not in ("oidcIssuer", "resourceGroup")}
        config = {**config, "cluster": cluster}
    return with_secrets(config)
