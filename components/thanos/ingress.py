"""Ingress: remote write and queries from outside, behind TLS and a password."""

from typing import NotRequired, TypedDict

import pulumi
import pulumi_kubernetes as k8s
import pulumi_random

from components.contracts.ordering import once_ready
from components.thanos.addresses import REMOTE_WRITE_PATH
from components.thanos.htpasswd import htpasswd_of
from components.thanos.ingress_routes import (
    NGINX,
    QUERY_TIMEOUT_SECONDS,
    WRITE_BODY_SIZE,
    WRITE_TIMEOUT_SECONDS,
    ingress_annotations,
    ingress_spec,
)
from components.thanos.names import QUERY_FRONTEND, RECEIVE_ROUTER, metadata
from components.thanos.roles import RoleArgs

USERNAME = "thanos"
PASSWORD_LENGTH = 40
SALT_LENGTH = 8
# The key ingress-nginx reads: https://kubernetes.github.io/ingress-nginx/examples/auth/basic/
AUTHENTICATION_KEY = "auth"


class ThanosExposure(TypedDict):
    """How Thanos is reached from outside the cluster."""

    receive_host: str
    """DNS name of remote write."""
    query_host: str
    """DNS name of queries."""
    ingress_class: pulumi.Input[str]
    """Class of the Ingresses."""
    cluster_issuer: pulumi.Input[str]
    """cert-manager ClusterIssuer of their certificates."""
    certificate_authority: NotRequired[str]
    """Certificates (PEM) that vouch for what the issuer issues; left out where every system knows who does."""


class ThanosIngressArgs(RoleArgs):
    """Arguments of ThanosIngress."""

    exposure: ThanosExposure
    """Hosts, class and issuer."""
    receive_service: pulumi.Input[str]
    """Service of the routers."""
    query_service: pulumi.Input[str]
    """Service of the query frontends."""


class ThanosIngress(pulumi.ComponentResource):
    """One Ingress for remote write, which reaches nothing but its path, and one for queries. One user for both."""

    write_url: pulumi.Output[str]
    """Remote-write URL; known once its Ingress exists."""
    query_url: pulumi.Output[str]
    """Base URL of queries; known once its Ingress exists."""
    password: pulumi.Output[str]
    """Password of the user `thanos`, secret."""

    def __init__(self, name: str, args: ThanosIngressArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("prometheus-stack:index:ThanosIngress", name, {}, opts)
        exposure = args["exposure"]
        password = pulumi_random.RandomPassword(
            f"{name}-password", length=PASSWORD_LENGTH, special=False, opts=pulumi.ResourceOptions(parent=self)
        )
        self.password = pulumi.Output.secret(password.result)
        secret = self._auth_secret(name, args)
        write, query = self._write(name, args, secret), self._query(name, args, secret)
        self.write_url = once_ready(f"https://{exposure['receive_host']}{REMOTE_WRITE_PATH}", [write])
        self.query_url = once_ready(f"https://{exposure['query_host']}", [query])
        self.register_outputs(
            {"write_url": self.write_url, "query_url": self.query_url, "password": self.password},
        )

    def _auth_secret(self, name: str, args: ThanosIngressArgs) -> pulumi.Output[str]:
        child = pulumi.ResourceOptions(parent=self)
        # A salt of its own in the state: a fresh one in every run would change the hash every time.
        salt = pulumi_random.RandomString(f"{name}-salt", length=SALT_LENGTH, special=False, opts=child)
        line = pulumi.Output.all(USERNAME, self.password, salt.result).apply(htpasswd_of)
        secret = k8s.core.v1.Secret(
            f"{name}-basic-auth",
            metadata=metadata(args["instance"], "ingress", args["namespace"], name=f"{name}-basic-auth"),
            string_data={AUTHENTICATION_KEY: line},
            opts=child,
        )
        return secret.metadata.name

    def _write(self, name: str, args: ThanosIngressArgs, secret: pulumi.Output[str]) -> pulumi.Output[str]:
        exposure = args["exposure"]
        annotations = ingress_annotations(
            cluster_issuer=exposure["cluster_issuer"], auth_secret=secret, read_timeout=WRITE_TIMEOUT_SECONDS
        )
        ingress = k8s.networking.v1.Ingress(
            f"{name}-receive",
            metadata={
                **metadata(args["instance"], RECEIVE_ROUTER, args["namespace"], name=f"{args['instance']}-receive"),
                "annotations": {**annotations, f"{NGINX}/proxy-body-size": WRITE_BODY_SIZE},
            },
            spec=ingress_spec(
                host=exposure["receive_host"],
                path=REMOTE_WRITE_PATH,
                path_type="Exact",
                service=args["receive_service"],
                port="remote-write",
                ingress_class=exposure["ingress_class"],
            ),
            opts=pulumi.ResourceOptions(parent=self),
        )
        return ingress.metadata.name

    def _query(self, name: str, args: ThanosIngressArgs, secret: pulumi.Output[str]) -> pulumi.Output[str]:
        exposure = args["exposure"]
        annotations = ingress_annotations(
            cluster_issuer=exposure["cluster_issuer"], auth_secret=secret, read_timeout=QUERY_TIMEOUT_SECONDS
        )
        ingress = k8s.networking.v1.Ingress(
            f"{name}-query",
            metadata={
                **metadata(args["instance"], QUERY_FRONTEND, args["namespace"]),
                "annotations": annotations,
            },
            spec=ingress_spec(
                host=exposure["query_host"],
                path="/",
                path_type="Prefix",
                service=args["query_service"],
                port="http",
                ingress_class=exposure["ingress_class"],
            ),
            opts=pulumi.ResourceOptions(parent=self),
        )
        return ingress.metadata.name
