"""What clients of each of Azure's clouds ask: https://learn.microsoft.com/entra/identity-platform/authentication-national-cloud."""

from typing import NamedTuple


class National(NamedTuple):
    """One cloud, as Prometheus, Thanos and the cluster's webhook know it by themselves."""

    entra: str
    """Host that signs in."""
    monitor: str
    """Audience of what takes samples."""
    blobs: str
    """What hosts of storage accounts end with."""
    token_audience: str
    """Audience of the tokens that a webhook projects."""


NATIONAL = {
    "public": National(
        "login.microsoftonline.com", "https://monitor.azure.com", "blob.core.windows.net", "api://AzureADTokenExchange"
    ),
    "usgovernment": National(
        "login.microsoftonline.us",
        "https://monitor.azure.us",
        "blob.core.usgovcloudapi.net",
        "api://AzureADTokenExchangeUSGov",
    ),
}
"""The clouds that stack files of this repository name."""
