"""Every provider is bound to one subscription, account or context, and every resource goes through its cloud's."""

import json
from typing import Any

import pytest
from google.protobuf import json_format

from tests.recorder import Recorder
from tests.stack.clouds import ACCOUNT, REGION, SUBSCRIPTION
from tests.stack.others import HUB_SUBSCRIPTION, TENANT
from tests.stack.program import custom, declared
from tests.stack.stacks import AZURE, CLUSTERS, EXISTING, SHARED, WORKSPACE_ID, others_stores, spoke, stack


def providers(recorder: Recorder) -> dict[str, Any]:
    """Inputs of each package's provider. Of each package there is one."""
    found = [request for request in recorder.requests.values() if request.type.startswith("pulumi:providers:")]
    packages = [request.type.rpartition(":")[2] for request in found]
    assert len(packages) == len(set(packages))
    return {package: recorder.inputs(request) for package, request in zip(packages, found, strict=True)}


@pytest.mark.parametrize("kind", CLUSTERS)
def test_every_provider_is_pinned(kind: str) -> None:
    found = providers(declared(stack(kind)))

    assert set(found) == {"azure-native", "aws", "kubernetes", "random"}
    assert found["azure-native"]["subscriptionId"] == SUBSCRIPTION
    assert found["azure-native"]["tenantId"] == TENANT
    assert found["aws"]["region"] == REGION
    assert json.loads(found["aws"]["allowedAccountIds"]) == [ACCOUNT]
    assert found["kubernetes"]["context"] == CLUSTERS[kind]["context"]


@pytest.mark.parametrize("kind", CLUSTERS)
def test_config_maps_and_secrets_change_in_place(kind: str) -> None:
    kubernetes = providers(declared(stack(kind)))["kubernetes"]

    assert kubernetes["enableConfigMapMutable"] == "true"
    assert kubernetes["enableSecretMutable"] == "true"


@pytest.mark.parametrize("kind", CLUSTERS)
@pytest.mark.parametrize("private", [False, True])
def test_everything_goes_through_the_provider_of_its_package(kind: str, private: bool) -> None:
    recorder = declared(stack(kind, private=private))
    through = {
        request.type.rpartition(":")[2]: f"{urn}::"
        for urn, request in recorder.requests.items()
        if request.type.startswith("pulumi:providers:")
    }

    used = [
        *((r.type, r.provider) for r in custom(recorder).values()),
        *((r.type, r.provider) for r in recorder.reads.values()),
        *((r.tok, r.provider) for r in recorder.invokes),
    ]
    assert len({token.partition(":")[0] for token, _ in used}) == 4
    assert not [(token, given) for token, given in used if not given.startswith(through[token.partition(":")[0]])]


@pytest.mark.parametrize(("only", "packages"), [("amp", {"aws"}), ("azure", {"azure-native"})])
def test_a_cloud_that_is_not_used_has_no_provider(only: str, packages: set[str]) -> None:
    assert set(providers(declared(stack("other", only=only)))) == {"kubernetes", *packages}


def test_stores_of_others_need_no_cloud() -> None:
    assert set(providers(declared(others_stores()))) == {"kubernetes"}


def test_another_stacks_thanos_needs_no_cloud() -> None:
    assert set(providers(declared(spoke("eks", only="thanos")))) == {"kubernetes"}


WORKSPACE = "azure-native:monitor:getAzureMonitorWorkspace"
LETTERS = "aaaaaaaa-aaaa-4aaa-8aaa-aaaaaaaaaaaa"


def test_a_workspace_is_looked_up_in_its_subscription_and_nothing_is_made_there() -> None:
    twice = {**EXISTING, "two": {"kind": "azure-monitor", "workspaceId": f"{WORKSPACE_ID}-two"}}
    recorder = declared(spoke("other", stores=twice))
    made = {
        request.name: recorder.inputs(request)["subscriptionId"]
        for request in recorder.requests.values()
        if request.type == "pulumi:providers:azure-native"
    }

    assert made == {"azure": SUBSCRIPTION, f"azure-{HUB_SUBSCRIPTION}": HUB_SUBSCRIPTION}
    look_ups = [request.provider for request in recorder.invokes if request.tok == WORKSPACE]
    assert len(look_ups) == 2
    assert all(f"::azure-{HUB_SUBSCRIPTION}::" in provider for provider in look_ups)
    used = {r.provider for r in custom(recorder).values() if r.type.startswith("azure-native:")}
    assert all("::azure::" in provider for provider in used)


def test_a_workspace_of_the_same_subscription_in_other_letters_needs_no_other_provider() -> None:
    stores = {
        "azure": {"kind": "azure-monitor", "workspaceId": WORKSPACE_ID.replace(HUB_SUBSCRIPTION, LETTERS.upper())}
    }
    recorder = declared(spoke("other", only="azure", stores=stores, azure={**AZURE, "subscriptionId": LETTERS}))

    assert set(providers(recorder)) == {"kubernetes", "azure-native"}
    assert ["::azure::" in request.provider for request in recorder.invokes if request.tok == WORKSPACE] == [True]


@pytest.mark.parametrize("kind", CLUSTERS)
@pytest.mark.parametrize("private", [False, True])
def test_in_a_spoke_everything_goes_through_the_provider_of_its_package(kind: str, private: bool) -> None:
    recorder = declared(spoke(kind, private=private, stores=SHARED))
    names = {"azure-native": "::azure::", "aws": "::aws::", "kubernetes": "::cluster::"}

    used = [(request.type, request.provider) for request in custom(recorder).values()]
    used += [(request.tok, request.provider) for request in recorder.invokes if not request.tok.startswith("pulumi:")]
    assert {token.partition(":")[0] for token, _ in used} == set(names)
    assert not [(token, given) for token, given in used if names[token.partition(":")[0]] not in given]


@pytest.mark.parametrize(
    ("kind", "token", "arguments"),
    [
        (
            "aks",
            "azure-native:containerservice:getManagedCluster",
            {"resourceGroupName": "rg-aks", "resourceName": "c-aks"},
        ),
        ("eks", "aws:eks/getCluster:getCluster", {"name": "c-eks"}),
    ],
)
def test_a_cluster_is_looked_up_by_its_name(kind: str, token: str, arguments: dict[str, str]) -> None:
    found = [json_format.MessageToDict(r.args) for r in declared(stack(kind)).invokes if r.tok == token]

    assert found == [arguments]


def test_a_cluster_of_another_subscription_is_looked_up_there() -> None:
    recorder = declared(stack("aks", cluster={**CLUSTERS["aks"], "subscriptionId": HUB_SUBSCRIPTION}))

    (look_up,) = [one for one in recorder.invokes if one.tok == "azure-native:containerservice:getManagedCluster"]
    assert f"::azure-{HUB_SUBSCRIPTION}::" in look_up.provider
    used = {one.provider for one in custom(recorder).values() if one.type.startswith("azure-native:")}
    assert all("::azure::" in provider for provider in used)


@pytest.mark.parametrize("kind", ["arc", "other"])
def test_a_cluster_of_ones_own_is_looked_up_nowhere(kind: str) -> None:
    looked_up = {one.tok for one in declared(stack(kind)).invokes}
    assert looked_up == {"aws:iam/getOpenIdConnectProvider:getOpenIdConnectProvider"}


def test_providers_keep_their_names_and_with_them_everything_its_place() -> None:
    made = {request.name for request in declared(stack()).requests.values() if request.type.startswith("pulumi:prov")}

    assert made == {"cluster", "azure", "aws", "random"}
