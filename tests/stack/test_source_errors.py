"""What keeps a store of somebody else from being used: said before any resource, with the key and the way out."""

from typing import Any

import pytest

from stack.config.stack_config import ConfigError
from tests.stack.others import HUB, HUB_REGION, HUB_SUBSCRIPTION, ITSELF, ORGANIZATION
from tests.stack.program import Config, declared
from tests.stack.stacks import AMP_ID, AWS, AZURE, CLUSTERS, SUBNET_ID, VPC_ENDPOINT, WORKSPACE_ID, spoke, stack

KNOWN = (
    "amp (amp), amp-two (amp), azure (azure-monitor), azure-two (azure-monitor), far (amp), thanos (thanos), "
    "thanos-two (thanos)"
)
MISSING_ID = f"{AMP_ID[:-1]}0"


def of(stack: str, kind: str, **keys: Any) -> dict[str, Any]:
    return {"kind": kind, "stack": f"{ORGANIZATION}/{stack}", **keys}


ERRORS: dict[str, tuple[str, dict[str, Any], str, str]] = {
    "no such stack": (
        "amp",
        of("nowhere", "amp"),
        "stack",
        f"cannot be read: unknown stack '{ORGANIZATION}/nowhere'; `pulumi stack ls --all` says which stacks there are",
    ),
    "not up yet": (
        "amp",
        of("not-up", "amp"),
        "stack",
        f"{ORGANIZATION}/not-up has no export endpoints; run `pulumi up --stack {ORGANIZATION}/not-up` first",
    ),
    "itself": (
        "amp",
        {"kind": "amp", "stack": ITSELF},
        "stack",
        f"{ITSELF} is this stack; leave stack out to build the store here",
    ),
    "no such backend": (
        "amp",
        of("hub", "amp", backend="metrics"),
        "stack",
        f"{HUB} exports no backend metrics; it has {KNOWN}",
    ),
    "no backend at all": (
        "amp",
        of("empty", "amp"),
        "stack",
        f"{ORGANIZATION}/empty exports no backend amp; it has none",
    ),
    "another kind": (
        "amp",
        of("hub", "amp", backend="azure"),
        "stack",
        f"{HUB}: its backend azure is not of the kind amp; it has {KNOWN}",
    ),
    "a newer contract": (
        "amp",
        of("newer", "amp"),
        "stack",
        f"{ORGANIZATION}/newer: its endpoint amp is of version 2 of the contract, this program reads up to 1; update "
        "this program",
    ),
    "an older program": (
        "amp",
        of("older", "amp"),
        "stack",
        f"{ORGANIZATION}/older: its endpoint amp lacks writeUrl, queryUrl, workspaceId, workspaceArn, accountId, "
        "region, builtBy; run `pulumi up` there with this version of the program",
    ),
    "another tenant": (
        "azure",
        of("tenant", "azure-monitor"),
        "stack",
        f"is in the Entra tenant {HUB_SUBSCRIPTION}: identities of azure.tenantId have no role there",
    ),
    "another cloud": (
        "azure",
        of("china", "azure-monitor"),
        "stack",
        "is in the Azure cloud AzureChina: this stack signs in to AzurePublic, see azure.cloud",
    ),
    "no way in": (
        "thanos",
        of("inside", "thanos"),
        "stack",
        f"{ORGANIZATION}/inside: thanos is reached inside its cluster only; give that stack an ingress",
    ),
    "no password": (
        "thanos",
        of("sealed", "thanos"),
        "stack",
        f"{ORGANIZATION}/sealed: its export passwords has none of thanos that can be read; this stack needs access to "
        "the secrets provider of that one",
    ),
    "no password on the way": (
        "thanos",
        of("transit", "thanos"),
        "stack",
        f"{ORGANIZATION}/transit has not built thanos and so not its password; name {HUB}",
    ),
    "built by this stack": (
        "amp",
        of("circle", "amp"),
        "stack",
        f"{ORGANIZATION}/circle has it from this stack, which would delete it; leave it to this stack, others can name "
        "it by stack",
    ),
    "no such workspace of azure monitor": (
        "azure",
        {"kind": "azure-monitor", "workspaceId": WORKSPACE_ID.replace("rg-hub", "rg-missing")},
        "workspaceId",
        "cannot be looked up: The Resource 'Microsoft.Monitor/accounts/there' under 'rg-missing' was not found.",
    ),
    "no such workspace of amp": (
        "amp",
        {"kind": "amp", "workspace": {"id": MISSING_ID}},
        "workspace",
        f"cannot be looked up: ResourceNotFoundException: Workspace {MISSING_ID} not found",
    ),
}
"""Which store of a spoke, how it is said, the key of the problem, and the problem."""


def problems(config: Config) -> list[tuple[str, str]]:
    with pytest.raises(ConfigError) as error:
        declared(config)
    return sorted(error.value.problems)


def test_a_vpc_whose_names_lead_nowhere_is_told_with_the_commands() -> None:
    network = {**VPC_ENDPOINT, "vpcId": "vpc-00000000"}

    ((key, says),) = problems(stack("eks", only="amp", aws={**AWS, "vpcEndpoint": network}))
    assert key == "aws.vpcEndpoint.vpcId"
    assert "aws ec2 modify-vpc-attribute --vpc-id vpc-00000000 --enable-dns-support" in says
    assert "--enable-dns-hostnames" in says


