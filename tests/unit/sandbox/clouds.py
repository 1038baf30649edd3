"""States of simulated clouds, as few lines as a case needs."""

from typing import Any

from sandbox.cloud import Object
from sandbox.world import World

GROUP = "/subscriptions/s/resourceGroups/g/providers"
NETWORK = f"{GROUP}/Microsoft.Network/virtualNetworks/here"
ELSEWHERE = f"{GROUP}/Microsoft.Network/virtualNetworks/elsewhere"
VPC = "vpc-1"

GLOBAL_HOST = "westeurope.handler.control.monitor.azure.com"
INGESTION_HOST = "e-1234.westeurope-1.metrics.ingest.monitor.azure.com"
QUERY_HOST = "w-1234.westeurope.prometheus.monitor.azure.com"
BLOB_HOST = "blocks.blob.core.windows.net"
AMP_HOST = "aps-workspaces.eu-west-1.amazonaws.com"

MONITOR_ZONE = "privatelink.monitor.azure.com"
QUERY_ZONE = "privatelink.westeurope.prometheus.monitor.azure.com"
BLOB_ZONE = "privatelink.blob.core.windows.net"

DCE = f"{GROUP}/Microsoft.Insights/dataCollectionEndpoints/e"
WORKSPACE = f"{GROUP}/Microsoft.Monitor/accounts/w"
ACCOUNT = f"{GROUP}/Microsoft.Storage/storageAccounts/blocks"
SCOPE = f"{GROUP}/Microsoft.Insights/privateLinkScopes/scope"


def world(*, here: dict[str, Any] | None = None, vpc: dict[str, Any] | None = None, **azure: Any) -> World:
    """Two networks, a VPC, and a cluster in each place."""
    networks = {NETWORK: here or {}, ELSEWHERE: {}}
    clusters = {"aks": {"network": NETWORK}, "eks": {"network": VPC}, "edge": {}}
    return World(
        {
            "azure": {"networks": networks, **azure},
            "aws": {"vpcs": {VPC: {"cidr": "10.0.0.0/16", **(vpc or {})}}},
            "kubernetes": clusters,
        }
    )


def azure(type_: str, id_: str, inputs: dict[str, Any], **outputs: Any) -> Object:
    return Object(f"azure-native:{type_}", id_, inputs, outputs)


def collection_endpoint(access: str = "Disabled") -> Object:
    way = {"endpoint": f"https://{INGESTION_HOST}"}
    inputs = {"networkAcls": {"publicNetworkAccess": access}}
    return azure("monitor:DataCollectionEndpoint", DCE, inputs, metricsIngestion=way)


def workspace(access: str = "Disabled") -> Object:
    inputs = {"location": "westeurope", "publicNetworkAccess": access}
    metrics = {"prometheusQueryEndpoint": f"https://{QUERY_HOST}"}
    return azure("monitor:AzureMonitorWorkspace", WORKSPACE, inputs, metrics=metrics)


def account(access: str = "Disabled", **more: Any) -> Object:
    inputs, blob = {"accountName": "blocks", "publicNetworkAccess": access, **more}, f"https://{BLOB_HOST}/"
    return azure("storage:StorageAccount", ACCOUNT, inputs, primaryEndpoints={"blob": blob})


def scope(id_: str = SCOPE, mode: str = "Open") -> Object:
    modes = {"ingestionAccessMode": mode, "queryAccessMode": mode}
    return azure("monitor:PrivateLinkScope", id_, {"accessModeSettings": modes})


def member(scope_id: str = SCOPE, linked: str = DCE) -> Object:
    return azure("monitor:PrivateLinkScopedResource", f"{scope_id}/scopedResources/m", {"linkedResourceId": linked})


def zone_id(zone: str) -> str:
    return f"{GROUP}/Microsoft.Network/privateDnsZones/{zone}"


def link(zone: str, network: str = NETWORK, policy: str = "Default") -> Object:
    inputs = {"virtualNetwork": {"id": network}, "resolutionPolicy": policy}
    return azure("privatedns:VirtualNetworkLink", f"{zone_id(zone)}/virtualNetworkLinks/l", inputs)


def endpoint(name: str, target: str, network: str = NETWORK) -> Object:
    connections = [{"privateLinkServiceId": target, "groupIds": ["x"]}]
    inputs = {"subnet": {"id": f"{network}/subnets/s"}, "privateLinkServiceConnections": connections}
    return azure("network:PrivateEndpoint", f"{GROUP}/Microsoft.Network/privateEndpoints/{name}", inputs)


def records(name: str, *zones: str) -> Object:
    id_ = f"{GROUP}/Microsoft.Network/privateEndpoints/{name}/privateDnsZoneGroups/default"
    configs = [{"name": zone, "privateDnsZoneId": zone_id(zone)} for zone in zones]
    return azure("network:PrivateDnsZoneGroup", id_, {"privateDnsZoneConfigs": configs})


def aws(type_: str, id_: str, **inputs: Any) -> Object:
    return Object(f"aws:{type_}", id_, inputs, {})


def vpc_endpoint(**inputs: Any) -> Object:
    usual = {
        "vpcId": VPC,
        "serviceName": "com.amazonaws.eu-west-1.aps-workspaces",
        "vpcEndpointType": "Interface",
        "privateDnsEnabled": True,
        "subnetIds": ["subnet-1"],
        "securityGroupIds": ["sg-1"],
    }
    return aws("ec2/vpcEndpoint:VpcEndpoint", "vpce-1", **{**usual, **inputs})


def ingress(id_: str = "sgr-1", **inputs: Any) -> Object:
    usual = {"securityGroupId": "sg-1", "ipProtocol": "tcp", "fromPort": 443, "toPort": 443, "cidrIpv4": "10.0.0.0/16"}
    return aws("vpc/securityGroupIngressRule:SecurityGroupIngressRule", id_, **{**usual, **inputs})
