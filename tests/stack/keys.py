"""Every key of a stack file, found by walking the configuration's models, and other values for each."""

import types
import typing
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Literal

from stack.config import collection as c
from stack.config import values as v
from stack.config.amp_alerting import Definition, TopicArn
from stack.config.amp_logs import LogKeyArn
from stack.config.amp_settings import KmsKeyArn, LabelName
from stack.config.model import Model
from stack.config.target import MetricPattern
from tests.authorities import ANOTHER_AUTHORITY
from tests.stack.others import OTHER_HUB

ABSENT = object()
"""The value of a key that is left out."""
OTHERS: dict[Any, tuple[str, ...]] = {
    str: ("other",),
    v.Guid: ("99999999-9999-4999-8999-999999999999",),
    v.DomainName: ("other.example.com",),
    v.HttpUrl: ("https://other.example.com/push",),
    v.HttpsUrl: ("https://other.example.com/issuer",),
    v.Duration: ("77s",),
    v.Days: ("20d", "200d", "900d"),
    v.Quantity: ("77Gi",),
    v.Cluster: ("other",),
    v.Environment: ("stage",),
    v.StorageClass: ("other",),
    v.AzureLocation: ("francecentral",),
    v.ResourceGroup: ("rg-other",),
    v.AwsRegion: ("eu-central-1",),
    v.AccountId: ("999999999999",),
    v.Email: ("other@example.com",),
    v.VpcId: ("vpc-99999999",),
    v.AwsSubnetId: ("subnet-99999999",),
    v.SubnetId: (
        "/subscriptions/99999999-9999-4999-8999-999999999999/resourceGroups/rg/providers/Microsoft.Network"
        "/virtualNetworks/other/subnets/other",
    ),
    v.VirtualNetworkId: (
        "/subscriptions/99999999-9999-4999-8999-999999999999/resourceGroups/rg/providers/Microsoft.Network"
        "/virtualNetworks/other",
    ),
    v.ZoneName: ("privatelink.example",),
    v.PrivateZoneId: (
        "/subscriptions/99999999-9999-4999-8999-999999999999/resourceGroups/rg/providers/Microsoft.Network"
        "/privateDnsZones/privatelink.blob.core.windows.net",
    ),
    v.PrivateLinkScopeId: (
        "/subscriptions/99999999-9999-4999-8999-999999999999/resourceGroups/rg/providers/Microsoft.Insights"
        "/privateLinkScopes/other",
    ),
    v.Cidr: ("192.168.0.0/24",),
    v.BackendName: ("other", "azure-two", "amp-two", "thanos-two"),
    v.StackName: (OTHER_HUB,),
    v.MonitorWorkspaceId: (
        "/subscriptions/99999999-9999-4999-8999-999999999999/resourceGroups/rg/providers/Microsoft.Monitor/accounts/o",
    ),
    v.GrafanaOfBackend: (
        "own",
        "/subscriptions/99999999-9999-4999-8999-999999999999/resourceGroups/rg/providers/Microsoft.Dashboard/grafana/o",
    ),
    v.ActionGroupId: (
        "/subscriptions/99999999-9999-4999-8999-999999999999/resourceGroups/rg/providers/Microsoft.Insights"
        "/actionGroups/other",
    ),
    v.RuleFilePath: ("examples/rules/nodes.yaml",),
    v.IdentityId: (
        "/subscriptions/99999999-9999-4999-8999-999999999999/resourceGroups/rg/providers/Microsoft.ManagedIdentity"
        "/userAssignedIdentities/other",
    ),
    v.KubernetesNamespace: ("other",),
    v.AccountName: ("other",),
    v.AmpWorkspaceId: ("ws-99999999-9999-4999-8999-999999999999",),
    v.Pem: (ANOTHER_AUTHORITY,),
    KmsKeyArn: ("arn:aws:kms:eu-west-1:123456789012:key/99999999-9999-4999-8999-999999999999",),
    LogKeyArn: ("arn:aws:kms:eu-west-1:123456789012:key/99999999-9999-4999-8999-999999999999",),
    LabelName: ("other",),
    TopicArn: ("arn:aws:sns:eu-west-1:123456789012:other",),
    Definition: ("alertmanager_config: 'route: {receiver: other}\n\nreceivers: [{name: other}]'",),
    MetricPattern: ("other_.*",),
    c.Interval: ("9m",),
    c.Namespace: ("other",),
}
"""Valid values of every kind of string; where there are several, each is for other stacks."""


