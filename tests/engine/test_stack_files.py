"""Every stack file of the repository, through its whole life in the real engine."""

from pathlib import Path

import pytest

from sandbox.engine import ROOT
from tests.engine.conftest import Open

STACK_FILES = sorted([*ROOT.glob("Pulumi.*.yaml"), *(ROOT / "tests" / "stacks").glob("*.yaml")])
UNKNOWN = "04da6b54-80e4-46f7-96ec-b56ff0331ba9"


@pytest.mark.parametrize("stack_file", STACK_FILES, ids=lambda path: path.stem)
def test_a_stack_is_built_stays_unchanged_and_goes_without_a_trace(
    sandbox: Open, said: list[str], stack_file: Path
) -> None:
    planned = sandbox(stack_file).preview()
    built = sandbox(stack_file).up()
    again = sandbox(stack_file).up()
    refreshed = sandbox(stack_file).refresh()
    box = sandbox(stack_file)
    secrets = [
        text
        for one in box.cloud.objects.values()
        for text in (one.outputs.get("result"), *one.inputs.get("stringData", {}).values())
        if text and (one.token.endswith("RandomPassword") or one.token.endswith(":Secret"))
    ]
    state = str(box.state())
    box.destroy()

    assert set(planned) == {"create"}
    assert built == {"create": planned["create"]}, "what was previewed is not what was built"
    assert again == {"same": planned["create"]}
    assert set(refreshed) == {"same"}
    assert box.cloud.objects == {}
    assert ("thanos" in stack_file.stem) <= bool(secrets), "the Thanos stack has secrets to look for"
    for secret in secrets:
        if secret != "thanos":
            assert secret not in state
            assert secret not in "\n".join(said)


@pytest.mark.parametrize("stack_file", sorted((ROOT / "tests" / "stacks").glob("*.yaml")), ids=lambda path: path.stem)
def test_a_store_takes_a_dozen_lines(stack_file: Path) -> None:
    lines = [line for line in stack_file.read_text().splitlines() if line.strip()]

    assert len(lines) <= 14 if stack_file.stem == "edge" else len(lines) <= 12
