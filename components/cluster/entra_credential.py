"""What a Prometheus signs in to Entra with as an application: its secret, its certificate, or both."""

from typing import NotRequired, TypedDict

import pulumi
import pulumi_kubernetes as k8s

from components.contracts.remote_write import SecretKey

SECRET_KEY = "client-secret"
CERTIFICATE_KEY = "client-certificate.pem"


class EntraCredentialError(ValueError):
    """A credential that is nothing."""


class EntraCredentialArgs(TypedDict):
    """Arguments of EntraCredential."""

    namespace: pulumi.Input[str]
    """Namespace of Prometheus: it reads Secrets of its own namespace only."""
    secret_name: str
    """Name of the Secret."""
    client_secret: NotRequired[pulumi.Input[str]]
    """Secret of the application, which Prometheus itself signs in with."""
    certificate: NotRequired[pulumi.Input[str]]
    """Certificate of the application and its private key (PEM), which a remote-write sidecar signs in with."""


class EntraCredential(pulumi.ComponentResource):
    """A Secret with what an application signs in with. It keeps both secret, whatever they were.

    The attributes `client_secret` and `certificate` are the SecretKeys of what is there.
    """

    secret_name: pulumi.Output[str]
    """Name of the Secret, known once it exists."""

    def __init__(self, name: str, args: EntraCredentialArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("prometheus-stack:index:EntraCredential", name, {}, opts)
        data: dict[str, pulumi.Input[str]] = {}
        if "client_secret" in args:
            data[SECRET_KEY] = args["client_secret"]
        if "certificate" in args:
            data[CERTIFICATE_KEY] = args["certificate"]
        if not data:
            raise EntraCredentialError(f"{name}: needs a client_secret, a certificate, or both")
        secret = k8s.core.v1.Secret(
            f"{name}-credential",
            metadata=k8s.meta.v1.ObjectMetaArgs(name=args["secret_name"], namespace=args["namespace"]),
            string_data=data,
            opts=pulumi.ResourceOptions(parent=self),
        )
        self.secret_name = secret.metadata.name
        self.client_secret = SecretKey(secret=self.secret_name, key=SECRET_KEY)
        self.certificate = SecretKey(secret=self.secret_name, key=CERTIFICATE_KEY)
        self.register_outputs({"secret_name": self.secret_name})
