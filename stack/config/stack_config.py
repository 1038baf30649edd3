"""The whole configuration of a stack: every mistake is reported at once, before any resource."""

import json
from collections.abc import Iterator, Mapping
from typing import Any, Literal, TypeVar, cast

import pulumi
from pulumi.runtime import config as runtime_config
from pydantic import Field, ValidationError

from stack.config.aws import AwsSection
from stack.config.azure import AzureSection
from stack.config.azure_monitor import AzureMonitorBackend
from stack.config.backends import SECRET_SUFFIXES, AmpBackend, Backend, RemoteWriteBackend
from stack.config.cluster import ClusterSection
from stack.config.collection import Collection
from stack.config.conflicts import conflicts
from stack.config.ingress import IngressSection
from stack.config.model import Model
from stack.config.private_link_problems import private_link_problems
from stack.config.problems import Problem, mapping, problem_of, unknown_key
from stack.config.prometheus import PrometheusSection
from stack.config.sign_in_values import SECRET, sign_in_secrets
from stack.config.thanos import ThanosBackend
from stack.config.values import BackendName, Cluster, Environment

Kind = TypeVar("Kind", AzureMonitorBackend, AmpBackend, ThanosBackend, RemoteWriteBackend)


class ConfigError(pulumi.RunError):
    """Everything that is wrong with a stack file. A RunError ends the program without a traceback."""

    def __init__(self, project: str, problems: list[Problem]) -> None:
        self.problems = problems
        lines = "\n".join(f"  {project}:{key}: {problem}" for key, problem in sorted(problems))
        super().__init__(f"the stack's configuration is not valid:\n{lines}")


