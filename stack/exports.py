"""What a stack offers to other stacks, to Grafana and to people."""

from collections.abc import Sequence

from components.contracts.endpoints import exported
from components.contracts.exports import Exports
from stack.egress import egress, of_ingress
from stack.grafana import grafana_data_source
from stack.site import Backends, Site


def exports(site: Site, built: Sequence[Backends]) -> Exports:
    """Outputs of the stack by name."""
    endpoints = {name: endpoint for one in built for name, endpoint in one.endpoints.items()}
    outputs = Exports(
        endpoints={name: exported(endpoint) for name, endpoint in endpoints.items()},
        targets={target["name"]: target["url"] for one in built for target in one.targets},
        grafanaDataSources=[grafana_data_source(name, endpoint) for name, endpoint in endpoints.items()],
        egress=egress([*(one.egress for one in built), [*of_ingress(site.config)]]),
        passwords={name: password for one in built for name, password in one.passwords.items()},
    )
    for reading in [one.reading for one in built if one.reading]:
        if reading.grafanas:
            outputs["grafana"] = {**reading.grafanas}
        if reading.commands:
            outputs["commands"] = reading.commands
    if site.ingress:
        outputs["ingressAddress"] = site.ingress.address
    if site.config.cluster and not site.config.prometheus.install:
        from stack.prometheus_of_others import values_of_others

        outputs["prometheusValues"] = values_of_others(site, [target for one in built for target in one.targets])
    return outputs
