"""One control plane per stack file, shared by all tests that name it in `pytest_plugins`."""

from collections.abc import Iterator

import pytest

from tests.proof.support.cluster.control_plane import ControlPlane
from tests.proof.support.cluster.operator_run import Operated, operated
from tests.proof.support.cluster.rollout import Rollout, roll_out
from tests.proof.support.declared.declarations import declared
from tests.proof.support.declared.stack_files import WITH_CLUSTER
from tests.proof.support.processes import charts, tool
from tests.proof.support.sharing import all_passed
from tests.proof.support.stand_ins.cluster_platform import storage_classes


@pytest.fixture(scope="session", params=WITH_CLUSTER, ids=lambda path: path.stem)
def rollout(request: pytest.FixtureRequest) -> Iterator[Rollout]:
    """A stack file's releases and objects, on a control plane of their own; not started where nobody will use it."""
    tool("helm")
    charts()
    if all_passed(request):
        yield Rollout(declared(request.param), ControlPlane())
        return
    with ControlPlane() as plane:
        for one in storage_classes(request.param):
            plane.api.apply(one)
        yield roll_out(plane, declared(request.param))


@pytest.fixture(scope="session")
def operator(rollout: Rollout) -> Iterator[Operated]:
    """The operator of the stack's kube-prometheus-stack, at work; not where its cluster is not started."""
    release = rollout.release("kube-prometheus-stack")
    assert release, f"{rollout.stack.name} has no kube-prometheus-stack"
    assert not (refused := rollout.refused([release])), refused[0]
    if not rollout.plane.started:
        yield Operated(rollout.plane, release, {})
        return
    with operated(rollout.plane, release) as at_work:
        yield at_work
