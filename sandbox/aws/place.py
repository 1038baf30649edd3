"""Where a write goes: account and region, and the names that AWS gives by them."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, cast

from sandbox.aws.botocore_data import partition_of

DEFAULT_ACCOUNT = "123456789012"
DEFAULT_REGION = "us-east-1"


@dataclass(frozen=True)
class Place:
    """An account in a region."""

    account: str
    region: str

    @classmethod
    def of(cls, config: Mapping[str, Any], inputs: Mapping[str, Any]) -> "Place":
        """Where a resource of these inputs is made by a provider of this configuration."""
        accounts = _listed(config.get("allowedAccountIds"))
        region = inputs.get("region") or config.get("region") or DEFAULT_REGION
        return cls(accounts[0] if accounts else DEFAULT_ACCOUNT, str(region))

    def scope(self, *, regional: bool) -> str:
        """What the ids of the account's things, or of those in the region, are unique in."""
        return f"{self.account}/{self.region}" if regional else self.account

    @property
    def partition(self) -> str:
        return partition_of(self.region) or "aws"

    def arn(self, service: str, resource: str, *, regional: bool = True) -> str:
        return f"arn:{self.partition}:{service}:{self.region if regional else ''}:{self.account}:{resource}"


@dataclass(frozen=True)
class Arn:
    """A name of one thing in all of AWS."""

    service: str
    region: str
    account: str
    resource: str

    @classmethod
    def parse(cls, text: str) -> "Arn | None":
        """The ARN that a text is; None where it is none."""
        parts = text.split(":", 5)
        if len(parts) != 6 or parts[0] != "arn":
            return None
        return cls(*parts[2:])

    @property
    def kind(self) -> str:
        """Service and kind of resource, such as `aps:workspace`; an SNS topic has no kind in its ARN."""
        head = self.resource.replace("/", ":").split(":")[0]
        return "sns:topic" if self.service == "sns" else f"{self.service}:{head}"


def _listed(value: Any) -> list[str]:
    """A provider's list, which arrives as JSON text."""
    try:
        values = json.loads(value) if isinstance(value, str) else value
    except ValueError:
        return []
    return [str(one) for one in cast(list[Any], values)] if isinstance(values, list) else []


def default_tags(config: Mapping[str, Any]) -> dict[str, Any]:
    """Tags that the provider puts on everything it makes."""
    given = config.get("defaultTags")
    default = json.loads(given) if isinstance(given, str) and given else given
    return dict(cast(dict[str, Any], default).get("tags") or {}) if isinstance(default, dict) else {}
