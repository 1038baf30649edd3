"""Pods of Thanos and the workloads around them."""

from typing import Any

import pulumi
import pytest

from components.contracts.pod_identity import PodIdentity, ProjectedToken
from components.contracts.volumes import Volume
from components.thanos.containers import ConfigFiles, Pod, container
from components.thanos.ingress_routes import ingress_annotations, ingress_spec
from components.thanos.names import labels, selector
from components.thanos.object_store import BucketAccess
from components.thanos.pods import (
    deployment_spec,
    disruption_budget_spec,
    patient,
    pod_template,
    stateful_set_spec,
)
from components.thanos.services import GRPC_HTTP, headless_service_spec, service_spec
from tests.recorder import plain

TOKEN = ProjectedToken(name="azure-token", audience="api://AzureADTokenExchange", directory="/var/azure", file="token")
IDENTITY = PodIdentity(
    service_account_annotations={"azure.workload.identity/client-id": "client"},
    pod_labels={"azure.workload.identity/use": "true"},
    environment={"AZURE_CLIENT_ID": "client"},
    tokens=[TOKEN],
)
BUCKET = BucketAccess(config_map="thanos-object-store", checksum="0123", identity=IDENTITY)
HASHRINGS = ConfigFiles(name="hashrings", directory="/etc/thanos/hashrings", config_map="ring")


def pod(**changes: Any) -> Pod:
    plain_pod = Pod(
        instance="thanos",
        role="store",
        args=["store"],
        ports=GRPC_HTTP,
        service_account="thanos-store",
        requests={"memory": "1Gi"},
        grace_seconds=120,
    )
    return Pod(**{**plain_pod, **changes})  # pyright: ignore[reportArgumentType]


def template(**changes: Any) -> Any:
    return plain(pod_template(pod(**changes)))


def the_container(**changes: Any) -> Any:
    return plain(container(pod(**changes)))


def mounts(**changes: Any) -> dict[str, Any]:
    return {mount["mount_path"]: mount for mount in the_container(**changes)["volume_mounts"]}


def test_a_pod_passes_the_restricted_pod_security_standard() -> None:
    """https://kubernetes.io/docs/concepts/security/pod-security-standards/#restricted"""
    spec = template(bucket=BUCKET)["spec"]
    (only,) = spec["containers"]
    context = only["security_context"]
    assert context["allow_privilege_escalation"] is False
    assert context["capabilities"] == {"drop": ["ALL"]}
    assert context["run_as_non_root"] is spec["security_context"]["run_as_non_root"] is True
    assert spec["security_context"]["run_as_user"] > 0
    assert context["seccomp_profile"] == {"type": "RuntimeDefault"}
    volume_kinds = {kind for volume in spec["volumes"] for kind in volume if kind != "name"}
    assert volume_kinds <= {"config_map", "projected", "secret", "empty_dir", "persistent_volume_claim"}
    assert not {"host_network", "host_pid", "host_ipc"} & spec.keys()


def test_a_pod_writes_to_its_volume_only() -> None:
    assert the_container()["security_context"]["read_only_root_filesystem"] is True
    writable = {path for path, mount in mounts(bucket=BUCKET, keeps_data=True).items() if not mount.get("read_only")}
    assert writable == {"/var/thanos"}


def test_no_pod_has_a_token_for_the_api_server() -> None:
    assert template(bucket=BUCKET)["spec"]["automount_service_account_token"] is False


def test_probes_ask_the_named_port_and_only_pods_with_data_start_slowly() -> None:
    quick, slow = the_container(), the_container(keeps_data=True)
    assert "startup_probe" not in quick
    probed = {slow[f"{kind}_probe"]["http_get"]["port"] for kind in ("liveness", "readiness", "startup")}
    assert probed == {"http"} <= {port["name"] for port in slow["ports"]}
    paths = [slow[f"{kind}_probe"]["http_get"]["path"] for kind in ("liveness", "readiness", "startup")]
    assert paths == ["/-/healthy", "/-/ready", "/-/ready"]


