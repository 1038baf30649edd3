"""Who may write to a data collection rule, as a stack declares it."""

from urllib.parse import parse_qs, urlsplit

from tests.proof.support.declared.declarations import Declared, Stack
from tests.proof.support.stand_ins.authorities import Request
from tests.proof.support.stand_ins.entra import MONITOR, MONITORING_METRICS_PUBLISHER, Entra, Refusal

ENDPOINT = "azure-native:monitor:DataCollectionEndpoint"
RULE = "azure-native:monitor:DataCollectionRule"


class AzureIngestion:
    """The metrics ingestion endpoints of a stack's data collection endpoints."""

    def __init__(self, stack: Stack, entra: Entra) -> None:
        self.stack = stack
        self.entra = entra

    @property
    def hosts(self) -> list[str]:
        return [str(urlsplit(one.outputs["metricsIngestion"]["endpoint"]).hostname) for one in self.stack.of(ENDPOINT)]

    def refuse(self, request: Request) -> str | None:
        """Why the request is refused."""
        try:
            claims = self.entra.claims(request, MONITOR)
            self.entra.require_role(claims, MONITORING_METRICS_PUBLISHER, self._rule(request).id)
        except Refusal as refusal:
            return str(refusal)
        return None

    def _rule(self, request: Request) -> Declared:
        url = urlsplit(request.path)
        match url.path.strip("/").split("/"):
            case ["dataCollectionRules", immutable_id, "streams", stream, "api", "v1", "write"]:
                pass
            case _:
                raise Refusal(f"{url.path} is no path of a data collection rule's stream")
        if "api-version" not in parse_qs(url.query):
            raise Refusal("the query has no api-version")
        for rule in self.stack.of(RULE):
            if rule.outputs["immutableId"] == immutable_id and self._serves(request.host, rule):
                if any(stream in flow["streams"] for flow in rule.inputs["dataFlows"]):
                    return rule
                raise Refusal(f"the data collection rule has no flow of stream {stream}")
        raise Refusal(f"{request.host} has no data collection rule {immutable_id}")

    def _serves(self, host: str, rule: Declared) -> bool:
        return any(
            one.id == rule.inputs["dataCollectionEndpointId"]
            and urlsplit(one.outputs["metricsIngestion"]["endpoint"]).hostname == host
            for one in self.stack.of(ENDPOINT)
        )