@dataclass(frozen=True)
class Key:
    """A key of a stack file. A step `<amp>` of its path is any backend of that kind."""

    path: tuple[str, ...]
    annotation: Any
    default: Any

    def __str__(self) -> str:
        return ".".join(self.path)

    @property
    def is_section(self) -> bool:
        return any(_all_models(self.annotation))


def keys_of(model: type[Model], path: tuple[str, ...] = ()) -> Iterator[Key]:
    """The keys of a model and of the models in it, but for those that have no value of their own: tags of one value,
    and sections that cannot be left out."""
    hints = typing.get_type_hints(model, include_extras=True)
    for name, field in model.model_fields.items():
        here, annotation = (*path, field.alias or name), hints[name]
        if not _is_tag(annotation) and not _is_model(annotation):
            yield Key(here, annotation, ABSENT if field.is_required() else field.get_default(call_default_factory=True))
        for kind, inner in _models(annotation):
            yield from keys_of(inner, (*here, f"<{kind}>") if kind else here)


def other_values(annotation: Any, current: Any) -> Iterator[Any]:
    """Other values than the current one; that all are valid in a stack file nobody promises."""
    if annotation in OTHERS:
        yield from (text for text in OTHERS[annotation] if text != current)
        return
    match typing.get_origin(annotation), typing.get_args(annotation):
        case typing.Annotated, (inner, *_):
            yield from other_values(inner, current)
        case origin, _ if origin is Literal:
            yield from (value for value in typing.get_args(annotation) if value != current)
        case origin, (item,) if origin is list:
            yield from ([*current, other] for other in other_values(item, ABSENT) if other not in current)
            yield current[:-1]
        case origin, (name, item) if origin is dict:
            yield from _other_maps(name, item, current)
        case origin, (*options,) if origin in (types.UnionType, typing.Union):
            yield from (o for option in options if option is not type(None) for o in other_values(option, current))
            if type(None) in options and current is not None:
                yield ABSENT
        case _:
            yield from _plain(annotation, current)


def _plain(annotation: Any, current: Any) -> Iterator[Any]:
    if _is_model(annotation):
        return
    if annotation is bool:
        yield not current
    elif annotation is int:
        yield from ((current or 0) + 1, (current or 0) - 1)
    else:
        raise LookupError(f"no other value known for {annotation}: add one to OTHERS")


def _other_maps(name: Any, item: Any, current: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """With an entry more; where entries are models, with one renamed; where they are ids, with another one."""
    if item is not str and item in OTHERS:
        yield from ({**current, key: other} for key in current for other in OTHERS[item])
        return
    for other in other_values(name, ABSENT):
        if item is str:
            yield {**current, other: "value"}
        elif current:
            (_, first), *rest = current.items()
            yield {other: first, **dict(rest)}


def _is_tag(annotation: Any) -> bool:
    return typing.get_origin(annotation) is Literal and len(typing.get_args(annotation)) == 1


def _models(annotation: Any) -> Iterator[tuple[str, type[Model]]]:
    """Models in an annotation, each with its tag where it is one of several kinds."""
    found = [*_all_models(annotation)]
    for model in found:
        yield (typing.get_args(model.model_fields["kind"].annotation)[0] if len(found) > 1 else ""), model


def _all_models(annotation: Any) -> Iterator[type[Model]]:
    if _is_model(annotation):
        yield annotation
    for part in typing.get_args(annotation):
        yield from _all_models(part)


def _is_model(annotation: Any) -> bool:
    return isinstance(annotation, type) and issubclass(annotation, Model)
