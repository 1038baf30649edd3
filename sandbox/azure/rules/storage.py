"""Storage accounts and their blobs."""

from typing import Any

from sandbox.azure import arm
from sandbox.rules import Request, Table

RULES = Table("azure-native")
_ZONES = ("ZRS", "GZRS", "RAGZRS")
_LONGEST_RETENTION = 365


@RULES.rule(
    "storage:StorageAccount",
    says="a redundancy that changes between one zone and several (ZRS and LRS), or a performance tier, in place",
    source="https://github.com/hashicorp/terraform-provider-azurerm/issues/6526",
    steps=("update",),
)
def _redundancy(request: Request) -> str | None:
    old, new = (arm.text(inputs, "sku.name") for inputs in (request.old.inputs if request.old else {}, request.inputs))
    if _kind(old) != _kind(new):
        return f"409 StorageAccountTypeConversionNotAllowed: {old} of {request.id} cannot become {new}"
    return None


def _kind(sku: str) -> tuple[str, bool]:
    tier, _, redundancy = sku.partition("_")
    return tier, redundancy in _ZONES


@RULES.rule(
    "storage:BlobServiceProperties",
    says="a soft delete that keeps for less than a day or more than 365",
    source="https://learn.microsoft.com/rest/api/storagerp/blob-services/set-service-properties#deleteretentionpolicy",
)
def _retention(request: Request) -> str | None:
    for policy in ("deleteRetentionPolicy", "containerDeleteRetentionPolicy"):
        enabled, days = (next(arm.at(request.inputs, f"{policy}.{key}"), None) for key in ("enabled", "days"))
        if (enabled or days is not None) and not _is_retention(days):
            return f"400 InvalidRequestPropertyValue: The value '{days}' is not allowed for property {policy}.days."
    return None


def _is_retention(days: Any) -> bool:
    return isinstance(days, int) and 1 <= days <= _LONGEST_RETENTION
