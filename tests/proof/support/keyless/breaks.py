"""Edits of what a stack declares that break its way to an identity."""

from collections.abc import Callable
from typing import Any

Edit = Callable[[dict[str, Any]], Any]
"""Changes the inputs of an object in place."""
FEDERATION = "azure-native:managedidentity:FederatedIdentityCredential"
ROLE_ASSIGNMENT = "azure-native:authorization:RoleAssignment"


def of_prometheus(edit: Edit) -> Edit:
    """The edit, of the release of kube-prometheus-stack alone."""
    return lambda inputs: edit(inputs) if inputs["name"] == "kube-prometheus-stack" else None


def account_name(inputs: dict[str, Any]) -> None:
    inputs["values"]["prometheus"]["serviceAccount"]["name"] = "prometheus-server"


def another_guid(guid: str) -> str:
    return guid[:-1] + ("0" if guid.endswith("1") else "1")


def issuer(inputs: dict[str, Any]) -> None:
    """One slash at the end more or less."""
    inputs["issuer"] = inputs["issuer"].removesuffix("/") if inputs["issuer"].endswith("/") else inputs["issuer"] + "/"
