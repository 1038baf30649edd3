"""A Grafana whose data sources are the stores of another stack."""

import pulumi
import pulumi_kubernetes as kubernetes

CHART = "oci://ghcr.io/grafana-community/helm-charts/grafana"
# renovate: datasource=docker depName=ghcr.io/grafana-community/helm-charts/grafana
CHART_VERSION = "12.11.1"


def variable(source: dict) -> str:
    """Name of the environment variable that holds a source's password."""
    return f"PASSWORD_{source['name'].upper().replace('-', '_')}"


def provisioned(sources: list[dict]) -> list[dict]:
    """The sources; one that asks for a password takes it from Grafana's environment, so it is in no value of the chart.

    https://grafana.com/docs/grafana/latest/administration/provisioning/#use-environment-variables
    """
    return [
        {**source, "secureJsonData": {"basicAuthPassword": f"${variable(source)}"}} if "basicAuth" in source else source
        for source in sources
    ]


def environment(sources: list[dict], secret: str) -> dict:
    """The variables, out of the Secret's keys: names of backends there, and names of sources here, are the same."""
    asking = [source for source in sources if "basicAuth" in source]
    return {variable(source): {"secretKeyRef": {"name": secret, "key": source["name"]}} for source in asking}


config = pulumi.Config()
stores = pulumi.StackReference(config.require("stack"))
sources = stores.require_output("grafanaDataSources")

on_cluster = pulumi.ResourceOptions(provider=kubernetes.Provider("cluster", context=config.require("context")))
namespace = kubernetes.core.v1.Namespace("grafana", metadata={"name": "grafana"}, opts=on_cluster).metadata.name
# Named by Pulumi: another password makes another Secret, and with its name pods that read it.
passwords = kubernetes.core.v1.Secret(
    "passwords",
    metadata={"namespace": namespace},
    string_data=stores.require_output("passwords"),
    opts=on_cluster,
)
kubernetes.helm.v3.Release(
    "grafana",
    name="grafana",
    chart=CHART,
    version=CHART_VERSION,
    namespace=namespace,
    values={
        "datasources": {"datasources.yaml": {"apiVersion": 1, "datasources": sources.apply(provisioned)}},
        "envValueFrom": pulumi.Output.all(sources, passwords.metadata.name).apply(lambda known: environment(*known)),
    },
    opts=on_cluster,
)
