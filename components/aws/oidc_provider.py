"""An account's trust in the tokens of a cluster: IAM's provider for its issuer."""

from typing import NamedTuple, NotRequired, TypedDict

import pulumi
import pulumi_aws as aws

from components.aws.iam_documents import TOKEN_AUDIENCE


class ExistingProvider(NamedTuple):
    """A provider that IAM has already."""

    arn: str
    audiences: list[str]
    """Whom its tokens may be meant for."""


class OidcProviderArgs(TypedDict):
    """Whose tokens."""

    issuer: pulumi.Input[str]
    """OIDC issuer of the cluster, exactly as in its tokens, with `https://`."""
    adopted_arn: NotRequired[str]
    """ARN of the provider where IAM has it already: an account has one of an issuer. It is taken over as it is."""
    writer: NotRequired[str]
    """Name of the `AmpWriter` that made the provider in stacks of version 0.1.0; it is then taken over."""
    tags: NotRequired[dict[str, str]]
    """Tags of a provider that is made."""


class OidcProvider(pulumi.ComponentResource):
    """IAM's provider of an issuer, made where there is none, and left in the account when the stack no longer has it.

    Roles of others trust it too, and fail from the moment that it goes.
    """

    provider_arn: pulumi.Output[str]
    """ARN of the provider."""

    def __init__(self, name: str, args: OidcProviderArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("prometheus-stack:index:OidcProvider", name, {}, opts)
        # Without thumbprints: AWS verifies the issuer by its trusted authorities
        # (https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_providers_create_oidc.html).
        self.provider_arn = aws.iam.OpenIdConnectProvider(
            f"{name}-issuer",
            url=args["issuer"],
            client_id_lists=[TOKEN_AUDIENCE],
            tags=args.get("tags"),
            opts=pulumi.ResourceOptions(
                parent=self,
                retain_on_delete=True,
                import_=args.get("adopted_arn"),
                # What others have said of it stays as it is.
                ignore_changes=["clientIdLists", "tags", "thumbprintLists"],
                aliases=_taken_over(args),
            ),
        ).arn
        self.register_outputs({"provider_arn": self.provider_arn})


def existing_provider(issuer: str, *, opts: pulumi.InvokeOptions) -> ExistingProvider | None:
    """The account's provider of an issuer, where there is one. Raises what the provider says where it cannot look."""
    try:
        found = aws.iam.get_open_id_connect_provider(url=issuer, opts=opts)
    except Exception as error:
        # https://github.com/hashicorp/terraform-provider-aws/blob/main/internal/service/iam/openid_connect_provider_data_source.go
        if "not found" in str(error):
            return None
        raise
    return ExistingProvider(found.arn, [*found.client_id_lists])


def _taken_over(args: OidcProviderArgs) -> list[pulumi.Alias]:
    if "writer" not in args:
        return []
    was = pulumi.create_urn(args["writer"], "prometheus-stack:index:AmpWriter")
    return [pulumi.Alias(name=f"{args['writer']}-issuer", parent=was)]
