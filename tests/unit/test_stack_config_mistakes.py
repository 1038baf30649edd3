"""Whatever stands in whichever place of a stack file, the answer is a configuration or its problems, no traceback."""

import copy
import json
from collections.abc import Iterator
from typing import Any

import pytest

from components.azure.private_zones import MONITOR_ZONES
from stack.config.stack_config import ConfigError, StackConfig
from tests.authorities import AUTHORITY
from tests.unit.test_stack_config import GUID, NETWORK, PEERED

IDENTITY = "Microsoft.ManagedIdentity/userAssignedIdentities/i"
EVERYTHING: dict[str, Any] = {
    "environment": "dev",
    "protect": "auto",
    "tags": {"team": "sre"},
    "azure": {
        "subscriptionId": GUID,
        "tenantId": GUID,
        "location": "westeurope",
        "resourceGroup": "rg",
        "privateLink": {
            "subnetId": NETWORK,
            "networks": [PEERED],
            "dns": "create",
            "missingNames": "public",
            "accessMode": "private-only",
        },
        "signIn": {"kind": "workload-identity", "identityId": f"{NETWORK.partition('Microsoft')[0]}{IDENTITY}"},
        "grafana": {"admins": [GUID], "majorVersion": 11, "access": "public"},
        "collection": {
            "metrics": "azure",
            "containerInsights": {"retentionDays": 30, "interval": "5m", "namespaces": ["shop"]},
        },
    },
    "aws": {
        "region": "eu-west-1",
        "accountId": "123456789012",
        "oidcProvider": "auto",
        "vpcEndpoint": {
            "vpcId": "vpc-01234567",
            "subnetIds": ["subnet-01234567"],
            "allowedCidrs": ["10.0.0.0/16"],
            "services": ["aps-workspaces"],
        },
    },
    "cluster": {
        "name": "c",
        "kind": "aks",
        "context": "c",
        "oidcIssuer": "https://i.example",
        "resourceGroup": "rg-aks",
    },
    "prometheus": {
        "replicas": 1,
        "retention": "2d",
        "storage": "50Gi",
        "scrapeInterval": "30s",
        "externalLabels": {"team": "sre"},
    },
    "ingress": {
        "kind": "ingress-nginx",
        "domain": "example.com",
        "email": "a@example.com",
        "acmeServer": "https://a.b",
        "certificateAuthority": AUTHORITY,
    },
    "backends": {
        "azure": {
            "kind": "azure-monitor",
            "sidecar": True,
            "queries": "public",
            "readers": [GUID],
            "grafana": "own",
            "dashboards": True,
            "alerts": {
                "emails": ["oncall@example.com"],
                "actionGroupIds": [
                    f"/subscriptions/{GUID}/resourceGroups/rg/providers/microsoft.insights/actionGroups/oncall"
                ],
                "droppedSamples": True,
            },
            "limits": {"activeSeries": 2_000_000, "eventsPerMinute": 1_000_000},
            "rules": ["examples/rules/cluster.yaml"],
        },
        "amp": {
            "kind": "amp",
            "retentionDays": 1,
            "kmsKeyArn": "arn:aws:kms:eu-west-1:123456789012:key/0a1b2c3d-4e5f-4071-8293-a4b5c6d7e8f9",
            "outOfOrderSeconds": 1,
            "ruleQueryOffsetSeconds": 1,
            "seriesLimits": {"default": 1, "byLabels": [{"labels": {"team": "web"}, "maxSeries": 1}]},
            "logs": {"vended": {"retentionDays": 7}, "queries": {"minimumSamples": 1}},
            "rules": ["examples/rules/cluster.yaml"],
            "alerting": {"topic": "create", "snsTopicArns": ["arn:aws:sns:eu-west-1:123456789012:alerts"]},
            "nativeHistograms": True,
            "drop": ["up"],
        },
        "thanos": {
            "kind": "thanos",
            "access": "public",
            "replicas": 3,
            "replicationFactor": 3,
            "storage": "50Gi",
            "retention": {"raw": "30d", "fiveMinutes": "180d", "oneHour": "0d"},
        },
        "vendor": {
            "kind": "remote-write",
            "url": "https://m.example",
            "authentication": "basic",
            "username": "me",
            "certificateAuthority": AUTHORITY,
        },
    },
}
_HUB = f"/subscriptions/{GUID}/resourceGroups/rg-hub/providers"
ADOPTED: dict[str, Any] = {
    "subnetId": NETWORK,
    "dns": {"zones": {zone: f"{_HUB}/Microsoft.Network/privateDnsZones/{zone}" for zone in MONITOR_ZONES}},
    "scope": f"{_HUB}/Microsoft.Insights/privateLinkScopes/hub",
    "scopeEndpoint": "create",
}
SPOKE: dict[str, Any] = {
    "environment": "dev",
    "azure": {
        **{key: value for key, value in EVERYTHING["azure"].items() if key != "grafana"},
        "privateLink": ADOPTED,
    },
    "aws": EVERYTHING["aws"],
    "cluster": EVERYTHING["cluster"],
    "prometheus": {"install": False, "serviceAccount": {"namespace": "theirs", "name": "theirs"}},
    "backends": {
        "azure": {"kind": "azure-monitor", "stack": "acme/metrics/hub", "backend": "main"},
        "shared": {"kind": "azure-monitor", "stack": "acme/metrics/hub", "rule": "shared"},
        "found": {
            "kind": "azure-monitor",
            "workspaceId": f"/subscriptions/{GUID}/resourceGroups/rg/providers/Microsoft.Monitor/accounts/metrics",
            "access": "public",
        },
        "amp": {"kind": "amp", "stack": "acme/metrics/hub"},
        "own": {"kind": "amp", "sharedWith": ["210987654321"]},
        "there": {
            "kind": "amp",
            "workspace": {
                "id": "ws-11111111-2222-4333-8444-555555555555",
                "accountId": "210987654321",
                "region": "us-east-1",
            },
        },
        "thanos": {"kind": "thanos", "stack": "acme/metrics/hub"},
        "vendor": EVERYTHING["backends"]["vendor"],
    },
}
"""Stores of others in every way that they can be had."""
WRONG = [None, True, -1, 1.5, 10**30, "", "x", "é", "{{ x }}", "a" * 300, [], [[]], ["x", "x"], {}, {"kind": []}]


