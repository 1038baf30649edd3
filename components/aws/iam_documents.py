"""The IAM documents of Amazon Managed Service for Prometheus: least privilege on exactly the workspaces."""

from collections.abc import Sequence
from typing import Any

import pulumi

from components.contracts.pod_identity import ServiceAccount

TOKEN_AUDIENCE = "sts.amazonaws.com"


def remote_write_policy(workspace_arns: Sequence[pulumi.Input[str]]) -> dict[str, Any]:
    """Permission to write to the workspaces, and to do nothing else."""
    return _document(
        {"Sid": "RemoteWrite", "Effect": "Allow", "Action": "aps:RemoteWrite", "Resource": list(workspace_arns)}
    )


def sharing_policy(workspace_arn: pulumi.Input[str], account_ids: Sequence[str]) -> dict[str, Any]:
    """A workspace's permission for other accounts to write to it; a role there needs its own permission as well."""
    return _document(
        {
            "Sid": "RemoteWrite",
            "Effect": "Allow",
            "Principal": {"AWS": [f"arn:aws:iam::{account}:root" for account in account_ids]},
            "Action": "aps:RemoteWrite",
            "Resource": workspace_arn,
        }
    )


def irsa_trust_policy(account_id: str, issuer: str, service_accounts: Sequence[ServiceAccount]) -> dict[str, Any]:
    """Trust in tokens of exactly these service accounts, meant for AWS, of a cluster whose issuer IAM knows.

    The issuer is taken as it is in the tokens, a slash at its end included.
    """
    provider = issuer.removeprefix("https://")
    return _document(
        {
            "Sid": "ServiceAccounts",
            "Effect": "Allow",
            "Principal": {"Federated": f"arn:aws:iam::{account_id}:oidc-provider/{provider}"},
            "Action": "sts:AssumeRoleWithWebIdentity",
            "Condition": {
                "StringEquals": {
                    f"{provider}:aud": TOKEN_AUDIENCE,
                    f"{provider}:sub": [
                        f"system:serviceaccount:{account['namespace']}:{account['name']}"
                        for account in service_accounts
                    ],
                }
            },
        }
    )


def vpc_endpoint_policy(region: str, principals: Sequence[str], workspaces: Sequence[str]) -> dict[str, Any]:
    """What may pass the endpoint: all that principals of some accounts do with workspaces of some accounts.

    Every action and every workspace, because the whole VPC's DNS leads here: what is left out cannot be done from it
    any more. What a principal may do is for its role to say.
    """
    return _document(
        {
            "Sid": "Metrics",
            "Effect": "Allow",
            "Principal": "*",
            "Action": "aps:*",
            "Resource": [f"arn:aws:aps:{region}:{account}:*" for account in workspaces],
            "Condition": {"StringEquals": {"aws:PrincipalAccount": [*principals]}},
        }
    )


def sts_endpoint_policy(principals: Sequence[str]) -> dict[str, Any]:
    """What may pass the endpoint: exchanging a token or an assertion for a role's credentials, and all that principals
    of some accounts sign: the whole VPC's DNS leads here.

    The exchange is not signed yet, so that no condition on the caller's account can hold; the role's trust decides.
    https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sts_vpc_endpoint_create.html
    """
    return _document(
        {
            "Sid": "Exchange",
            "Effect": "Allow",
            "Principal": "*",
            "Action": ["sts:AssumeRoleWithSAML", "sts:AssumeRoleWithWebIdentity"],
            "Resource": "*",
        },
        {
            "Sid": "Accounts",
            "Effect": "Allow",
            "Principal": "*",
            "Action": "sts:*",
            "Resource": "*",
            "Condition": {"StringEquals": {"aws:PrincipalAccount": [*principals]}},
        },
    )


def _document(*statements: dict[str, Any]) -> dict[str, Any]:
    return {"Version": "2012-10-17", "Statement": [*statements]}
