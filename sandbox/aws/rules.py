"""What AWS refuses and neither its SDK nor its own models say."""

import json

from sandbox.rules import Request, Table

RULES = Table("aws")


@RULES.rule(
    "iam/role:Role",
    says="a role that trusts an OIDC provider which does not exist",
    source="https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html",
)
def _trusted_provider(request: Request) -> str | None:
    document = json.loads(request.inputs.get("assumeRolePolicy", "{}"))
    existing = {o.outputs["arn"] for o in request.cloud.of("aws:iam/openIdConnectProvider:OpenIdConnectProvider")}
    for statement in document.get("Statement", []):
        provider = statement.get("Principal", {}).get("Federated")
        if provider and provider not in existing and not request.world.find("aws", "oidcProviders", provider):
            return f"MalformedPolicyDocument: Invalid principal in policy: {provider}"
    return None


@RULES.rule(
    "ec2/vpcEndpoint:VpcEndpoint",
    says="a second endpoint of a service with private DNS in a VPC",
    source="https://docs.aws.amazon.com/vpc/latest/privatelink/create-interface-endpoint.html",
)
def _private_dns_twice(request: Request) -> str | None:
    mine = (request.inputs["vpcId"], request.inputs["serviceName"])
    twins = [o for o in request.others() if mine == (o.inputs["vpcId"], o.inputs["serviceName"])]
    if request.inputs.get("privateDnsEnabled") and any(twin.inputs.get("privateDnsEnabled") for twin in twins):
        return f"InvalidParameter: private-dns-enabled conflicts with the endpoint of {mine[1]} in {mine[0]}"
    return None
