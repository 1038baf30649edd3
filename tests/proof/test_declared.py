"""A stack file's own declarations beside those of the stacks whose stores it names, and whose cluster is whose."""

import pytest

from tests.proof.support.declared.declarations import declared
from tests.proof.support.processes import ROOT
from tests.proof.support.stand_ins.clusters import cluster_of

pytestmark = pytest.mark.proof

HUB, SPOKE = ROOT / "Pulumi.hub.yaml", ROOT / "Pulumi.spoke-eks.yaml"
RULE, WORKSPACE = "azure-native:monitor:DataCollectionRule", "azure-native:monitor:AzureMonitorWorkspace"


def test_a_spokes_objects_are_its_own_and_its_hubs_are_others() -> None:
    spoke, hub = declared(SPOKE), declared(HUB)
    assert {(one.token, one.name) for one in spoke.others} == {(one.token, one.name) for one in hub.objects}
    assert all(one.name for one in spoke.objects), "every object is of a resource of this stack's program"
    assert not spoke.of(WORKSPACE)
    [workspace] = spoke.there(WORKSPACE)
    [rule] = spoke.of(RULE)
    assert rule.inputs["destinations"]["monitoringAccounts"][0]["accountResourceId"] == workspace.id


def test_a_stack_that_names_no_other_has_no_others_and_without_a_cluster_nothing_in_one() -> None:
    hub = declared(HUB)
    assert hub.others == ()
    assert not hub.releases
    assert not hub.cluster_objects


def test_a_cluster_is_looked_up_in_the_subscription_or_account_of_its_stack() -> None:
    spokes = [cluster_of(ROOT / f"Pulumi.spoke-{one}.yaml") for one in ("aks", "eks", "other")]
    assert [(one.kind, one.account) for one in spokes] == [("aks", ""), ("eks", "210987654321"), ("other", "")]
    assert len({one.issuer for one in spokes}) == len(spokes)
    with pytest.raises(AssertionError, match="names no cluster"):
        cluster_of(HUB)
