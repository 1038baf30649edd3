"""Every Azure resource of every stack file, against Azure Resource Manager's own schemas."""

import warnings
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from tests.proof.support.declared import arm_schemas
from tests.proof.support.declared.declarations import Declared, declared
from tests.proof.support.declared.stack_files import STACK_FILES, config_of

pytestmark = [
    pytest.mark.proof,
    pytest.mark.skipif(
        arm_schemas.folder() is None, reason="needs data/arm below SHARED_DIR: ARM's schemas by version"
    ),
]

Claim = Callable[[str, str, str], None]
AZURE = [path for path in STACK_FILES if "azure" in config_of(path)]


def _azure(stack_file: Path) -> list[Declared]:
    return [one for one in declared(stack_file).objects if one.token.startswith("azure-native:")]


@pytest.mark.parametrize("stack_file", AZURE, ids=lambda path: path.stem)
def test_azure_knows_every_property_and_takes_every_value(stack_file: Path, claim: Claim) -> None:
    found: dict[str, list[str]] = {}
    for one in _azure(stack_file):
        try:
            found[one.id] = arm_schemas.problems(one)
        except arm_schemas.MissingSchema as missing:
            warnings.warn(f"not compared: {missing}", stacklevel=1)

    assert found
    assert {id_: problems for id_, problems in found.items() if problems} == {}
    text = "every property exists in Azure's API in the version that the provider uses, with a value that it takes"
    claim(text, "Azure Resource Manager's schemas", "jsonschema.Draft4Validator")


@pytest.mark.parametrize(
    ("kind", "changes"),
    [
        ("StorageAccount", {"minimumTlsVersion": "TLS9_9"}),
        ("StorageAccount", {"sku": {"name": "Standard_XRS"}}),
        ("DataCollectionEndpoint", {"networkAcls": {"publicNetworkAccess": "Disable"}}),
        ("BlobServiceProperties", {"deleteRetentionPolicy": {"enabled": True, "days": 366}}),
        ("PrivateEndpoint", {"subnet": "/subscriptions/s"}),
        ("PrivateLinkScope", {"accessModeSettings": {"ingestionAccessMode": "Closed", "queryAccessMode": "Open"}}),
        ("VirtualNetworkLink", {"resolutionPolicy": "Fallback"}),
        ("Grafana", {"properties": {"publicNetworkAccess": "Off"}}),
        ("ManagedPrivateEndpoint", {"groupIds": "prometheusMetrics"}),
        ("MetricAlert", {"criteria": {"odataType": "Microsoft.Azure.Monitor.SingleMetricCriteria"}}),
        ("MetricAlert", {"windowSize": 30}),
        ("ActionGroup", {"emailReceivers": [{"name": "oncall"}]}),
        ("PrometheusRuleGroup", {"rules": [{"alert": "A"}]}),
        ("Workspace", {"publicNetworkAccessForIngestion": "Closed"}),
        ("Workspace", {"sku": {"name": "PerMB"}}),
        ("DataCollectionRuleAssociation", {"dataCollectionRuleId": {"id": "/subscriptions/s"}}),
    ],
)
def test_a_value_that_azure_does_not_take_is_found(kind: str, changes: dict[str, Any]) -> None:
    one = next(one for path in AZURE for one in _azure(path) if one.kind == kind)

    assert arm_schemas.problems(one) == []
    assert arm_schemas.problems(replace(one, inputs={**one.inputs, **changes}))
