"""What an API server refuses: every row, broken once. The answers were compared with those of kube-apiserver 1.35."""

from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from sandbox.cloud import Cloud, Object
from sandbox.failure_switch import FailureSwitch
from sandbox.kubernetes.provider import Kubernetes
from sandbox.kubernetes.rules import RULES
from sandbox.kubernetes.tokens import NAMESPACE, RELEASE
from sandbox.rules import Request, Step
from sandbox.world import World
from tests.unit.sandbox.kubernetes_cases import (
    CASES,
    CERT_MANAGER,
    CLUSTER,
    CONFIG_MAP,
    CONTEXT,
    SECRET,
    STATEFUL_SET,
    claiming,
    issuer,
    release,
    service,
    thing,
    workload,
)

DEFINITION = """\
kind: CustomResourceDefinition
spec:
  group: cert-manager.io
  names:
    kind: ClusterIssuer
    plural: clusterissuers
  versions:
  - name: v1
    schema:
      openAPIV3Schema:
        type: object
        required:
        - spec
        - metadata
        properties:
          metadata:
            type: object
          spec:
            type: object
            properties:
              acme:
                type: object
                required:
                - server
                - privateKeySecretRef
                properties:
                  server:
                    type: string
                    pattern: ^https://
                  email:
                    type: string
                    nullable: true
                  privateKeySecretRef:
                    type: object
                    x-kubernetes-preserve-unknown-fields: true
                    properties:
                      name:
                        type: string
                  solvers:
                    type: array
                    items:
                      type: object
                      properties:
                        port: {}
                  port:
                    x-kubernetes-int-or-string: true
                  headers:
                    type: object
                    additionalProperties:
                      type: string
"""


@pytest.fixture(autouse=True)
def definitions(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "definitions").mkdir()
    (tmp_path / "definitions" / "crd.yaml").write_text(DEFINITION)
    monkeypatch.setenv("SHARED_DIR", str(tmp_path))


def answers(step: Step, one: Object, there: Iterable[Object] = (), cluster: dict[str, Any] | None = None) -> list[str]:
    """What each row that refuses a step answers, ended by its name."""
    world = World({"kubernetes": {CONTEXT: CLUSTER if cluster is None else cluster}})
    cloud = Cloud(Path("unused"), world, {o.key: o for o in there})
    old = cloud.objects.get(one.key) if step != "create" else None
    request = Request(step, one.token, one.id, one.inputs, old, cloud, world, {"context": CONTEXT})
    asked = [rule for rule in RULES.rules if step in rule.steps and (not rule.types or one.token in rule.types)]
    return [f"{said} [{rule.name}]" for rule in asked if (said := rule.check(request))]


def test_every_row_is_broken_here() -> None:
    assert CASES.keys() == {rule.name for rule in RULES.rules}


@pytest.mark.parametrize("name", CASES)
def test_a_row_refuses_what_it_is_for_and_nothing_else(name: str) -> None:
    case = CASES[name]

    assert answers(case.step, case.valid, (*case.there, *case.before)) == []
    (answer,) = answers(case.step, case.broken, case.there)
    assert answer.endswith(f"[{name}]")


@pytest.mark.parametrize(
    ("token", "name", "taken"),
    [
        (NAMESPACE, "a-b", True),
        (NAMESPACE, "a.b", False),
        (NAMESPACE, "a" * 64, False),
        ("kubernetes:core/v1:Service", "a1", True),
        ("kubernetes:core/v1:Service", "1a", False),
        (STATEFUL_SET, "a.b", False),
        (CONFIG_MAP, "a..b", False),
        (CONFIG_MAP, "", False),
        (CONFIG_MAP, "a" * 253, True),
        (CONFIG_MAP, "a" * 254, False),
        (RELEASE, "a" * 53, True),
        (RELEASE, "a" * 54, False),
        ("kubernetes:rbac.authorization.k8s.io/v1:ClusterRole", "System:a_b", True),
        ("kubernetes:rbac.authorization.k8s.io/v1:ClusterRole", "a/b", False),
    ],
)
def test_a_name_is_what_its_kind_allows(token: str, name: str, taken: bool) -> None:
    one = replace(release("a"), inputs={"name": name}) if token == RELEASE else thing(token, name)

    assert (
        [answer for answer in answers("create", one) if "kubernetes-name]" in answer] == []
        if taken
        else [answers("create", one)[0]]
    )


