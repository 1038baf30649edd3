"""What hosts of Azure's services end with, by cloud (https://learn.microsoft.com/azure/azure-government/compare-azure-government-global-azure)."""

from typing import NamedTuple


class Suffixes(NamedTuple):
    """One cloud's, by the provider's word for it."""

    monitor: str
    storage: str

    @property
    def grafana(self) -> str:
        """Of pages of Managed Grafana."""
        return f"grafana.{self.monitor.partition('.')[2]}"


SUFFIXES = {
    "public": Suffixes("monitor.azure.com", "core.windows.net"),
    "usgovernment": Suffixes("monitor.azure.us", "core.usgovcloudapi.net"),
    "china": Suffixes("monitor.azure.cn", "core.chinacloudapi.cn"),
}