@pytest.mark.parametrize(("store", "backend", "key", "says"), ERRORS.values(), ids=ERRORS)
def test_a_store_that_cannot_be_used_is_named_by_key_with_the_way_out(
    store: str, backend: dict[str, Any], key: str, says: str
) -> None:
    assert problems(spoke("other", only=store, backends={store: backend})) == [(f"backends.{store}.{key}", says)]


def test_stores_that_cannot_be_used_are_reported_all_at_once() -> None:
    backends = {f"{store}-{n}": backend for n, (store, backend, _, _) in enumerate(ERRORS.values())}

    found = dict(problems(spoke("other", backends=backends)))

    assert list(found) == sorted(f"backends.{store}-{n}.{key}" for n, (store, _, key, _) in enumerate(ERRORS.values()))


@pytest.mark.parametrize(
    ("group", "says"),
    [
        ("rg-missing", "cannot be looked up: managed cluster c-aks was not found"),
        ("rg-keys", "the AKS cluster c-aks must have its OIDC issuer and workload identity enabled: "),
    ],
)
def test_a_cluster_that_tells_no_issuer_is_reported_with_the_stores(group: str, says: str) -> None:
    cluster = {**CLUSTERS["aks"], "resourceGroup": group}
    found = problems(spoke("aks", only="azure", cluster=cluster, backends={"azure": of("nowhere", "azure-monitor")}))

    assert [key for key, _ in found] == ["backends.azure.stack", "cluster.name"]
    assert found[1][1].startswith(says)


SUBNET_ERRORS = {
    SUBNET_ID.replace("/vnet/", "/missing/"): "cannot be looked up: virtual network missing was not found",
    SUBNET_ID.replace("/endpoints", "/nodes"): "the network vnet has no subnet nodes; it has: endpoints, other, tiny",
    SUBNET_ID.replace("/endpoints", "/tiny"): "must be /27 or larger where a store of Azure Monitor is private: its "
    "endpoint takes 11 addresses or more, and this subnet has 16, five of which Azure keeps",
}


@pytest.mark.parametrize("subnet_id", SUBNET_ERRORS)
def test_a_subnet_that_cannot_be_used_is_reported_with_the_stores_and_the_cluster(subnet_id: str) -> None:
    cluster = {**CLUSTERS["aks"], "resourceGroup": "rg-missing"}
    backends = {"own": {"kind": "azure-monitor"}, "azure": of("nowhere", "azure-monitor")}
    azure = {**AZURE, "privateLink": {"subnetId": subnet_id}}
    found = problems(stack(only="azure", azure=azure, cluster=cluster, backends=backends))

    assert [key for key, _ in found] == ["azure.privateLink.subnetId", "backends.azure.stack", "cluster.name"]
    assert found[0][1] == SUBNET_ERRORS[subnet_id]


@pytest.mark.parametrize(
    "backends",
    [
        {"thanos": {"kind": "thanos"}},
        {"thanos": {"kind": "thanos"}, "open": {"kind": "azure-monitor", "access": "public"}},
    ],
    ids=["none", "public"],
)
def test_a_small_subnet_is_enough_where_no_store_of_azure_monitor_is_private(backends: dict[str, Any]) -> None:
    azure = {**AZURE, "privateLink": {"subnetId": SUBNET_ID.replace("/endpoints", "/tiny")}}

    assert declared(stack("other", only="thanos", azure=azure, backends=backends)).exports["endpoints"]


@pytest.mark.parametrize(("store", "kind"), [("azure", "azure-monitor"), ("amp", "amp"), ("thanos", "thanos")])
def test_a_store_is_one_backends_whichever_way_leads_to_it(store: str, kind: str) -> None:
    backends = {"one": of("hub", kind, backend=store), "two": of("spoke", kind, backend=store)}

    [(key, says)] = problems(spoke("other", only=store, backends=backends))

    assert (key, says) == ("backends.two.stack", "is the store of one too: every sample would be written there twice")


def test_a_url_of_remote_write_is_a_store_too() -> None:
    url = f"https://aps-workspaces.{HUB_REGION}.amazonaws.com/workspaces/ws-hub/api/v1/remote_write"
    backends = {"hub": of("hub", "amp", backend="amp"), "vendor": {"kind": "remote-write", "url": url}}

    assert problems(spoke("other", only="amp", backends=backends)) == [
        ("backends.hub.stack", "is the store of vendor too: every sample would be written there twice")
    ]


def test_a_store_named_by_its_id_is_the_one_that_another_stack_has() -> None:
    there = {"kind": "azure-monitor", "workspaceId": WORKSPACE_ID.replace("there", "Azure")}
    backends = {"one": of("hub", "azure-monitor", backend="azure"), "two": there}

    assert [key for key, _ in problems(spoke("other", only="azure", backends=backends))] == ["backends.two.workspaceId"]


def test_a_tenant_is_the_same_in_other_letters() -> None:
    tenant = "aaaaaaaa-aaaa-4aaa-8aaa-aaaaaaaaaaaa"
    config = spoke("other", only="azure", backends={"azure": of("letters", "azure-monitor")})

    assert declared({**config, "azure": {**config["azure"], "tenantId": tenant}}).exports["endpoints"]
