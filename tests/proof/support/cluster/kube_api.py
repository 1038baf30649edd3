"""A small client of a real API server: server-side apply with strict field validation, reads, deletes."""

import json
import ssl
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.proof.support.waiting import PATIENCE, wait_until

Object = dict[str, Any]
APPLY = "application/apply-patch+yaml"
MERGE = "application/merge-patch+json"
MANAGER = "proof"


class Refused(Exception):
    """The API server said no; the message is its own."""

    def __init__(self, code: int, message: str) -> None:
        super().__init__(message)
        self.code = code


class Warned(Exception):
    """The API server accepted an object and warned about it."""


@dataclass
class KubeApi:
    """Requests with one user's token. Raises Refused with the API server's message."""

    server: str
    token: str
    authority: Path
    """Certificate that the server's own is checked with."""
    _kinds: dict[tuple[str, str], Mapping[str, Any]] = field(default_factory=dict, repr=False)

    def request(self, method: str, path: str, body: Object | None = None, **query: str) -> Any:
        """The server's answer, read as JSON where it is JSON."""
        return self._send(method, path, body, "application/json", query)[0]

    def apply(self, wanted: Object, *, manager: str = MANAGER, dry_run: bool = False) -> Object:
        """The object as the server has it after a server-side apply with strict field validation.

        Raises Warned where the server accepts it and has something to say. A dry run goes through the same schema, CEL
        and admission, changes nothing and takes fields that others own.
        """
        name = wanted["metadata"]["name"]
        options = {"dryRun": "All", "force": "true"} if dry_run else {}
        path = self.path(wanted["apiVersion"], wanted["kind"], wanted["metadata"].get("namespace"), name)
        query = {"fieldManager": manager, "fieldValidation": "Strict", **options}
        answer, warnings = self._send("PATCH", path, wanted, APPLY, query)
        if warnings:
            raise Warned("; ".join(_warning(one) for one in warnings))
        return answer

    def get(self, api_version: str, kind: str, name: str, namespace: str | None = None) -> Object:
        return self.request("GET", self.path(api_version, kind, namespace, name))

    def list(self, api_version: str, kind: str, namespace: str | None = None, **query: str) -> list[Object]:
        """Objects of a kind, of all namespaces when none is named, each with its kind."""
        answer = self.request("GET", self.path(api_version, kind, namespace), None, **query)
        return [{"apiVersion": api_version, "kind": kind, **one} for one in answer["items"]]

    def delete(self, one: Object) -> None:
        """Deletes an object together with what it owns, and returns when it is gone."""
        metadata = one["metadata"]
        path = self.path(one["apiVersion"], one["kind"], metadata.get("namespace"), metadata["name"])
        self.request("DELETE", path, propagationPolicy="Foreground")
        wait_until(lambda: not self._exists(path), what=f"{one['kind']} {metadata['name']} to be deleted")

    def merge_status(self, one: Object, status: Object) -> None:
        """Writes the status of an object, as its controller would."""
        metadata = one["metadata"]
        path = self.path(one["apiVersion"], one["kind"], metadata.get("namespace"), metadata["name"])
        self._send("PATCH", f"{path}/status", {"status": status}, MERGE, {})

    def path(self, api_version: str, kind: str, namespace: str | None = None, name: str = "") -> str:
        """Path of an object, or of its kind. Fails where the server does not know the kind."""
        known = (api_version, kind)
        if known not in self._kinds:
            # A definition is established a moment before its kind is served.
            wait_until(lambda: self._discover(api_version, kind), what=f"{kind} of {api_version} to be served")
        resource = self._kinds[known]
        scope = f"/namespaces/{namespace}" if namespace and resource["namespaced"] else ""
        return f"{_group(api_version)}{scope}/{resource['name']}" + (f"/{name}" if name else "")

    def _discover(self, api_version: str, kind: str) -> bool:
        try:
            found = self.request("GET", _group(api_version))["resources"]
        except Refused:
            return False
        self._kinds.update({(api_version, one["kind"]): one for one in found if "/" not in one["name"]})
        return (api_version, kind) in self._kinds

    def _exists(self, path: str) -> bool:
        try:
            self.request("GET", path)
        except Refused as refused:
            if refused.code == 404:
                return False
            raise
        return True

    def _send(
        self, method: str, path: str, body: Object | None, content_type: str, query: Mapping[str, str]
    ) -> tuple[Any, Sequence[str]]:
        url = f"{self.server}{path}?{urllib.parse.urlencode(query)}"
        headers = {"Authorization": f"Bearer {self.token}", "Content-Type": content_type}
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(url, data, headers, method=method)
        trust = ssl.create_default_context(cafile=str(self.authority))
        try:
            with urllib.request.urlopen(request, context=trust, timeout=PATIENCE) as response:
                answer, warnings = response.read().decode(), response.headers.get_all("Warning") or []
        except urllib.error.HTTPError as error:
            text = error.read().decode(errors="replace")
            raise Refused(error.code, json.loads(text)["message"] if text.startswith("{") else text) from None
        return json.loads(answer) if answer.startswith("{") else answer, warnings


def _warning(header: str) -> str:
    """Text of a warning: `299 - "text"`."""
    return json.loads(header.split(" ", 2)[2])


def _group(api_version: str) -> str:
    return f"/apis/{api_version}" if "/" in api_version else f"/api/{api_version}"