def places(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    if path:
        yield path
    inside = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, part in inside:
        yield from places(part, (*path, key))


@pytest.mark.parametrize("values", [EVERYTHING, SPOKE], ids=["everything", "spoke"])
def test_what_the_mistakes_are_put_into_is_valid(values: dict[str, Any]) -> None:
    assert _checked(_texts(values))[1] == []


@pytest.mark.parametrize(
    ("valid", "path"),
    [(valid, path) for valid in (EVERYTHING, SPOKE) for path in places(valid)],
    ids=lambda one: ".".join(str(step) for step in one) if isinstance(one, tuple) else "spoke"[: 5 * (one is SPOKE)],
)
def test_whatever_stands_in_a_place_is_taken_or_named(valid: dict[str, Any], path: tuple[Any, ...]) -> None:
    for wrong in WRONG:
        values = copy.deepcopy(valid)
        place = values
        for step in path[:-1]:
            place = place[step]
        place[path[-1]] = wrong
        taken, problems = _checked(_texts(values))

        assert taken or all(key and problem for key, problem in problems), (wrong, problems)
        named = "".join(f"\n{key}:" for key, _ in problems)
        assert taken or wrong in (None, {}, "") or f"\n{path[0]}" in named, (wrong, problems)


def _texts(values: dict[str, Any]) -> dict[str, str]:
    texts = {key: value if isinstance(value, str) else json.dumps(value) for key, value in values.items()}
    return {**texts, "vendor-password": "hidden"}


def _checked(texts: dict[str, str]) -> tuple[StackConfig | None, list[tuple[str, str]]]:
    try:
        return StackConfig.check("prometheus-stack", texts, {"vendor-password"}), []
    except ConfigError as error:
        return None, error.problems
