"""What a stack says that a firewall has to let out: what its cluster calls beyond its private networks, and no more."""

from typing import Any

import pytest

from tests.recorder import plain
from tests.stack.clouds import REGION
from tests.stack.program import Config, declared
from tests.stack.stacks import AWS, AZURE, INGRESS, PRIVATE_LINK, VPC_ENDPOINT, others_stores, spoke, stack

ENTRA, ACME = "login.microsoftonline.com", "acme-v02.api.letsencrypt.org"
VENDOR = {"kind": "remote-write", "url": "https://m.example.com:8443/push"}
STS, AMP = f"sts.{REGION}.amazonaws.com", f"aps-workspaces.{REGION}.amazonaws.com"


def egress(config: Config) -> list[str]:
    return plain(declared(config).exports["egress"])


def aws(**network: Any) -> Config:
    section = {**AWS, "vpcEndpoint": {**VPC_ENDPOINT, **network}}
    return stack("eks", only="amp", aws=section)


@pytest.mark.parametrize(
    ("config", "hosts"),
    [
        (stack("other", only="azure"), ["ingestion.example.com", ENTRA]),
        (stack("other", only="azure", private=True), [ENTRA]),
        (stack("eks", only="amp"), [AMP, STS]),
        (aws(services=["aps-workspaces"]), [STS]),
        (aws(services=["sts"]), [AMP]),
        (aws(services=["aps-workspaces", "sts"]), []),
        (
            others_stores(backends={"vendor": {"kind": "remote-write", "url": "https://m.example.com:8443/push"}}),
            ["m.example.com:8443"],
        ),
    ],
    ids=["azure", "azure, private", "amp", "amp, private", "sts, private", "all private", "another's URL"],
)
def test_a_stack_tells_what_leaves_its_networks(config: Config, hosts: list[str]) -> None:
    assert egress(config) == hosts


def test_blobs_of_thanos_and_the_ingress_that_it_is_written_to_through() -> None:
    azure = {**AZURE, "privateLink": PRIVATE_LINK}
    closed, opened = (egress(stack(only="thanos", ingress=ingress, azure=azure)) for ingress in (None, INGRESS))
    public = set(egress(stack(only="thanos", ingress=None)))

    assert closed == [ENTRA]
    assert opened == [ACME, ENTRA, f"receive.thanos.{INGRESS['domain']}"]
    (blobs,) = public - {ENTRA}
    assert blobs.endswith(".blob.core.windows.net")


def test_a_store_of_another_stack_is_called_where_that_stack_says() -> None:
    exports = plain(declared(spoke("other")).exports)
    said = exports["endpoints"]

    assert said["thanos"]["writeHost"] in exports["egress"]
    assert said["azure"]["writeHost"] in exports["egress"]


def test_a_stack_without_a_cluster_calls_nobody() -> None:
    config = {**stack(only="azure"), "cluster": None}

    assert egress({key: value for key, value in config.items() if value is not None}) == []
