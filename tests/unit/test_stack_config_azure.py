"""What the section `azure` takes."""

from typing import Any

import pytest

from tests.unit.test_stack_config import check, problems, valid


def azure(backends: dict[str, Any] | None = None, **changes: Any) -> dict[str, Any]:
    """A stack file with other keys in its section `azure`."""
    stack_file = valid()
    return {**stack_file, "azure": {**stack_file["azure"], **changes}, **({"backends": backends} if backends else {})}


@pytest.mark.parametrize(
    ("region", "theirs"),
    [
        ("usgovvirginia", "usgovernment"),
        ("usdodcentral", "usgovernment"),
        ("chinaeast2", "china"),
        ("chinanorth3", "china"),
    ],
)
def test_a_region_of_another_cloud_is_told_its_cloud(region: str, theirs: str) -> None:
    assert problems(azure(location=region)) == {"azure.location": f"is a region of {theirs}, and azure.cloud is public"}
    assert check(azure(location=region, cloud=theirs)).azure
    said = {"azure.location": f"is a region of public, and azure.cloud is {theirs}"}
    assert problems(azure(location="westeurope", cloud=theirs)) == said


def test_a_cloud_that_there_is_not_is_refused_and_nothing_else_follows_from_it() -> None:
    found = problems(azure(location="usgovvirginia", cloud="germany"))

    assert list(found) == ["azure.cloud"]
