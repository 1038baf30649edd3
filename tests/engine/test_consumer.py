"""A program that is not ours works with what a stack exports: `examples/consumer`, on the hub's own clouds."""

import ast
import json
import runpy
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

import pytest
import yaml

from sandbox.engine import ROOT, Sandbox

EXAMPLE = ROOT / "examples" / "consumer"
STACK_FILE = EXAMPLE / "Pulumi.prod.yaml"


class Life(NamedTuple):
    """What was seen of the example from its first preview to its end."""

    planned: Mapping[str, int]
    built: Mapping[str, int]
    again: Mapping[str, int]
    release: dict[str, Any]
    """Inputs of the chart's release."""
    secrets: dict[str, dict[str, str]]
    """Texts of the Secrets that it made, by name in the cluster."""
    hub: Mapping[str, Any]
    """Outputs of the hub."""
    written: str
    """All that the engine has printed, and the stack's state."""
    left: set[str]
    """What was there when the example was gone, and not before it came."""


@pytest.fixture(scope="module")
def life(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Life]:
    home, said, opened = tmp_path_factory.mktemp("consumer"), list[str](), list[Sandbox]()

    def open_(stack: str | Path, **options: Any) -> Sandbox:
        opened.append(Sandbox(str(stack), home=home, say=said.append, **options))
        return opened[-1]

    def example() -> Sandbox:
        return open_(STACK_FILE, project=EXAMPLE / "Pulumi.yaml", program=_run)

    hub = open_("hub-thanos")
    hub.up()
    before = {*hub.cloud.objects}
    planned, built, again = example().preview(), example().up(), example().up()
    box = example()
    made = [one for key, one in box.cloud.objects.items() if key not in before]
    state = json.dumps(box.state())
    box.destroy()
    yield Life(
        planned,
        built,
        again,
        next(one.inputs for one in made if one.token.endswith(":Release")),
        {one.inputs["metadata"]["name"]: one.inputs["stringData"] for one in made if one.token.endswith(":Secret")},
        {name: output.value for name, output in hub.outputs().items()},
        "\n".join([*said, state]),
        {*box.cloud.objects} - before,
    )
    for box in opened:
        box.__exit__()


def _run() -> None:
    runpy.run_path(str(EXAMPLE / "__main__.py"), run_name="__main__")


def _data_sources(life: Life) -> list[dict[str, Any]]:
    [file] = life.release["values"]["datasources"].values()
    return file["datasources"]


def test_it_is_built_as_planned_stays_unchanged_and_goes_without_a_trace(life: Life) -> None:
    assert set(life.planned) == {"create"}
    assert life.built == {"create": life.planned["create"]}
    assert life.again == {"same": life.planned["create"]}
    assert life.left == set()


def test_its_data_sources_are_those_of_the_hub(life: Life) -> None:
    sources = [{key: value for key, value in one.items() if key != "secureJsonData"} for one in _data_sources(life)]

    assert sources == life.hub["grafanaDataSources"] != []


def test_a_password_reaches_grafana_through_its_environment(life: Life) -> None:
    reached = {}
    for source in _data_sources(life):
        variable = source["secureJsonData"]["basicAuthPassword"]
        assert variable.startswith("$")
        reference = life.release["values"]["envValueFrom"][variable.removeprefix("$")]["secretKeyRef"]
        reached[source["name"]] = life.secrets[reference["name"]][reference["key"]]

    assert reached == life.hub["passwords"] != {}


def test_no_password_is_written_in_plain(life: Life) -> None:
    for password in life.hub["passwords"].values():
        assert password not in life.written
        assert password not in json.dumps(life.release)


def test_it_imports_nothing_of_ours() -> None:
    imports = [one for one in ast.walk(ast.parse((EXAMPLE / "__main__.py").read_text())) if isinstance(one, ast.Import)]
    required = (EXAMPLE / "requirements.txt").read_text().split()

    assert {alias.name for one in imports for alias in one.names} == {"pulumi", "pulumi_kubernetes"}
    assert {one.partition(">")[0].replace("-", "_") for one in required} == {"pulumi", "pulumi_kubernetes"}
    assert not any(
        isinstance(one, ast.ImportFrom) for one in ast.walk(ast.parse((EXAMPLE / "__main__.py").read_text()))
    )


def test_its_stack_file_says_what_its_project_asks_for() -> None:
    project = yaml.safe_load((EXAMPLE / "Pulumi.yaml").read_text())
    said = yaml.safe_load(STACK_FILE.read_text())["config"]

    assert said.keys() == {f"{project['name']}:{key}" for key in project["config"]}
