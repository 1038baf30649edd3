"""What is asked for beside a workspace of Azure Monitor: who is told of its quotas, higher limits, rules."""

import pulumi

from components import naming
from components.azure.email_action_group import EmailActionGroup
from components.azure.prometheus_rules import PrometheusRules
from components.azure.workspace_alerts import WorkspaceAlerts
from components.azure.workspace_limits import WorkspaceLimits
from components.contracts.endpoints import AzureMonitorEndpoint
from stack.config.azure_alerts import Alerts, Limits
from stack.config.azure_monitor import AzureMonitorBackend
from stack.given import given
from stack.site import Site


class WorkspaceCare:
    """The alerts, limits and rules of one workspace."""

    def __init__(self, site: Site, name: str, endpoint: AzureMonitorEndpoint) -> None:
        azure, providers = given(site.config.azure), site.providers
        self._name, self._endpoint, self._tags = name, endpoint, providers.tags
        self._resource_group = azure.resource_group
        self._options = providers.options(providers.azure)
        self._base = naming.azure_monitor(f"{site.owner}-{name}")
        self._groups = site.sources.rules.get(name, ())

    def take(self, backend: AzureMonitorBackend) -> None:
        """Makes all that the backend asks for."""
        action_groups: list[pulumi.Input[str]] = []
        if backend.limits:
            self._limits(backend.limits)
        if backend.alerts:
            action_groups = self._action_groups(backend.alerts)
            self._alerts(backend.alerts, action_groups)
        if self._groups:
            self._rules(action_groups)

    def _limits(self, limits: Limits) -> None:
        WorkspaceLimits(
            f"{self._name}-limits",
            {
                "resource_group": self._resource_group,
                "workspace_id": self._endpoint["workspace_id"],
                "location": self._endpoint["location"],
                "deployment_name": naming.bounded(f"{self._base}-limits", limit=naming.DEPLOYMENT_LENGTH),
                "active_series": limits.active_series,
                "events_per_minute": limits.events_per_minute,
                "tags": self._tags,
            },
            self._options,
        )

    def _action_groups(self, alerts: Alerts) -> list[pulumi.Input[str]]:
        if not alerts.emails:
            return [*alerts.action_group_ids]
        emails = EmailActionGroup(
            f"{self._name}-emails",
            {
                "resource_group": self._resource_group,
                "action_group_name": f"{self._base}-emails",
                "emails": alerts.emails,
                "tags": self._tags,
            },
            self._options,
        )
        return [*alerts.action_group_ids, emails.action_group_id]

    def _alerts(self, alerts: Alerts, action_groups: list[pulumi.Input[str]]) -> None:
        WorkspaceAlerts(
            f"{self._name}-alerts",
            {
                "resource_group": self._resource_group,
                "workspace_id": self._endpoint["workspace_id"],
                "alerts_name": self._base,
                "action_group_ids": action_groups,
                "dropped_samples": alerts.dropped_samples,
                "tags": self._tags,
            },
            self._options,
        )

    def _rules(self, action_groups: list[pulumi.Input[str]]) -> None:
        PrometheusRules(
            f"{self._name}-rules",
            {
                "resource_group": self._resource_group,
                "workspace_id": self._endpoint["workspace_id"],
                "location": self._endpoint["location"],
                "rules_name": self._base,
                "groups": self._groups,
                "action_group_ids": action_groups,
                "tags": self._tags,
            },
            self._options,
        )
