"""Settings of a workspace that stay in AWS when a program no longer says them: the provider takes them for AWS' own."""

from collections.abc import Mapping
from typing import Any, cast

import pulumi

# https://docs.aws.amazon.com/prometheus/latest/userguide/AMP_quotas.html
_OF_A_NEW_WORKSPACE = {"outOfOrderTimeWindowInSeconds": 60, "ruleQueryOffsetInSeconds": 60}
_KEYS = {
    "limitsPerLabelSets": "series_limits",
    "outOfOrderTimeWindowInSeconds": "out_of_order_seconds",
    "ruleQueryOffsetInSeconds": "rule_query_offset_seconds",
}


class KeptSettingError(pulumi.RunError):
    """Leaving out what would go on in AWS."""


def refuse_leaving_out(args: pulumi.ResourceHookArgs) -> None:
    """Raises KeptSettingError, in a preview too, where a setting that is in force is no longer said."""
    old, new = args.old_inputs or {}, args.new_inputs or {}
    for property_, key in _KEYS.items():
        if property_ in old and property_ not in new and (way_out := _still_in_force(property_, old)):
            raise KeptSettingError(f"{args.name}: {key} would stay in AWS as it is when it is left out: {way_out}")


def _still_in_force(property_: str, old: Mapping[str, Any]) -> str:
    """What to say instead of nothing; nothing where AWS would do as much by itself."""
    if property_ in _OF_A_NEW_WORKSPACE:
        usual = _OF_A_NEW_WORKSPACE[property_]
        return "" if old[property_] == usual else f"say {usual}, which a new workspace has; after that leave it out"
    limits = cast("list[Mapping[str, Any]]", old[property_])
    in_force = any(limit["limits"]["maxSeries"] for limit in limits)
    return "lift the limits by a default of 0; after that leave them out" if in_force else ""
