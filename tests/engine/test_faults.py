"""A create that fails: a clear diagnostic, and a state from which the next `up` completes."""

import pytest
from pulumi.automation import CommandError

from tests.engine.conftest import Open


@pytest.mark.parametrize(
    "fault",
    [
        "DataCollectionRule",
        "RoleAssignment:2",
        "FederatedIdentityCredential:3",
        "aws:iam/rolePolicy:RolePolicy",
        "Namespace:2",
        "kubernetes:helm.sh/v3:Release:4",
        "StatefulSet",
        "PrivateDnsZoneGroup:2",
    ],
)
def test_the_next_up_completes_after_a_failed_create(sandbox: Open, said: list[str], fault: str) -> None:
    token = fault.rsplit(":", 1)[0] if fault[-1].isdigit() else fault
    with pytest.raises(CommandError):
        sandbox("dev", fail=fault).up()

    diagnostics = "".join(said).partition("Diagnostics:")[2]
    assert "500 InternalServerError: simulated failure of" in diagnostics
    assert token.split(":")[-1] in diagnostics

    before = set(sandbox("dev").cloud.objects)
    built = sandbox("dev").up()
    after = sandbox("dev")
    assert before < set(after.cloud.objects), "what was there stays, the rest is added"
    assert set(built) <= {"create", "same", "update"}
    assert after.up() == {"same": sum(built.values())}