@pytest.mark.parametrize(
    ("broken", "answer"),
    [
        (thing(CONFIG_MAP, metadata={"labels": {"a b": ""}}), "is no key of a label"),
        (thing(CONFIG_MAP, metadata={"labels": {"Example.com/b": ""}}), "is no key of a label"),
        (thing(CONFIG_MAP, metadata={"labels": {"a": "x" * 64}}), "a valid label"),
        (workload(labels={"app": "a", "b": "-x"}), "spec.template.metadata.labels"),
        (thing(CONFIG_MAP, metadata={"annotations": {"a": "x" * 262144}}), "Too long"),
        (workload(metadata={"annotations": {"a b": ""}}), "spec.template.metadata.annotations"),
        (thing(CONFIG_MAP, binaryData={"..a": ""}), "binaryData[..a]"),
        (thing(SECRET, data={"a": "x" * 1500000}), "Too long"),
        (service({"port": 80}, {"port": 81}), "spec.ports[0].name: Required value"),
        (service({"name": "a", "port": 80}, {"name": "a", "port": 81}), "Duplicate value"),
        (workload(container={"ports": [{"containerPort": 1}] * 2}), '[containerPort=1,protocol="TCP"]'),
        (
            workload(container={"ports": [{"containerPort": 1, "name": "p"}, {"containerPort": 2, "name": "p"}]}),
            'Duplicate value: "p"',
        ),
        (workload(pod={"volumes": [{"name": "v"}, {"name": "v"}]}), '.volumes: duplicate entries for key [name="v"]'),
        (workload(pod={"initContainers": [{"name": "i"}, {"name": "i"}]}), 'initContainers: duplicate entries'),
        (
            workload(
                container={"volumeMounts": [{"name": n, "mountPath": "/a"} for n in "vw"]},
                pod={"volumes": [{"name": "v"}, {"name": "w"}]},
            ),
            '.containers[name="c"].volumeMounts: duplicate entries for key [mountPath="/a"]',
        ),
        (
            workload(pod={"initContainers": [{"name": "i", "volumeMounts": [{"name": "v"}]}]}),
            'initContainers[0].volumeMounts[0].name: Not found: "v"',
        ),
        (release("kube-prometheus-stack"), "no matches for chart kube-prometheus-stack"),
        (release("a", "nowhere"), 'namespaces "nowhere" not found'),
    ],
)  # fmt: skip
def test_a_row_refuses_every_form_of_its_mistake(broken: Object, answer: str) -> None:
    (said,) = answers("create", broken)

    assert answer in said


def test_a_claim_is_made_by_a_class_of_the_cluster() -> None:
    made = thing("kubernetes:storage.k8s.io/v1:StorageClass", "gold")
    own = replace(made, id="gold")

    assert answers("create", claiming("gold"), [own]) == []
    assert answers("create", claiming("")) == []
    assert answers("create", claiming(None)) == []
    assert "no default class" in answers("create", claiming(None), cluster={"storageClasses": ["gp3"]})[0]
    assert (
        "not found"
        in answers("create", thing("kubernetes:core/v1:PersistentVolumeClaim", spec={"storageClassName": "x"}))[0]
    )


@pytest.mark.parametrize(
    ("acme", "answer"),
    [
        ({"email": 5}, ".spec.acme.email: 5 is not of type"),
        ({"solvers": [{"prt": 1}]}, ".spec.acme.solvers[0].prt: field not declared in schema"),
        ({"headers": {"a": 1}}, ".spec.acme.headers.a: 1 is not of type"),
        ({"server": "ftp://x"}, "spec.acme.server: Invalid value"),
        ({"port": True}, ".spec.acme.port: True is not of type"),
    ],
)
def test_a_custom_resource_is_what_its_definition_describes(acme: dict[str, Any], answer: str) -> None:
    (said,) = answers("create", issuer(**acme), [CERT_MANAGER])

    assert answer in said
    fine = issuer(email=None, port="http", headers={"a": "b"}, privateKeySecretRef={"any": {"thing": 1}})
    assert answers("create", fine, [CERT_MANAGER]) == []


def test_a_definition_that_is_not_at_hand_is_not_asked(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("SHARED_DIR", str(tmp_path / "none"))

    assert answers("create", issuer(anything="x"), [CERT_MANAGER]) == []


def test_a_definition_of_the_program_is_one() -> None:
    definition = thing("kubernetes:apiextensions.k8s.io/v1:CustomResourceDefinition", spec={"group": "cert-manager.io"})

    assert answers("create", issuer(), [definition]) == []


@pytest.mark.parametrize(
    ("token", "config", "old", "replaced"),
    [
        (CONFIG_MAP, {}, {}, True),
        (CONFIG_MAP, {"enableConfigMapMutable": "true"}, {}, False),
        (CONFIG_MAP, {"enableConfigMapMutable": True}, {"immutable": True}, True),
        (SECRET, {"enableConfigMapMutable": "true"}, {}, True),
        (SECRET, {"enableSecretMutable": "true"}, {}, False),
    ],
)
def test_files_are_replaced_unless_the_provider_may_change_them(
    token: str, config: dict[str, Any], old: dict[str, Any], replaced: bool, tmp_path: Path
) -> None:
    cluster = Kubernetes(Cloud(tmp_path / "cloud.jsonl"), FailureSwitch())
    cluster.config = config

    assert ("data" in cluster.replacing(token, old, {})) is replaced
