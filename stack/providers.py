"""A stack's providers, tags and options. A cloud's SDK is imported, and its provider made, when first asked for."""

from functools import cached_property
from typing import TYPE_CHECKING

import pulumi
import pulumi_kubernetes as k8s

from stack.config.stack_config import StackConfig
from stack.given import given

if TYPE_CHECKING:
    import pulumi_azure_native as azure_native


class Providers:
    """Where a stack's resources go, each provider bound to its subscription, account or context."""

    def __init__(self, config: StackConfig) -> None:
        self._config = config
        self._subscriptions: dict[str, azure_native.Provider] = {}
        self.tags = {"environment": config.environment, "managed-by": "prometheus-stack", **config.tags}

    def options(self, *providers: pulumi.ProviderResource, data: bool = False) -> pulumi.ResourceOptions:
        """Options of a component; `data`: it holds what cannot be made again, and is protected where that matters."""
        return pulumi.ResourceOptions(providers=list(providers), protect=data and self._config.protected)

    @cached_property
    def kubernetes(self) -> pulumi.ProviderResource:
        return k8s.Provider(
            "cluster",
            context=given(self._config.cluster).context,
            # The hashring is read again by running pods: it has to change in place.
            enable_config_map_mutable=True,
            enable_secret_mutable=True,
        )

    @cached_property
    def azure(self) -> "azure_native.Provider":
        return self._azure("azure", given(self._config.azure).subscription_id)

    @property
    def of_cluster(self) -> "azure_native.Provider":
        """The provider of an AKS cluster's subscription."""
        subscription_id = given(self._config.cluster).subscription_id
        return self.azure_in(subscription_id) if subscription_id else self.azure

    def azure_of(self, arm_id: str) -> "azure_native.Provider":
        """The provider of the subscription that an ARM id lies in."""
        return self.azure_in(arm_id.split("/")[2])

    def azure_in(self, subscription_id: str) -> "azure_native.Provider":
        """The provider of a subscription."""
        subscription = subscription_id.lower()
        if subscription == given(self._config.azure).subscription_id.lower():
            return self.azure
        if subscription not in self._subscriptions:
            self._subscriptions[subscription] = self._azure(f"azure-{subscription}", subscription)
        return self._subscriptions[subscription]

    def _azure(self, name: str, subscription_id: str) -> "azure_native.Provider":
        import pulumi_azure_native as azure_native

        azure = given(self._config.azure)
        return azure_native.Provider(
            name, subscription_id=subscription_id, tenant_id=azure.tenant_id, environment=azure.cloud
        )

    @cached_property
    def aws(self) -> pulumi.ProviderResource:
        import pulumi_aws as aws

        section = given(self._config.aws)
        return aws.Provider(
            "aws",
            region=section.region,
            allowed_account_ids=[section.account_id],
            # Pulumi's default is to take any text for a region.
            skip_region_validation=False,
        )

    @cached_property
    def random(self) -> pulumi.ProviderResource:
        import pulumi_random as random

        return random.Provider("random")
