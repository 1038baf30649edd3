"""Access to a store that somebody else owns: the credential as a Secret, who vouches for it, and the target."""

from typing import NotRequired, TypedDict

import pulumi
import pulumi_kubernetes as k8s

from components.cluster.remote_write_values import TargetError
from components.contracts.ordering import once_ready
from components.contracts.remote_write import ConfigMapKey, Queue, RemoteWriteTarget, SecretKey

NONE = "none"
BASIC = "basic"
BEARER = "bearer"
AUTHENTICATIONS = (NONE, BASIC, BEARER)
AUTHORITY_KEY = "ca.crt"


class RemoteWriteAccessArgs(TypedDict):
    """Arguments of RemoteWriteAccess."""

    namespace: pulumi.Input[str]
    """Namespace of Prometheus: it reads Secrets of its own namespace only."""
    url: pulumi.Input[str]
    """Remote-write URL, without credentials."""
    authentication: str
    """`none`, `basic` (user and password) or `bearer` (a token)."""
    username: NotRequired[str]
    """User of `basic`; not allowed otherwise."""
    credential: NotRequired[pulumi.Input[str]]
    """Password of `basic`, token of `bearer`; not allowed with `none`. The Secret keeps it secret, whatever it was."""
    certificate_authority: NotRequired[pulumi.Input[str]]
    """Certificates (PEM) that alone vouch for the URL's; left out where every system knows who does."""
    queue: NotRequired[Queue]
    """Keys of the queue that differ from Prometheus' defaults."""
    ready: NotRequired[list[pulumi.Input[str]]]
    """Outputs that have to be known before the first sample is sent."""


class RemoteWriteAccess(pulumi.ComponentResource):
    """What Prometheus needs to write to any store that speaks remote write.

    `target`, a Python attribute and not an output, is its RemoteWriteTarget. Raises TargetError where authentication,
    username and credential do not fit one another.
    """

    secret_name: pulumi.Output[str]
    """Name of the Secret that holds the credential, known once it exists; empty where there is none."""
    config_map_name: pulumi.Output[str]
    """Name of the ConfigMap that holds the authority's certificates, known once it exists; empty where there is none.
    """

    def __init__(self, name: str, args: RemoteWriteAccessArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("prometheus-stack:index:RemoteWriteAccess", name, {}, opts)
        check(name, args)
        self.secret_name = self._secret(name, args)
        self.config_map_name = self._config_map(name, args)
        self.target = _target(name, args, self.secret_name, self.config_map_name)
        self.register_outputs({"secret_name": self.secret_name, "config_map_name": self.config_map_name})

    def _secret(self, name: str, args: RemoteWriteAccessArgs) -> pulumi.Output[str]:
        if args["authentication"] == NONE:
            return pulumi.Output.from_input("")
        secret = k8s.core.v1.Secret(
            f"{name}-credential",
            metadata=k8s.meta.v1.ObjectMetaArgs(name=f"remote-write-{name}", namespace=args["namespace"]),
            string_data=_credential(args),
            opts=pulumi.ResourceOptions(parent=self),
        )
        return secret.metadata.name

    def _config_map(self, name: str, args: RemoteWriteAccessArgs) -> pulumi.Output[str]:
        if "certificate_authority" not in args:
            return pulumi.Output.from_input("")
        config_map = k8s.core.v1.ConfigMap(
            f"{name}-certificate-authority",
            metadata=k8s.meta.v1.ObjectMetaArgs(name=f"remote-write-{name}-ca", namespace=args["namespace"]),
            data={AUTHORITY_KEY: args["certificate_authority"]},
            opts=pulumi.ResourceOptions(parent=self),
        )
        return config_map.metadata.name


def check(name: str, args: RemoteWriteAccessArgs) -> None:
    """Raises TargetError where authentication, username and credential do not fit one another."""
    authentication = args["authentication"]
    if authentication not in AUTHENTICATIONS:
        raise TargetError(f"remote-write target {name}: authentication must be one of {', '.join(AUTHENTICATIONS)}")
    if ("username" in args) != (authentication == BASIC):
        raise TargetError(f"remote-write target {name}: username is needed by basic, and by nothing else")
    if ("credential" in args) != (authentication != NONE):
        raise TargetError(f"remote-write target {name}: credential is needed by basic and bearer, and by nothing else")


def _credential(args: RemoteWriteAccessArgs) -> dict[str, pulumi.Input[str]]:
    secret = args.get("credential", "")
    if args["authentication"] == BASIC:
        return {"username": args.get("username", ""), "password": secret}
    return {"token": secret}


def _target(
    name: str, args: RemoteWriteAccessArgs, secret_name: pulumi.Output[str], config_map_name: pulumi.Output[str]
) -> RemoteWriteTarget:
    url = once_ready(args["url"], [secret_name, config_map_name, *args.get("ready", [])])
    target = RemoteWriteTarget(name=name, url=url)
    if "queue" in args:
        target["queue"] = args["queue"]
    if "certificate_authority" in args:
        target["certificate_authority"] = ConfigMapKey(config_map=config_map_name, key=AUTHORITY_KEY)
    match args["authentication"]:
        case "basic":
            target["basic_auth"] = {
                "username": SecretKey(secret=secret_name, key="username"),
                "password": SecretKey(secret=secret_name, key="password"),
            }
        case "bearer":
            target["bearer_token"] = SecretKey(secret=secret_name, key="token")
        case _:
            pass
    return target
