"""What importing a component costs."""

import subprocess
import sys

import pytest

DEAR = ("pulumi_aws.ec2", "pulumi_azure_native.network", "pulumi_azure_native.containerservice")


@pytest.mark.parametrize(
    "module",
    [
        "aws.amp_vpc_endpoint",
        "azure.private_endpoint",
        "azure.monitor_private_link",
        "azure.aks",
        "azure.managed_grafana",
        "azure.aks_monitoring",
    ],
)
def test_the_dear_modules_of_the_sdks_are_loaded_only_when_something_of_theirs_is_built(module: str) -> None:
    script = f"import sys, components.{module}; print([m for m in {DEAR} if f'{{m}}._inputs' in sys.modules])"

    loaded = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)

    assert loaded.stdout.strip() == "[]"
