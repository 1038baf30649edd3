"""Through the engine: a Prometheus that this program has installed becomes somebody else's, and comes back."""

from pathlib import Path

from sandbox.engine import ROOT
from tests.engine.conftest import Open

AUTH = (ROOT / "tests" / "stacks" / "remote-write-auth.yaml").read_text()
THEIRS = "  prometheus-stack:prometheus: {install: false, serviceAccount: {namespace: observability}}\n"
SECRET, NAMESPACE = "kubernetes:core/v1:Secret", "kubernetes:core/v1:Namespace"
RELEASE = "kubernetes:helm.sh/v3:Release"


def test_a_prometheus_is_given_away_with_its_secrets_and_taken_back(sandbox: Open, tmp_path: Path) -> None:
    path = tmp_path / "Pulumi.given.yaml"
    path.write_text(AUTH)
    built = sandbox(path).up()

    path.write_text(AUTH.replace("  prometheus-stack:backends:", f"{THEIRS}  prometheus-stack:backends:"))
    sandbox(path).up()
    box = sandbox(path)
    spaces, left = {one.id.partition("/")[0] for one in box.cloud.of(SECRET)}, [*box.cloud.of(NAMESPACE, RELEASE)]
    values = box.outputs()["prometheusValues"]
    again = box.up()

    path.write_text(AUTH)
    sandbox(path).up()
    back = sandbox(path)

    assert (spaces, left) == ({"observability"}, [])
    assert set(again) == {"same"}
    assert not values.secret, "whoever runs that Prometheus can read what it needs"
    assert [entry["name"] for entry in values.value["prometheus"]["prometheusSpec"]["additionalRemoteWrite"]] == [
        "basic",
        "bearer",
    ]
    assert back.up() == {"same": built["create"]}
    assert {one.id.partition("/")[0] for one in back.cloud.of(SECRET)} == {"monitoring"}
