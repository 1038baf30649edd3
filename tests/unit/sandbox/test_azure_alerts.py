"""What the simulated Azure does with alerts, rule groups and deployments beside refusing some."""

from datetime import timedelta
from pathlib import Path

import pytest

from sandbox.azure.durations import duration
from sandbox.azure.provider import AzureNative
from sandbox.cloud import Refused
from tests.unit.sandbox import azure_site as site


@pytest.fixture
def azure(tmp_path: Path) -> AzureNative:
    made = site.open_azure(tmp_path)
    site.build(made)
    return made


def without_location(azure: AzureNative, short: str) -> dict[str, object]:
    inputs = {key: value for key, value in site.inputs(short, azure, second=True).items() if key != "location"}
    return azure.defaults(site.token(short), "two", {}, inputs)


def test_a_deployment_in_a_resource_group_has_no_location(azure: AzureNative) -> None:
    assert "location" not in without_location(azure, "Deployment")


def test_an_alert_that_says_no_location_gets_its_resource_groups_which_is_refused(azure: AzureNative) -> None:
    inputs = without_location(azure, "MetricAlert")

    assert inputs["location"] == "westeurope"
    with pytest.raises(Refused, match="azure-location-global"):
        azure.create(site.token("MetricAlert"), inputs)


def test_the_limits_of_a_workspace_stay_when_the_deployment_goes(azure: AzureNative) -> None:
    (deployment,) = azure.cloud.of(site.token("Deployment"))
    before = {key for key in azure.cloud.objects if key != deployment.key}

    azure.delete(deployment)

    assert {*azure.cloud.objects} == before


def test_rules_of_a_workspace_that_was_there_before_are_in_its_region(azure: AzureNative) -> None:
    theirs = f"{site.FOREIGN}/providers/Microsoft.Monitor/accounts/theirs"
    group = {**site.inputs("PrometheusRuleGroup", azure, second=True), "scopes": [theirs], "location": "North Europe"}

    assert azure.create(site.token("PrometheusRuleGroup"), group).id


@pytest.mark.parametrize(
    ("text", "long"),
    [
        ("PT1M", timedelta(minutes=1)),
        ("PT1H30M", timedelta(minutes=90)),
        ("P1D", timedelta(days=1)),
        ("P1DT1S", timedelta(days=1, seconds=1)),
        ("P", None),
        ("PT", None),
        ("P1DT", None),
        ("1m", None),
        ("PT1", None),
        ("", None),
    ],
)
def test_a_duration_is_one_of_iso_8601(text: str, long: timedelta | None) -> None:
    assert duration(text) == long
