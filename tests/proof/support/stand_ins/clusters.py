"""The cluster of a stack file, as far as clouds trust it: its platform, its issuer, and the tokens it signs."""

import json
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import jwt
from cryptography.hazmat.primitives.asymmetric import rsa

from sandbox.aws.provider import Aws
from sandbox.azure.provider import AzureNative
from sandbox.cloud import Cloud
from sandbox.failure_switch import FailureSwitch
from tests.proof.support.declared.stack_files import config_of
from tests.proof.support.stand_ins.national import NATIONAL, National


@dataclass(frozen=True)
class Cluster:
    """Signs tokens of service accounts as an API server does."""

    kind: str
    issuer: str
    tenant: str
    """Entra tenant of the stack's identities."""
    region: str
    """AWS region of the stack; on EKS the webhook's default."""
    account: str
    azure: National = NATIONAL["public"]
    """Azure's cloud of the stack."""
    key: rsa.RSAPrivateKey = field(default_factory=lambda: rsa.generate_private_key(65537, 2048), repr=False)

    def token(self, subject: str, audience: str) -> str:
        """A token as the kubelet projects it."""
        now = int(time.time())
        claims = {"iss": self.issuer, "sub": subject, "aud": [audience], "iat": now, "nbf": now, "exp": now + 3600}
        return jwt.encode(claims, self.key, "RS256")

    def claims(self, token: str) -> dict[str, Any]:
        """Claims of a token this cluster signed. Raises jwt.InvalidTokenError for any other."""
        return jwt.decode(token, self.key.public_key(), ["RS256"], options={"verify_aud": False})


def cluster_of(stack_file: Path) -> Cluster:
    """The cluster a stack file names. Its issuer is the configured one, else what the (simulated) platform says."""
    config = config_of(stack_file)
    assert "cluster" in config, f"{stack_file.name} names no cluster: nobody signs tokens there"
    cluster, azure, aws = config["cluster"], config.get("azure", {}), config.get("aws", {})
    return Cluster(
        kind=cluster["kind"],
        issuer=cluster.get("oidcIssuer") or _looked_up(cluster, azure, aws),
        tenant=azure.get("tenantId", ""),
        region=aws.get("region", ""),
        account=aws.get("accountId", ""),
        azure=NATIONAL[azure.get("cloud", "public")],
    )


def _looked_up(cluster: dict[str, Any], azure: dict[str, Any], aws: dict[str, Any]) -> str:
    nothing = (Cloud(Path()), FailureSwitch(None))
    if cluster["kind"] == "aks":
        subscription = AzureNative(*nothing)
        subscription.config = {"subscriptionId": cluster.get("subscriptionId", azure["subscriptionId"])}
        found = subscription.invoke(
            "azure-native:containerservice:getManagedCluster",
            {"resourceGroupName": cluster["resourceGroup"], "resourceName": cluster["name"]},
        )
        return str(found["oidcIssuerProfile"]["issuerURL"])
    if cluster["kind"] == "eks":
        account = Aws(*nothing)
        account.config = {"region": aws["region"], "allowedAccountIds": json.dumps([aws["accountId"]])}
        found = account.invoke("aws:eks/getCluster:getCluster", {"name": cluster["name"]})
        return str(found["identities"][0]["oidcs"][0]["issuer"])
    return ""
