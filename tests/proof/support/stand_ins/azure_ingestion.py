"""Who may write to a data collection rule, as a stack declares it, and where that leads."""

from typing import Any
from urllib.parse import parse_qs, urlsplit

from sandbox.azure import arm
from tests.proof.support.declared.declarations import Declared, Stack
from tests.proof.support.stand_ins.authorities import Request
from tests.proof.support.stand_ins.entra import MONITORING_METRICS_PUBLISHER, Entra, Refusal
from tests.proof.support.stand_ins.workspaces import monitor_workspaces

ENDPOINT = "azure-native:monitor:DataCollectionEndpoint"
RULE = "azure-native:monitor:DataCollectionRule"


class AzureIngestion:
    """The metrics ingestion endpoints of a stack's data collection endpoints."""

    def __init__(self, stack: Stack, entra: Entra) -> None:
        self.stack = stack
        self.entra = entra

    @property
    def hosts(self) -> list[str]:
        return [
            str(urlsplit(one.outputs["metricsIngestion"]["endpoint"]).hostname) for one in self.stack.there(ENDPOINT)
        ]

    def refuse(self, request: Request) -> str | None:
        """Why the request is refused."""
        try:
            claims = self.entra.claims(request, self.entra.cluster.azure.monitor)
            rule, _ = self._rule(request)
            self.entra.require_role(claims, MONITORING_METRICS_PUBLISHER, rule.id)
            self.workspace(request)
        except Refusal as refusal:
            return str(refusal)
        return None

    def workspace(self, request: Request) -> str:
        """ARM id of the workspace that the samples end in. Raises Refusal where there is none."""
        rule, flow = self._rule(request)
        accounts = rule.inputs["destinations"]["monitoringAccounts"]
        [wanted] = [one["accountResourceId"] for one in accounts if one["name"] in flow["destinations"]]
        for one in monitor_workspaces(self.stack):
            if arm.same(one, wanted):
                return one
        raise Refusal(f"{rule.id} leads to {wanted}, which is no workspace")

    def _rule(self, request: Request) -> tuple[Declared, dict[str, Any]]:
        """The rule that the request is for, and its flow of the request's stream."""
        url = urlsplit(request.path)
        match url.path.strip("/").split("/"):
            case ["dataCollectionRules", immutable_id, "streams", stream, "api", "v1", "write"]:
                pass
            case _:
                raise Refusal(f"{url.path} is no path of a data collection rule's stream")
        if "api-version" not in parse_qs(url.query):
            raise Refusal("the query has no api-version")
        for rule in self.stack.there(RULE):
            if rule.outputs["immutableId"] == immutable_id and self._serves(request.host, rule):
                for flow in rule.inputs["dataFlows"]:
                    if stream in flow["streams"]:
                        return rule, flow
                raise Refusal(f"the data collection rule has no flow of stream {stream}")
        raise Refusal(f"{request.host} has no data collection rule {immutable_id}")

    def _serves(self, host: str, rule: Declared) -> bool:
        return any(
            one.id == rule.inputs["dataCollectionEndpointId"]
            and urlsplit(one.outputs["metricsIngestion"]["endpoint"]).hostname == host
            for one in self.stack.there(ENDPOINT)
        )
