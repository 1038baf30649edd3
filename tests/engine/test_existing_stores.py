"""Workspaces that exist already: written to, and otherwise left alone."""

from pathlib import Path
from typing import Any

import pytest

from tests.engine.conftest import Open
from tests.engine.hubs import (
    AMP_WORKSPACE,
    ASSIGNMENT,
    HUBS_SUBSCRIPTION,
    MONITOR_WORKSPACE,
    POLICY,
    RULE,
    SPOKES_SUBSCRIPTION,
    variant,
)

ACCOUNTS = "providers/Microsoft.Monitor/accounts"
OWN = {
    "azure": f"/subscriptions/{SPOKES_SUBSCRIPTION}/resourceGroups/rg-spoke/{ACCOUNTS}/metrics-neu",
    "amp": {"id": "ws-0a1b2c3d-4e5f-4071-8293-a4b5c6d7e8f9"},
}
OTHERS = {
    "azure": f"/subscriptions/{HUBS_SUBSCRIPTION}/resourceGroups/rg-observability/{ACCOUNTS}/metrics",
    "amp": {"id": "ws-11111111-2222-4333-8444-555555555555", "accountId": "123456789012"},
}


@pytest.mark.parametrize(
    ("existing", "location", "account"),
    [(OWN, "northeurope", "210987654321"), (OTHERS, "westeurope", "123456789012")],
    ids=["of the stack's own subscription and account", "of another subscription and account"],
)
def test_existing_workspaces_are_written_to_and_neither_imported_nor_changed_nor_deleted(
    sandbox: Open, tmp_path: Path, existing: dict[str, Any], location: str, account: str
) -> None:
    stack = variant(
        tmp_path,
        "spoke-eks",
        "existing",
        backends={
            "azure": {"kind": "azure-monitor", "workspaceId": existing["azure"]},
            "amp": {"kind": "amp", "workspace": existing["amp"]},
        },
    )
    planned = sandbox(stack).preview()
    built = sandbox(stack).up()
    again = sandbox(stack).up()
    box = sandbox(stack)
    (rule,), (assignment,), (policy,) = (list(box.cloud.of(token)) for token in (RULE, ASSIGNMENT, POLICY))
    known = {resource["type"] for resource in box.state()["resources"]}
    refreshed = box.refresh()
    box.destroy()

    assert set(planned) == {"create"}
    assert built == planned
    assert again == refreshed == {"same": built["create"]}
    assert not known & {MONITOR_WORKSPACE, AMP_WORKSPACE}
    assert rule.inputs["destinations"]["monitoringAccounts"][0]["accountResourceId"] == existing["azure"]
    assert rule.inputs["location"] == location
    assert rule.id.startswith(f"/subscriptions/{SPOKES_SUBSCRIPTION}/resourceGroups/rg-spoke/")
    assert assignment.inputs["scope"] == rule.id
    assert f"arn:aws:aps:eu-west-1:{account}:workspace/{existing['amp']['id']}" in policy.inputs["policy"]
    assert box.cloud.objects == {}
