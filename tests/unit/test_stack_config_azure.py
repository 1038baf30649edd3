"""What the section `azure` takes."""

import pytest

from tests.unit.test_stack_config import problems, valid


@pytest.mark.parametrize("region", ["usgovvirginia", "usdodcentral", "chinaeast2", "chinanorth3"])
def test_regions_of_other_clouds_are_refused(region: str) -> None:
    stack_file = valid()

    assert (
        "public cloud"
        in problems({**stack_file, "azure": {**stack_file["azure"], "location": region}})["azure.location"]
    )
