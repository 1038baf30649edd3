"""The simulated random provider."""

import secrets
import string
from collections.abc import Mapping
from typing import Any, ClassVar

from sandbox.package import Package
from sandbox.resource_type import ResourceType


def _characters(inputs: Mapping[str, Any]) -> str:
    alphabet = string.ascii_letters + string.digits + ("!@#%&*()-_=+" if inputs.get("special", True) else "")
    return "".join(secrets.choice(alphabet) for _ in range(inputs["length"]))


_KEPT = ("length", "special", "upper", "lower", "number", "numeric", "overrideSpecial", "keepers")


class Random(Package):
    """Values are drawn once and then live in the state; nothing exists outside it."""

    name = "random"
    types: ClassVar[Mapping[str, ResourceType]] = {
        "random:index/randomPassword:RandomPassword": ResourceType(immutable=_KEPT, named_by_id=False),
        "random:index/randomString:RandomString": ResourceType(immutable=_KEPT, named_by_id=False),
    }

    def make_id(self, token: str, inputs: Mapping[str, Any]) -> str:
        return _characters(inputs) if token.endswith("RandomString") else f"none-{secrets.token_hex(4)}"

    def outputs(self, token: str, id_: str, inputs: Mapping[str, Any]) -> dict[str, Any]:
        result = id_ if token.endswith("RandomString") else _characters(inputs)
        drawn = {"result": result, "bcryptHash": f"$2a$10${secrets.token_hex(26)}"}
        return {**super().outputs(token, id_, inputs), **drawn}
