"""The access one Prometheus needs to write to Amazon Managed Service for Prometheus."""

import json
from typing import NotRequired, TypedDict

import pulumi
import pulumi_aws as aws

from components.aws.deduplication import relabelings
from components.aws.iam_documents import TOKEN_AUDIENCE, irsa_trust_policy, remote_write_policy
from components.contracts.endpoints import AmpEndpoint
from components.contracts.ordering import once_ready
from components.contracts.pod_identity import PodIdentity, ServiceAccount, TokenSource
from components.contracts.remote_write import Queue, RemoteWriteTarget

# https://docs.aws.amazon.com/prometheus/latest/userguide/AMP-onboard-ingest-metrics-new-Prometheus.html; AMP refuses
# samples older than an hour, and with them the whole batch.
QUEUE = Queue(max_samples_per_send=1000, max_shards=200, capacity=2500, max_backoff="30s", sample_age_limit="1h")
TOKEN_DIRECTORY = "/var/run/secrets/eks.amazonaws.com/serviceaccount"
TOKEN_FILE = "token"


class AmpWriterError(ValueError):
    """A writer that would have nowhere to write, or no way to a token."""


class AmpWriterArgs(TypedDict):
    """Which Prometheus writes, and where."""

    role_name: str
    """Name of the IAM role."""
    account_id: str
    """Account of the role and of the OIDC provider it trusts."""
    issuer: pulumi.Input[str]
    """OIDC issuer of the cluster, exactly as in its tokens, with `https://`."""
    oidc_provider_arn: pulumi.Input[str]
    """ARN of the account's OIDC provider of that issuer, known once it is there (see `OidcProvider`)."""
    cluster: str
    """Name of the cluster, its `cluster` label."""
    service_account: ServiceAccount
    """The service account of Prometheus."""
    token_source: TokenSource
    """`webhook` on EKS; else `projected`."""
    endpoints: dict[str, AmpEndpoint]
    """Where to write, one endpoint or more; the keys are the names of the remote-write targets."""
    ready: NotRequired[list[pulumi.Input[str]]]
    """Outputs known when the network's way to the endpoints exists. Default: none to wait for."""
    tags: NotRequired[dict[str, str]]
    """Tags of the role."""


class AmpWriter(pulumi.ComponentResource):
    """One IAM role for one Prometheus, allowed to write to exactly the workspaces of the endpoints.

    The attribute `targets` is the list of RemoteWriteTargets, one per endpoint, all of one PodIdentity.

    Prometheus takes the role's credentials while it loads its configuration: a role that STS refuses keeps it from
    starting, and from writing to any other store.
    """

    role_arn: pulumi.Output[str]
    """ARN of the role."""

    def __init__(self, name: str, args: AmpWriterArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("prometheus-stack:index:AmpWriter", name, {}, opts)
        if not args["endpoints"]:
            raise AmpWriterError(f"{name}: endpoints must name at least one workspace")
        child = pulumi.ResourceOptions(parent=self)
        role = aws.iam.Role(
            f"{name}-role",
            name=args["role_name"],
            description="Prometheus: remote write to Amazon Managed Service for Prometheus",
            assume_role_policy=_trust(args),
            tags=args.get("tags"),
            opts=child,
        )
        policy = aws.iam.RolePolicy(
            f"{name}-remote-write",
            role=role.name,
            policy=pulumi.Output.json_dumps(
                remote_write_policy([endpoint["workspace_arn"] for endpoint in args["endpoints"].values()])
            ),
            opts=child,
        )
        self.role_arn = role.arn
        self.targets = _targets(args, role_arn=role.arn, ready=[policy.id, *args.get("ready", [])])
        self.register_outputs({"role_arn": self.role_arn})


def _trust(args: AmpWriterArgs) -> pulumi.Output[str]:
    # The document names the provider by the ARN that follows from the issuer; the wait is for it to exist.
    known_issuer = once_ready(args["issuer"], [args["oidc_provider_arn"]])
    return known_issuer.apply(
        lambda issuer: json.dumps(irsa_trust_policy(args["account_id"], issuer, [args["service_account"]]))
    )


def aws_pod_identity(role_arn: pulumi.Input[str], region: str, source: TokenSource) -> PodIdentity:
    """What a pod needs to assume the role. Raises AmpWriterError for an agent: the role trusts no agent's tokens."""
    if source == TokenSource.AGENT:
        raise AmpWriterError("a pod's token for AWS comes from a webhook or is projected; the role trusts no agent")
    if source == TokenSource.WEBHOOK:
        return {"service_account_annotations": {"eks.amazonaws.com/role-arn": role_arn}}
    return {
        "environment": {
            "AWS_REGION": region,
            "AWS_ROLE_ARN": role_arn,
            "AWS_STS_REGIONAL_ENDPOINTS": "regional",
            "AWS_WEB_IDENTITY_TOKEN_FILE": f"{TOKEN_DIRECTORY}/{TOKEN_FILE}",
        },
        "tokens": [
            {"name": "aws-token", "audience": TOKEN_AUDIENCE, "directory": TOKEN_DIRECTORY, "file": TOKEN_FILE},
        ],
    }


def _targets(
    args: AmpWriterArgs, *, role_arn: pulumi.Input[str], ready: list[pulumi.Input[str]]
) -> list[RemoteWriteTarget]:
    first_region = next(iter(args["endpoints"].values()))["region"]
    identity = aws_pod_identity(role_arn, first_region, args["token_source"])
    return [
        {
            "name": target,
            "url": once_ready(endpoint["write_url"], ready),
            "sigv4": {"region": endpoint["region"]},
            "queue": QUEUE,
            "relabelings": relabelings(args["cluster"]),
            "identity": identity,
        }
        for target, endpoint in args["endpoints"].items()
    ]
