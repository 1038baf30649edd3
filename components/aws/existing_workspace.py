"""AMP workspaces that exist already."""

import pulumi
import pulumi_aws as aws

from components.contracts.endpoints import AmpEndpoint
from components.contracts.urls import with_one_slash


def existing_workspace(workspace_id: str, *, account_id: str, region: str, opts: pulumi.InvokeOptions) -> AmpEndpoint:
    """A workspace of the provider's account, looked up. Raises what the provider says where it is not."""
    found = aws.amp.get_workspace(workspace_id=workspace_id, region=region, opts=opts)
    return _endpoint(found.prometheus_endpoint, workspace_id, found.arn, account_id, region)


def workspace_of_account(workspace_id: str, *, account_id: str, region: str) -> AmpEndpoint:
    """A workspace of another account, which only that account can look up: URL and ARN follow from its id.

    https://docs.aws.amazon.com/general/latest/gr/prometheus-service.html
    """
    url = f"https://aps-workspaces.{region}.amazonaws.com/workspaces/{workspace_id}/"
    arn = f"arn:aws:aps:{region}:{account_id}:workspace/{workspace_id}"
    return _endpoint(url, workspace_id, arn, account_id, region)


def _endpoint(url: str, workspace_id: str, arn: str, account_id: str, region: str) -> AmpEndpoint:
    query_url = with_one_slash(url)
    return {
        "kind": "amp",
        "write_url": f"{query_url}api/v1/remote_write",
        "query_url": query_url,
        "workspace_id": workspace_id,
        "workspace_arn": arn,
        "account_id": account_id,
        "region": region,
        "built_by": "",
    }
