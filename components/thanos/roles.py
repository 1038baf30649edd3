"""What every role of Thanos is told."""

from typing import TypedDict

import pulumi

from components.contracts.volumes import Volume
from components.thanos.object_store import BucketAccess


class RoleArgs(TypedDict):
    """Arguments of a role."""

    instance: str
    """Name of the Thanos instance; the role's component is named `<instance>-<role>`."""
    namespace: pulumi.Input[str]
    """Namespace of the role's objects."""


class BucketRoleArgs(RoleArgs):
    """Arguments of a role that touches the bucket."""

    bucket: BucketAccess
    """What its pods do that with."""
    volume: Volume
    """Volume of each pod."""
