"""Writes the pages and roles that follow from code, configuration.md among them: `python docs/generate.py`."""

import sys
import typing
from pathlib import Path
from typing import Any

from pydantic import BaseModel
from pydantic_core import PydanticUndefined

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from docs import azure_roles, exports_page, permissions_page, sandbox_page  # noqa: E402
from stack.config import (  # noqa: E402
    aws,
    azure,
    azure_alerts,
    backends,
    cluster,
    collection,
    grafana,
    ingress,
    private_dns,
    prometheus,
    thanos,
)
from stack.config.stack_config import StackConfig  # noqa: E402

TARGET = ROOT / "docs" / "configuration.md"
SANDBOX = ROOT / "docs" / "sandbox.md"
INTRODUCTION = """# Configuration

Every key of a stack file, generated from the models that check it. Keys stand under `prometheus-stack:`; those that
are not marked as required can be left out. Unknown keys, wrong types, contradictions and keys that would have no
effect end the program before any resource, all of them in one message. Only a whole section of the wrong type is
reported by Pulumi itself, before the program starts.

Secrets are never written beside other keys: a backend with `authentication: basic` reads
`prometheus-stack:<backend>-password`, one with `bearer` reads `prometheus-stack:<backend>-token`, and an application
that signs in to Azure has `prometheus-stack:azure-client-secret`, or `prometheus-stack:azure-client-certificate` for a
sidecar. All are set with `pulumi config set --secret`.
"""


def reference() -> str:
    """The whole page."""
    kinds = (
        backends.AzureMonitorBackend,
        backends.AmpBackend,
        thanos.ThanosBackend,
        backends.RemoteWriteBackend,
    )
    sections = [
        _section("The stack", StackConfig),
        _section("`azure`", azure.AzureSection),
        _section("`azure.privateLink`", azure.PrivateLink),
        _section("`azure.signIn`", azure.SignIn),
        _section("`azure.privateLink.dns`, where it is no word", private_dns.GivenZones),
        _section("`azure.collection`", collection.Collection),
        _section("`azure.collection.containerInsights`", collection.ContainerInsights),
        _section("`azure.grafana`", grafana.OwnGrafana),
        _section("`aws`", aws.AwsSection),
        _section("`aws.vpcEndpoint`", aws.VpcEndpoint),
        _section("`cluster`", cluster.ClusterSection),
        _section("`prometheus`", prometheus.PrometheusSection),
        _section("`prometheus.serviceAccount`", prometheus.ServiceAccountSection),
        _section("`ingress`", ingress.IngressSection),
        *(_section(f"A backend of kind `{_kind(model)}`", model) for model in kinds),
        _section("`alerts` of Azure Monitor", azure_alerts.Alerts),
        _section("`limits` of Azure Monitor", azure_alerts.Limits),
        _section("`workspace` of AMP", backends.ExistingAmpWorkspace),
        _section("`retention` of Thanos", thanos.Retention),
    ]
    return "\n".join([INTRODUCTION, *sections])


def _kind(model: type[BaseModel]) -> str:
    return typing.get_args(model.model_fields["kind"].annotation)[0]


def _section(title: str, model: type[BaseModel]) -> str:
    rows = [
        f"| `{field.alias}` | {_default(field)} | {field.description}{_choices(field.annotation)} |"
        for name, field in model.model_fields.items()
        if field.description
    ]
    head = ["", f"## {title}", "", (model.__doc__ or "").strip(), "", "| key | default | meaning |", "|---|---|---|"]
    return "\n".join([*head, *rows])


def _choices(annotation: Any) -> str:
    choices = typing.get_args(annotation) if typing.get_origin(annotation) is typing.Literal else ()
    return f" One of {', '.join(f'`{choice}`' for choice in choices)}." if choices else ""


def _default(field: Any) -> str:
    if field.is_required():
        return "required"
    default = field.get_default(call_default_factory=True)
    if default is None or default is PydanticUndefined:
        return ""
    if isinstance(default, BaseModel):
        return "see below"
    return f"`{default}`" if default not in ({}, []) else ""


if __name__ == "__main__":
    TARGET.write_text(reference() + "\n")
    SANDBOX.write_text(sandbox_page.page())
    (ROOT / "docs" / "exports.md").write_text(exports_page.page())
    (ROOT / "docs" / "permissions.md").write_text(permissions_page.page())
    for name, role in azure_roles.files().items():
        (ROOT / "docs" / name).write_text(role)