def test_every_mounted_volume_exists_or_is_claimed() -> None:
    spec = plain(
        stateful_set_spec(
            pod(bucket=BUCKET, config_files=[HASHRINGS], keeps_data=True), replicas=1, volume={"size": "1Gi"}
        )
    )
    pod_spec = spec["template"]["spec"]
    claimed = {claim["metadata"]["name"] for claim in spec["volume_claim_templates"]}
    mounted = {mount["name"] for mount in pod_spec["containers"][0]["volume_mounts"]}
    assert mounted == {volume["name"] for volume in pod_spec["volumes"]} | claimed


def test_config_maps_are_mounted_as_directories_so_that_changes_arrive() -> None:
    mount = mounts(config_files=[HASHRINGS])["/etc/thanos/hashrings"]
    assert "sub_path" not in mount
    volumes = {volume["name"]: volume for volume in template(config_files=[HASHRINGS])["spec"]["volumes"]}
    assert volumes[mount["name"]]["config_map"] == {"name": "ring"}


def test_an_identity_reaches_the_pod_whole() -> None:
    made = template(bucket=BUCKET)
    assert made["metadata"]["labels"].items() >= {"azure.workload.identity/use": "true"}.items()
    environment = {entry["name"]: entry.get("value") for entry in made["spec"]["containers"][0]["env"]}
    assert environment["AZURE_CLIENT_ID"] == "client"
    assert mounts(bucket=BUCKET)["/var/azure"] == {"name": "azure-token", "mount_path": "/var/azure", "read_only": True}
    volumes = {volume["name"]: volume for volume in made["spec"]["volumes"]}
    (source,) = volumes["azure-token"]["projected"]["sources"]
    assert source["serviceAccountToken"] == {
        "audience": "api://AzureADTokenExchange",
        "path": "token",
        "expirationSeconds": 3600,
    }


def test_a_pod_without_a_bucket_has_neither_identity_nor_object_store() -> None:
    made = template()
    assert made["metadata"]["annotations"] == {}
    assert made["metadata"]["labels"] == labels("thanos", "store")
    assert not made["spec"]["volumes"]


def test_an_identity_the_platform_injects_adds_no_volume() -> None:
    injected = PodIdentity(pod_labels={"azure.workload.identity/use": "true"})
    bucket = BucketAccess(config_map="object-store", checksum="0", identity=injected)
    assert [volume["name"] for volume in template(bucket=bucket)["spec"]["volumes"]] == ["object-store"]


def test_pods_restart_when_the_object_store_changes() -> None:
    assert template(bucket=BUCKET) != template(bucket={**BUCKET, "checksum": "4567"})


def test_pods_restart_when_their_identity_changes() -> None:
    """The webhook puts it into a pod when the pod is made."""
    one, other = (
        template(bucket={**BUCKET, "identity": PodIdentity(service_account_annotations={"client-id": client})})
        for client in ("one", "other")
    )
    assert one != other


@pytest.mark.parametrize("kind", ["deployment", "stateful set", "budget", "service", "anti-affinity"])
def test_everything_selects_the_pods_of_its_role(kind: str) -> None:
    made = template()
    selected: Any = {
        "deployment": plain(deployment_spec(pod(), replicas=2))["selector"]["match_labels"],
        "stateful set": plain(stateful_set_spec(pod(), replicas=2, volume={"size": "1Gi"}))["selector"]["match_labels"],
        "budget": plain(disruption_budget_spec("thanos", "store"))["selector"]["match_labels"],
        "service": plain(service_spec("thanos", "store", GRPC_HTTP))["selector"],
        "anti-affinity": made["spec"]["affinity"]["pod_anti_affinity"][
            "preferred_during_scheduling_ignored_during_execution"
        ][0]["pod_affinity_term"]["label_selector"]["match_labels"],
    }[kind]
    assert selected == selector("thanos", "store")
    assert selected.items() <= made["metadata"]["labels"].items()


