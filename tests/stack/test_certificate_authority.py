"""Who vouches for a store is known to all that write to it: the stack that has it, and the stacks of others."""

import json
import runpy
from typing import Any

import pytest
from pulumi.runtime.config import set_all_config

from tests.authorities import AUTHORITY
from tests.recorder import Recorder, plain, record
from tests.stack.clouds import LOOK_UPS, RESOURCES
from tests.stack.others import HUB, ITSELF
from tests.stack.program import PROJECT, ROOT, declared, values
from tests.stack.stacks import CLUSTERS, INGRESS, others_stores, stack

COMPANYS = {**INGRESS, "acmeServer": "https://acme.example.com/directory", "certificateAuthority": AUTHORITY}
VENDOR = {"kind": "remote-write", "url": "https://metrics.example.com/push", "certificateAuthority": AUTHORITY}
CONFIG_MAP = "kubernetes:core/v1:ConfigMap"


def trusted(recorder: Recorder) -> dict[str, str]:
    """The certificates that Prometheus trusts, by the name of the target."""
    there = {
        (one["metadata"]["namespace"], one["metadata"]["name"]): one["data"]
        for one in recorder.of_type(CONFIG_MAP).values()
    }
    entries = values(recorder)["prometheus"]["prometheusSpec"]["additionalRemoteWrite"]
    selectors = {one["name"]: one["tlsConfig"]["ca"]["configMap"] for one in entries if "tlsConfig" in one}
    return {target: there["monitoring", one["name"]][one["key"]] for target, one in selectors.items()}


def spoke(hub: Recorder) -> Recorder:
    """What a stack declares that writes to the Thanos of a hub, with what the hub has exported."""
    exports = json.loads(json.dumps(plain(hub.exports)).replace(ITSELF, HUB))
    reference = {"name": HUB, "outputs": exports, "secretOutputNames": ["passwords"]}
    config = {
        "environment": "dev",
        "cluster": {key: value for key, value in CLUSTERS["other"].items() if key != "oidcIssuer"},
        "backends": {"metrics": {"kind": "thanos", "stack": HUB, "backend": "thanos"}},
    }
    look_ups = {**LOOK_UPS, "pulumi:pulumi:readStackOutputs": {"outputs": exports}}
    set_all_config({f"{PROJECT}:{k}": v if isinstance(v, str) else json.dumps(v) for k, v in config.items()}, [])
    try:
        return record(_run, {**RESOURCES, "pulumi:pulumi:StackReference": reference}, look_ups)
    finally:
        set_all_config({}, [])


def _run() -> None:
    runpy.run_path(str(ROOT / "__main__.py"), run_name="__main__")


@pytest.mark.parametrize(("ingress", "known"), [(COMPANYS, AUTHORITY), (INGRESS, "")], ids=["company's", "public"])
def test_the_authority_of_an_ingress_travels_to_everybody_who_writes(ingress: dict[str, Any], known: str) -> None:
    hub = declared(stack(only="thanos", ingress=ingress))

    assert plain(hub.exports)["endpoints"]["thanos"]["certificateAuthority"] == known
    assert trusted(hub) == ({"thanos": known} if known else {})
    assert trusted(spoke(hub)) == ({"metrics": known} if known else {})


def test_grafana_is_told_that_it_has_to_trust_an_authority() -> None:
    [source] = plain(declared(stack(only="thanos", ingress=COMPANYS)).exports["grafanaDataSources"])

    assert source["jsonData"]["tlsAuthWithCACert"] is True


def test_the_authority_of_somebody_elses_store_is_trusted_for_that_store_alone() -> None:
    public = {"kind": "remote-write", "url": "https://public.example.com/push"}

    assert trusted(declared(others_stores(backends={"vendor": VENDOR, "public": public}))) == {"vendor": AUTHORITY}
