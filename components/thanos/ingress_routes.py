"""Ingresses as data: hosts, TLS and basic authentication in the annotations ingress-nginx and Traefik read."""

import pulumi
import pulumi_kubernetes as k8s

AUTHENTICATION_REALM = "Thanos"
NGINX = "nginx.ingress.kubernetes.io"
# The default of 1m answers 413 to a large batch, and Prometheus drops it.
WRITE_BODY_SIZE = "16m"
WRITE_TIMEOUT_SECONDS = "60"
# As long as Thanos lets a query run.
QUERY_TIMEOUT_SECONDS = "120"


def ingress_annotations(
    *, cluster_issuer: pulumi.Input[str], auth_secret: pulumi.Input[str], read_timeout: str
) -> dict[str, pulumi.Input[str]]:
    """A certificate from cert-manager, and a password asked of everybody; its Secret is in the Ingress' namespace."""
    return {
        "cert-manager.io/cluster-issuer": cluster_issuer,
        f"{NGINX}/ssl-redirect": "true",
        f"{NGINX}/auth-type": "basic",
        f"{NGINX}/auth-secret": auth_secret,
        f"{NGINX}/auth-realm": AUTHENTICATION_REALM,
        f"{NGINX}/proxy-read-timeout": read_timeout,
    }


def ingress_spec(
    *, host: str, path: str, path_type: str, service: pulumi.Input[str], port: str, ingress_class: pulumi.Input[str]
) -> k8s.networking.v1.IngressSpecArgsDict:
    """One path of one host to one named port of a Service, with a certificate of the host's own."""
    return {
        "ingress_class_name": ingress_class,
        "tls": [{"hosts": [host], "secret_name": tls_secret(host)}],
        "rules": [
            {
                "host": host,
                "http": {
                    "paths": [
                        {
                            "path": path,
                            "path_type": path_type,
                            "backend": {"service": {"name": service, "port": {"name": port}}},
                        }
                    ]
                },
            }
        ],
    }


def tls_secret(host: str) -> str:
    """Name of the Secret cert-manager writes the host's certificate to."""
    return f"{host}-tls"
