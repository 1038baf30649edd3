"""The key `azure.privateLink.dns`."""

from typing import Annotated, Any, Literal

from pydantic import Discriminator, Field, Tag

from stack.config.model import Model
from stack.config.values import PrivateZoneId, ZoneName


class GivenZones(Model):
    """Private DNS zones of somebody else, to which records are written. Nothing else of them is changed."""

    zones: dict[ZoneName, PrivateZoneId] = Field(
        min_length=1,
        description="ARM id by name of every zone that the private stores need, in any subscription of the tenant. "
        "Their owner links networks to them. Zones that another private link scope fills already belong to that one: "
        "see `scope`.",
    )


def _form(value: Any) -> str:
    return "<zones>" if isinstance(value, dict | GivenZones) else "<word>"


Dns = Annotated[
    Annotated[Literal["create", "none"], Tag("<word>")] | Annotated[GivenZones, Tag("<zones>")], Discriminator(_form)
]
"""Whose private DNS zones are: made here, nobody's business here, or given."""
