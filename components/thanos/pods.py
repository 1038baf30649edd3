"""Pod templates and the workloads around them."""

import pulumi
import pulumi_kubernetes as k8s

from components.contracts.pod_identity import token_volume
from components.contracts.volumes import Volume, claim_spec
from components.thanos.containers import DATA_VOLUME, STARTUP_MINUTES, Pod, config_files_of, container, identity_of
from components.thanos.names import labels, object_name, selector

# `nobody`; the image's own user is 1001, and its binary may be run by everybody.
USER = 65534

POD_SECURITY_CONTEXT: k8s.core.v1.PodSecurityContextArgsDict = {
    "run_as_non_root": True,
    "run_as_user": USER,
    "run_as_group": USER,
    "fs_group": USER,
    "fs_group_change_policy": "OnRootMismatch",
    "seccomp_profile": {"type": "RuntimeDefault"},
}


def pod_template(pod: Pod) -> k8s.core.v1.PodTemplateSpecArgsDict:
    """The pod as its workload makes it."""
    instance, role = pod["instance"], pod["role"]
    return {
        "metadata": {
            "labels": {**labels(instance, role), **identity_of(pod).get("pod_labels", {})},
            "annotations": {
                **({"checksum/object-store": pod["bucket"]["checksum"]} if "bucket" in pod else {}),
                # Webhooks read the service account's when a pod is made: here too, a change of them makes new pods.
                **identity_of(pod).get("service_account_annotations", {}),
            },
        },
        "spec": {
            "service_account_name": pod["service_account"],
            "automount_service_account_token": False,
            "enable_service_links": False,
            "node_selector": {"kubernetes.io/os": "linux"},
            "affinity": {"pod_anti_affinity": spread(instance, role)},
            "security_context": POD_SECURITY_CONTEXT,
            "termination_grace_period_seconds": pod["grace_seconds"],
            "containers": [container(pod)],
            "volumes": _volumes(pod),
        },
    }


def deployment_spec(pod: Pod, *, replicas: int) -> k8s.apps.v1.DeploymentSpecArgsDict:
    """A stateless role."""
    return {
        "replicas": replicas,
        "selector": {"match_labels": selector(pod["instance"], pod["role"])},
        "template": pod_template(pod),
    }


def stateful_set_spec(
    pod: Pod, *, replicas: int, volume: Volume, min_ready_seconds: int = 0
) -> k8s.apps.v1.StatefulSetSpecArgsDict:
    """A role whose pods have a volume each, under the headless Service of the same name."""
    instance, role = pod["instance"], pod["role"]
    return {
        "replicas": replicas,
        "service_name": object_name(instance, role),
        "pod_management_policy": "Parallel",
        "min_ready_seconds": min_ready_seconds,
        "selector": {"match_labels": selector(instance, role)},
        "template": pod_template(pod),
        "volume_claim_templates": [
            {
                # Templates are immutable: no label of theirs may change with the release.
                "metadata": {"name": DATA_VOLUME, "labels": selector(instance, role)},
                "spec": claim_spec(volume),
            }
        ],
    }


def patient(child: pulumi.ResourceOptions, *, pods: int, grace_seconds: int) -> pulumi.ResourceOptions:
    """A child's options, with time for pods that end and start slowly; in a rolling update one after the other."""
    ending = grace_seconds // 60 + 5
    minutes = STARTUP_MINUTES + ending
    timeouts = pulumi.CustomTimeouts(create=f"{minutes}m", update=f"{pods * minutes}m", delete=f"{ending}m")
    # Claims cannot change: the provider would delete the StatefulSet, all pods at once, and no volume would grow.
    fixed = ["spec.volumeClaimTemplates"]
    return pulumi.ResourceOptions.merge(child, pulumi.ResourceOptions(custom_timeouts=timeouts, ignore_changes=fixed))


def disruption_budget_spec(instance: str, role: str) -> k8s.policy.v1.PodDisruptionBudgetSpecArgsDict:
    """One pod of the role at a time."""
    return {"max_unavailable": 1, "selector": {"match_labels": selector(instance, role)}}


def spread(instance: str, role: str) -> k8s.core.v1.PodAntiAffinityArgsDict:
    """Different hosts and zones where there are any."""
    return {
        "preferred_during_scheduling_ignored_during_execution": [
            {
                "weight": 100,
                "pod_affinity_term": {
                    "label_selector": {"match_labels": selector(instance, role)},
                    "topology_key": topology,
                },
            }
            for topology in ("kubernetes.io/hostname", "topology.kubernetes.io/zone")
        ]
    }


def _volumes(pod: Pod) -> list[k8s.core.v1.VolumeArgsDict]:
    config: list[k8s.core.v1.VolumeArgsDict] = [
        {"name": files["name"], "config_map": {"name": files["config_map"]}} for files in config_files_of(pod)
    ]
    return [*config, *(token_volume(token) for token in identity_of(pod).get("tokens", []))]
