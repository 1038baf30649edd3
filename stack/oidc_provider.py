"""IAM's provider for the cluster's issuer: whether there is one, and whether its tokens are meant for AWS."""

from typing import TYPE_CHECKING

import pulumi

from stack.config.cluster import ClusterSection
from stack.config.stack_config import StackConfig
from stack.given import given
from stack.look_up import SourceError, looked_up
from stack.providers import Providers

if TYPE_CHECKING:
    from components.aws.oidc_provider import ExistingProvider


def oidc_provider(config: StackConfig, cluster: ClusterSection, issuer: str, providers: Providers) -> str:
    """ARN of the account's provider; nothing where there is none and the stack makes it.

    Raises SourceError where it has to be there and is not, and where it is there and takes no tokens for AWS.
    """
    from components.aws.oidc_provider import existing_provider

    options = pulumi.InvokeOptions(provider=providers.aws)
    found = looked_up(lambda: existing_provider(issuer, opts=options))
    if found:
        return _usable(found)
    if given(config.aws).creates_oidc_provider(cluster.platform):
        return ""
    raise SourceError(f"account {given(config.aws).account_id} has no provider of {issuer} in IAM: say create")


def _usable(found: "ExistingProvider") -> str:
    from components.aws.iam_documents import TOKEN_AUDIENCE

    if TOKEN_AUDIENCE not in found.audiences:
        raise SourceError(
            f"{found.arn} takes no tokens that are meant for {TOKEN_AUDIENCE}: aws iam "
            f"add-client-id-to-open-id-connect-provider --open-id-connect-provider-arn {found.arn} "
            f"--client-id {TOKEN_AUDIENCE}"
        )
    return found.arn
