"""Cases of the rows on roles, policies, providers, Pod Identity, and on what everything refers to."""

from typing import Any

from tests.unit.sandbox.aws_case import (
    ACCOUNT,
    BOUNDARY,
    CENTRAL,
    FOREIGN_KEY,
    ISSUER,
    KEY,
    OTHER_ACCOUNT,
    PROVIDER,
    VPC,
    WORKSPACE,
    Case,
    Step,
    document,
    trust,
)

_ROLE, _POLICY, _INLINE = "iam/role:Role", "iam/policy:Policy", "iam/rolePolicy:RolePolicy"
_PROVIDER = "iam/openIdConnectProvider:OpenIdConnectProvider"
_ASSOCIATION = "eks/podIdentityAssociation:PodIdentityAssociation"
_WORKSPACE = "amp/workspace:Workspace"
_ISSUER: dict[str, Any] = {"url": "https://issuer.example.com", "clientIdLists": ["sts.amazonaws.com"]}
_WRITES = document(Action="aps:RemoteWrite", Resource=WORKSPACE)
_POD: dict[str, Any] = {
    "clusterName": "dev-euw1",
    "namespace": "monitoring",
    "serviceAccount": "prometheus",
    "roleArn": f"arn:aws:iam::{ACCOUNT}:role/writer",
}
_WEB = {"Principal": {"Federated": PROVIDER}, "Action": "sts:AssumeRoleWithWebIdentity"}


def _role(**broken: Any) -> Case:
    return Case(_ROLE, {"name": "r", "assumeRolePolicy": trust()}, broken)


def _trust(**broken: Any) -> Case:
    return _role(assumeRolePolicy=trust(**broken))


def _made(name: str, policy: str) -> Step:
    return _ROLE, {"name": name, "assumeRolePolicy": policy}


def _long(characters: int) -> str:
    return document(
        Sid="s" * (characters - len(_WRITES.replace(" ", ""))), Action="aps:RemoteWrite", Resource=WORKSPACE
    )


_WITHOUT_PRINCIPAL = document(Action="sts:AssumeRole")
_EKS_ROLE, _OTHER_ROLE = _made("writer", trust()), _made("other", trust(Action="sts:AssumeRole"))

CASES = {
    "aws-inline-size": Case(
        _INLINE,
        {"role": "writer", "name": "p", "policy": _WRITES},
        {"policy": _long(6_000)},
        [_EKS_ROLE, (_INLINE, {"role": "writer", "name": "q", "policy": _long(6_000)})],
    ),
    "aws-managed-size": Case(_POLICY, {"name": "p", "policy": _WRITES}, {"policy": _long(6_200)}),
    "aws-boundary": Case(
        _ROLE,
        {"name": "r", "assumeRolePolicy": trust(), "permissionsBoundary": BOUNDARY},
        {"permissionsBoundary": f"arn:aws:iam::{ACCOUNT}:role/boundary"},
    ),
    "aws-foreign-boundary": _role(permissionsBoundary=f"arn:aws:iam::{OTHER_ACCOUNT}:policy/theirs"),
    "aws-issuer-without-https": Case(_PROVIDER, _ISSUER, {"url": "http://issuer.example.com"}),
    "aws-without-audience": Case(_PROVIDER, _ISSUER, {"clientIdLists": []}),
    "aws-taken": Case(_PROVIDER, _ISSUER, {"url": f"https://{ISSUER}"}),
    "aws-trust-size": _trust(Sid="s" * 2_048),
    "aws-trust-without-principal": _role(assumeRolePolicy=_WITHOUT_PRINCIPAL),
    "aws-empty-principal": _trust(Principal={}),
    "aws-kind-of-principal": _trust(Principal={"Azure": "me"}),
    "aws-trusted-action": _trust(Action=["sts:AssumeRole", "aps:RemoteWrite"]),
    "aws-trusted-provider": Case(
        _ROLE,
        {"name": "r", "assumeRolePolicy": trust(**_WEB)},
        {"assumeRolePolicy": trust(**{**_WEB, "Principal": {"Federated": f"{PROVIDER}0"}})},
    ),
    "aws-foreign-provider": Case(
        _ROLE,
        {"name": "r", "assumeRolePolicy": trust(**_WEB)},
        {"assumeRolePolicy": trust(**{**_WEB, "Principal": {"Federated": PROVIDER.replace(ACCOUNT, OTHER_ACCOUNT)}})},
    ),
    "aws-trusted-account": Case(
        _ROLE,
        {"name": "r", "assumeRolePolicy": trust(Principal={"AWS": [OTHER_ACCOUNT, "*"]})},
        {"assumeRolePolicy": trust(Principal={"AWS": "arn:aws:iam::999999999999:root"})},
    ),
    "aws-trusted-service": Case(
        _ROLE,
        {"name": "r", "assumeRolePolicy": trust(Principal={"Service": "grafana.amazonaws.com"})},
        {"assumeRolePolicy": trust(Principal={"Service": "grafna.amazonaws.com"})},
    ),
    "aws-association-twice": Case(
        _ASSOCIATION,
        {**_POD, "serviceAccount": "agent"},
        {"serviceAccount": "prometheus"},
        [_EKS_ROLE, (_ASSOCIATION, _POD)],
    ),
    "aws-associated-role": Case(_ASSOCIATION, _POD, {"roleArn": "writer"}, [_EKS_ROLE]),
    "aws-untrusting-role": Case(
        _ASSOCIATION, _POD, {"roleArn": f"arn:aws:iam::{ACCOUNT}:role/other"}, [_EKS_ROLE, _OTHER_ROLE]
    ),
    "aws-session-policy": Case(
        _ASSOCIATION, {**_POD, "policy": _WRITES, "disableSessionTags": True}, {"disableSessionTags": None}, [_EKS_ROLE]
    ),
    "aws-region": Case(_WORKSPACE, {"region": "eu-central-1"}, {"region": "eu-west-9"}),
    "aws-reserved-tag": Case(_WORKSPACE, {"tags": {"team": "a"}}, {"tags": {"aws:team": "a"}}),
    "aws-arn-leads-nowhere": Case(_WORKSPACE, {"kmsKeyArn": KEY}, {"kmsKeyArn": f"{KEY[:-1]}0"}),
    "aws-elsewhere": Case(_WORKSPACE, {"kmsKeyArn": KEY}, {"kmsKeyArn": FOREIGN_KEY}),
    "aws-document-leads-nowhere": Case(
        _POLICY,
        {"name": "p", "policy": document(Action="aps:RemoteWrite", Resource=[WORKSPACE, CENTRAL])},
        {"policy": document(Action="aps:RemoteWrite", Resource=f"{WORKSPACE}0")},
    ),
    "aws-id-leads-nowhere": Case("ec2/securityGroup:SecurityGroup", {"vpcId": VPC}, {"vpcId": "vpc-none"}),
}

_TRUSTING = trust(**{**_WEB, "Principal": {"Federated": f"arn:aws:iam::{ACCOUNT}:oidc-provider/issuer.example.com"}})

DELETED: dict[str, tuple[Step, Step]] = {"aws-provider-in-use": ((_PROVIDER, _ISSUER), _made("r", _TRUSTING))}
"""What is made first and cannot be deleted while the second is there."""
