"""A real Kubernetes API server, through a kubeconfig."""

import json
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from kubernetes import config, dynamic
from kubernetes.client import ApiException

FIELD_MANAGER = "prometheus-stack"


class ApiServer:
    """Server-side apply with strict field validation, and what goes with it. Errors are the server's own."""

    def __init__(self, kubeconfig: Path, context: str | None = None) -> None:
        # The client says nothing of its types.
        self.api: Any = config.new_client_from_config(str(kubeconfig), context)  # pyright: ignore[reportUnknownMemberType]
        self._dynamic: Any = None

    def apply(self, body: Mapping[str, Any]) -> dict[str, Any]:
        """The object as the server keeps it. Raises ApiException where the server refuses it."""
        query = [("fieldManager", FIELD_MANAGER), ("fieldValidation", "Strict"), ("force", "true")]
        return self._call("PATCH", self._path(body), query, body, "application/apply-patch+yaml")

    def get(self, body: Mapping[str, Any]) -> dict[str, Any] | None:
        """The live object of the same kind and name; None where there is none."""
        try:
            return self._call("GET", self._path(body))
        except ApiException as error:
            if error.status == 404:  # pyright: ignore[reportUnknownMemberType]
                return None
            raise

    def delete(self, body: Mapping[str, Any], *, seconds: float = 120) -> None:
        """Deletes an object and waits until it is gone."""
        if self.get(body) is not None:
            self._call("DELETE", self._path(body), [("propagationPolicy", "Background")])
        wait(lambda: self.get(body) is None, seconds=seconds, what=f"{name_of(body)} to be gone")

    def objects(self, api_version: str, kind: str) -> list[dict[str, Any]]:
        """Every object of a kind, in all namespaces."""
        return self._call("GET", self._resource(api_version, kind).path())["items"]

    def patch_status(self, body: Mapping[str, Any], status: Mapping[str, Any]) -> None:
        self._call("PATCH", f"{self._path(body)}/status", [], {"status": status}, "application/merge-patch+json")

    def _path(self, body: Mapping[str, Any]) -> str:
        resource, metadata = self._resource(body["apiVersion"], body["kind"]), body["metadata"]
        namespace = metadata.get("namespace", "default") if resource.namespaced else None
        return resource.path(name=metadata["name"], namespace=namespace)

    def _resource(self, api_version: str, kind: str) -> Any:
        if self._dynamic is None:
            self._dynamic = dynamic.DynamicClient(self.api)
        return self._dynamic.resources.get(api_version=api_version, kind=kind)

    def _call(
        self,
        method: str,
        path: str,
        query: list[tuple[str, str]] | None = None,
        body: Mapping[str, Any] | None = None,
        content_type: str = "application/json",
    ) -> dict[str, Any]:
        headers = {"Content-Type": content_type, "Accept": "application/json"}
        request = self.api.param_serialize(
            method, path, query_params=query or [], header_params=headers, body=body, auth_settings=["BearerToken"]
        )
        response = self.api.call_api(*request)
        response.read()
        if not 200 <= response.status <= 299:
            raise ApiException(response.status, response.reason, body=response.data.decode(errors="replace"))
        return json.loads(response.data)


def name_of(body: Mapping[str, Any]) -> str:
    metadata = body["metadata"]
    return f"{body['kind']} {metadata.get('namespace', '')}/{metadata['name']}".replace(" /", " ")


def wait(condition: Callable[[], bool], *, seconds: float, what: str) -> None:
    """Waits for a condition; TimeoutError names what was waited for."""
    deadline = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > deadline:
            raise TimeoutError(f"waited {seconds:.0f} s for {what}")
        time.sleep(0.2)
