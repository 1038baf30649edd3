"""Documents that are generated are what their generator writes."""

import runpy
from pathlib import Path

DOCS = Path(__file__).resolve().parents[2] / "docs"


def test_the_configuration_reference_is_up_to_date() -> None:
    generator = runpy.run_path(str(DOCS / "generate.py"))

    assert (DOCS / "configuration.md").read_text() == generator["reference"]() + "\n", "run: python docs/generate.py"


def test_the_page_on_the_sandbox_is_up_to_date() -> None:
    generator = runpy.run_path(str(DOCS / "generate.py"))

    assert (DOCS / "sandbox.md").read_text() == generator["sandbox_page"].page(), "run: python docs/generate.py"


def test_the_page_on_exports_is_up_to_date() -> None:
    generator = runpy.run_path(str(DOCS / "generate.py"))

    assert (DOCS / "exports.md").read_text() == generator["exports_page"].page(), "run: python docs/generate.py"


def test_the_page_on_permissions_and_its_roles_are_up_to_date() -> None:
    generator = runpy.run_path(str(DOCS / "generate.py"))
    pages = {"permissions.md": generator["permissions_page"].page(), **generator["azure_roles"].files()}

    assert {name: (DOCS / name).read_text() for name in pages} == pages, "run: python docs/generate.py"
