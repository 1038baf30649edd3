"""What rows on Azure's own agent in a cluster, and on the logs it writes, refuse, by the row's name."""

from tests.unit.sandbox import azure_site as site
from tests.unit.sandbox.azure_broken import ENDPOINT, Broken

RULE = f"{site.GROUP}/providers/Microsoft.Insights/dataCollectionRules/dcr"
CLOSED = {"networkAcls": {"publicNetworkAccess": "Disabled"}}
TO_LOGS = {
    "dataCollectionEndpointId": f"{ENDPOINT}-2",
    "destinations": {"logAnalytics": [{"name": "w", "workspaceResourceId": site.LOGS}]},
}
PRIVATE = (("DataCollectionEndpoint", CLOSED), ("DataCollectionRule", TO_LOGS))
"""A rule whose endpoint is closed to the public."""
NORTH = f"{site.CLUSTERS}/off"

AGENTS: dict[str, list[Broken]] = {
    "azure-association-target": [
        Broken("DataCollectionRuleAssociation", {"dataCollectionEndpointId": ENDPOINT}),
        Broken("DataCollectionRuleAssociation", {"dataCollectionRuleId": None}),
        Broken("DataCollectionRuleAssociation", {"dataCollectionRuleId": RULE}, "update"),
    ],
    "azure-association-name": [
        Broken(
            "DataCollectionRuleAssociation",
            {"associationName": "endpoint", "dataCollectionRuleId": None, "dataCollectionEndpointId": ENDPOINT},
        ),
        Broken(
            "DataCollectionRuleAssociation", {"associationName": "ConfigurationAccessEndpoint", "resourceUri": NORTH}
        ),
    ],
    "azure-association-region": [
        Broken(
            "DataCollectionRuleAssociation",
            {
                "associationName": "configurationAccessEndpoint",
                "resourceUri": NORTH,
                "dataCollectionRuleId": None,
                "dataCollectionEndpointId": ENDPOINT,
            },
        ),
        Broken(
            "DataCollectionRuleAssociation",
            {"dataCollectionEndpointId": f"{ENDPOINT}-2"},
            "update",
            beside=(("DataCollectionEndpoint", {"location": "northeurope"}),),
        ),
    ],
    "azure-association-configuration": [
        Broken(
            "DataCollectionRuleAssociation",
            {"resourceUri": NORTH, "dataCollectionRuleId": f"{RULE}-2"},
            beside=PRIVATE,
        ),
        Broken(
            "DataCollectionRuleAssociation",
            step="delete",
            beside=(*PRIVATE, ("DataCollectionRuleAssociation", {"dataCollectionRuleId": f"{RULE}-2"})),
        ),
    ],
    "azure-log-retention": [
        Broken("Workspace", {"retentionInDays": 29}),
        Broken("Workspace", {"retentionInDays": 731}, "update"),
    ],
}