class StackConfig(Model):
    """What a stack file says under `prometheus-stack:`."""

    environment: Environment = Field(description="Name of the environment; `prod` protects data.")
    name: Cluster | None = Field(
        default=None,
        description="What names of stores begin with; the cluster's name when left out, without a cluster the stack's. "
        "Cannot be changed: who gives stores a cluster later says here what they are called.",
    )
    protect: Literal["auto", "always", "never"] = Field(
        default="auto", description="Whether data is protected; `auto`: in `prod` only."
    )
    tags: dict[str, str] = Field(default_factory=dict, description="Tags of every cloud resource.")
    azure: AzureSection | None = Field(
        default=None,
        description="Needed by `azure-monitor` and a `thanos` that is built here, and to look an AKS cluster up.",
    )
    aws: AwsSection | None = Field(default=None, description="Needed by `amp`, and to look an EKS cluster up.")
    cluster: ClusterSection | None = Field(
        default=None,
        description="The cluster that is monitored; the stack builds stores for others only when left out.",
    )
    prometheus: PrometheusSection = Field(default=PrometheusSection(), description="The Prometheus on it.")
    ingress: IngressSection | None = Field(default=None, description="Reaches Thanos from outside the cluster.")
    backends: dict[BackendName, Backend] = Field(min_length=1, description="Stores, by names of your choosing.")

    @classmethod
    def load(cls, config: pulumi.Config) -> "StackConfig":
        """Reads and checks the stack's configuration. Raises ConfigError with every problem."""
        keys = {**runtime_config.get_config_env(), **runtime_config.CONFIG.get()}
        own = {k.partition(":")[2]: v for k, v in keys.items() if k.partition(":")[0] == config.name}
        secret = {key for key in own if runtime_config.is_config_secret(f"{config.name}:{key}")}
        return cls.check(config.name, own, secret)

    @classmethod
    def check(cls, project: str, texts: Mapping[str, str], secret: set[str]) -> "StackConfig":
        """The configuration from its keys' texts, of which `secret` are encrypted. Raises ConfigError."""
        fields = {field.alias or name for name, field in cls.model_fields.items()}
        # Pulumi.yaml gives a key that is left out an empty value.
        given = {key: text for key, text in texts.items() if text not in ("", "{}") or key == "backends"}
        values = {key: _parsed(text) for key, text in given.items() if key in fields - secret}
        problems = [
            *_key_problems(fields, set(texts), secret, _secret_keys(values.get("backends")) | sign_in_secrets(values)),
            *conflicts({**dict.fromkeys(secret), **values}),
        ]
        try:
            loaded = cls.model_validate(values)
        except ValidationError as error:
            # The value of an encrypted key is neither read nor shown.
            problems += [problem_of(e, cls) for e in error.errors() if e["loc"][0] not in secret]
            raise ConfigError(project, problems) from None
        problems += private_link_problems(loaded)
        if problems:
            raise ConfigError(project, problems)
        return loaded

    @property
    def protected(self) -> bool:
        return self.protect == "always" or (self.protect == "auto" and self.environment == "prod")

    @property
    def owner(self) -> str:
        """What names of stores begin with: as the stack file says; else its cluster's name, without one its own."""
        return self.name or (self.cluster.name if self.cluster else pulumi.get_stack())

    @property
    def is_keyless(self) -> bool:
        """Whether a cloud is asked to trust the cluster's tokens."""
        return any(
            isinstance(backend, AmpBackend)
            or (isinstance(backend, ThanosBackend) and backend.is_built)
            or (
                isinstance(backend, AzureMonitorBackend) and self.azure is not None and self.azure.sign_in.trusts_tokens
            )
            for backend in self.backends.values()
        )

    @property
    def collection(self) -> Collection | None:
        """What Azure's own agent collects in the cluster; None where nobody asks for it."""
        return self.azure.collection if self.azure else None

    def of(self, kind: type[Kind]) -> dict[str, Kind]:
        """The backends of one kind, by name."""
        return {name: backend for name, backend in self.backends.items() if isinstance(backend, kind)}

    def is_closed(self, backend: AzureMonitorBackend | ThanosBackend) -> bool:
        """Whether what this stack makes of a store in Azure has no public door."""
        return self.is_private(backend) and not (self.azure and self.azure.keeps_public_doors)

    def is_private(self, backend: AzureMonitorBackend | ThanosBackend) -> bool:
        """Whether what this stack makes of a store in Azure is reached through its network's private endpoints."""
        has_network = self.azure is not None and self.azure.private_link is not None
        return has_network and backend.access is None and backend.has_own_way_in

    def queries_privately(self, backend: AzureMonitorBackend) -> bool:
        """Whether a workspace that this stack builds is queried through its network's private endpoints only."""
        return backend.is_built and self.is_private(backend) and backend.queries != "public"

    @property
    def has_private_grafana(self) -> bool:
        """Whether the page of this stack's own Grafana is reached through its network's private endpoints."""
        azure = self.azure
        return bool(azure and azure.private_link and azure.grafana and azure.grafana.access is None)


def _parsed(text: str) -> Any:
    """A key's value: maps and lists arrive as JSON."""
    try:
        value = json.loads(text)
    except ValueError:
        return text
    return cast("object", value) if isinstance(value, dict | list) else text


def _key_problems(known: set[str], given: set[str], secret: set[str], wanted: set[str]) -> Iterator[Problem]:
    for key in secret & known:
        yield key, f"holds a secret; secrets have keys of their own: <backend>-password, <backend>-token, {SECRET}"
    for key in given - known - wanted:
        yield key, unknown_key([key], [*known, *wanted])
    for key in wanted - (given & secret):
        state = "must be encrypted" if key in given else "is missing"
        yield key, f"{state}; set it with: pulumi config set --secret {key}"


def _secret_keys(backends: Any) -> set[str]:
    """Keys of the secrets that the backends need."""
    asked = {name: mapping(backend).get("authentication") for name, backend in mapping(backends).items()}
    return {
        f"{name}-{suffix}" for name, one in asked.items() for kind, suffix in SECRET_SUFFIXES.items() if one == kind
    }