def test_pods_prefer_other_hosts_and_other_zones() -> None:
    terms = template()["spec"]["affinity"]["pod_anti_affinity"]["preferred_during_scheduling_ignored_during_execution"]
    topologies = {term["pod_affinity_term"]["topology_key"] for term in terms}
    assert topologies == {"kubernetes.io/hostname", "topology.kubernetes.io/zone"}


def test_a_stateful_set_starts_all_pods_at_once_with_a_claim_of_the_size_asked_for() -> None:
    spec = plain(stateful_set_spec(pod(keeps_data=True), replicas=3, volume={"size": "7Gi"}))
    assert (spec["replicas"], spec["service_name"], spec["pod_management_policy"]) == (3, "thanos-store", "Parallel")
    (claim,) = spec["volume_claim_templates"]
    assert claim["spec"]["resources"]["requests"]["storage"] == "7Gi"


@pytest.mark.parametrize("storage_class", [None, "gp3"])
def test_a_claim_is_of_the_class_asked_for_or_the_clusters_own(storage_class: str | None) -> None:
    volume = Volume(size="1Gi", storage_class=storage_class) if storage_class else Volume(size="1Gi")
    spec = plain(stateful_set_spec(pod(), replicas=1, volume=volume))
    (claim,) = spec["volume_claim_templates"]
    assert claim["spec"].get("storageClassName") == storage_class
    assert ("storageClassName" in claim["spec"]) == bool(storage_class)


def test_a_volume_claim_does_not_change_with_the_release() -> None:
    (claim,) = plain(stateful_set_spec(pod(), replicas=1, volume={"size": "1Gi"}))["volume_claim_templates"]
    assert "app.kubernetes.io/version" not in claim["metadata"]["labels"]


def test_services_lead_to_named_ports_of_the_container() -> None:
    service = plain(service_spec("thanos", "store", GRPC_HTTP))
    assert {port["target_port"] for port in service["ports"]} <= {port["name"] for port in the_container()["ports"]}


def test_a_headless_service_names_pods_that_are_not_ready_yet() -> None:
    service = plain(headless_service_spec("thanos", "receive-ingestor", GRPC_HTTP))
    assert (service["cluster_ip"], service["publish_not_ready_addresses"]) == ("None", True)


def test_pulumi_waits_longer_than_pods_need() -> None:
    options = patient(pulumi.ResourceOptions(), pods=3, grace_seconds=900)
    assert options.custom_timeouts is not None
    given = options.custom_timeouts
    create, update, delete = (int(str(time)[:-1]) for time in (given.create, given.update, given.delete))
    probe = the_container(keeps_data=True)["startup_probe"]
    startup = probe["period_seconds"] * probe["failure_threshold"]
    assert create * 60 > startup
    assert update * 60 > 3 * (startup + 900)
    assert delete * 60 > 900


def test_an_ingress_asks_for_a_password_and_a_certificate() -> None:
    annotations = ingress_annotations(cluster_issuer="letsencrypt", auth_secret="basic-auth", read_timeout="60")
    nginx = {key.split("/")[1]: value for key, value in annotations.items() if key.startswith("nginx")}
    assert (nginx["auth-type"], nginx["auth-secret"]) == ("basic", "basic-auth")
    assert annotations["cert-manager.io/cluster-issuer"] == "letsencrypt"


def test_an_ingress_has_a_certificate_for_its_host() -> None:
    spec = plain(
        ingress_spec(
            host="receive.example.com",
            path="/api/v1/receive",
            path_type="Exact",
            service="thanos-receive",
            port="remote-write",
            ingress_class="nginx",
        )
    )
    (rule,), (tls,) = spec["rules"], spec["tls"]
    assert tls["hosts"] == [rule["host"]] == ["receive.example.com"]
    other = plain(
        ingress_spec(
            host="query.example.com", path="/", path_type="Prefix", service="q", port="http", ingress_class="nginx"
        )
    )
    assert tls["secret_name"] != other["tls"][0]["secret_name"]
