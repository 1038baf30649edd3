"""What holds for every test: printing an Output is an error, and no ambient cloud is in reach."""

import os

import pytest

CLOUD_VARIABLES = ("AWS_", "ARM_", "AZURE_", "KUBECONFIG", "PULUMI_CONFIG", "PULUMI_ACCESS_TOKEN")


@pytest.fixture(autouse=True)
def _closed_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for variable in [name for name in os.environ if name.startswith(CLOUD_VARIABLES)]:
        monkeypatch.delenv(variable)
    monkeypatch.setenv("PULUMI_ERROR_OUTPUT_STRING", "true")
