"""Physical names within each service's limits: cut where readable, never in the part that makes them unique."""

import hashlib
import re


class NamingError(ValueError):
    """A name that its service would refuse."""


# https://github.com/Azure/prometheus-collector: templates of Microsoft cut a data collection endpoint's name at 44.
DATA_COLLECTION_ENDPOINT_LENGTH = 44
# The same templates: a rule's and an association's.
DATA_COLLECTION_RULE_LENGTH = 64
# https://learn.microsoft.com/azure/azure-resource-manager/management/resource-name-rules
STORAGE_ACCOUNT_LENGTH = 24
IDENTITY_LENGTH = 128
PRIVATE_ENDPOINT_LENGTH = 64
RESOURCE_GROUP_LENGTH = 90
LOG_WORKSPACE_LENGTH = 63
VIRTUAL_NETWORK_LINK_LENGTH = 80
# https://learn.microsoft.com/azure/managed-grafana/quickstart-managed-grafana-cli, and as azurerm checks both:
# https://github.com/hashicorp/terraform-provider-azurerm/tree/main/internal/services/dashboard
GRAFANA_LENGTH = 23
GRAFANA_ENDPOINT_LENGTH = 20
DEPLOYMENT_LENGTH = 64
ALERT_LENGTH = RULE_GROUP_LENGTH = 260
# https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html
ROLE_LENGTH = 64
# https://docs.aws.amazon.com/prometheus/latest/APIReference/API_CreateWorkspace.html
ALIAS_LENGTH = 100
# https://docs.aws.amazon.com/sns/latest/api/API_CreateTopic.html
TOPIC_LENGTH = 256
UNIQUE_LENGTH = 6


def bounded(name: str, *, limit: int) -> str:
    """The name itself within the limit; else its beginning and a hash of the whole, so that two never meet.

    Raises NamingError for an empty name, and for a limit that leaves no room beside the hash.
    """
    if not name:
        raise NamingError("a name must not be empty")
    if limit <= UNIQUE_LENGTH + 1:
        raise NamingError(f"a limit must be more than {UNIQUE_LENGTH + 1}, is {limit}")
    if len(name) <= limit:
        return name
    return f"{name[: limit - UNIQUE_LENGTH - 1].rstrip('-')}-{_unique(name)}"


def azure_monitor(name: str) -> str:
    """A name as Azure Monitor takes it for workspaces and private link scopes: letters, digits and dashes."""
    return re.sub(r"[^a-zA-Z0-9]+", "-", name).strip("-")


def monitor_workspace(name: str, *, location: str) -> str:
    """A workspace's name, short enough for the group `MA_<name>_<location>_managed` that Azure makes with it.

    https://learn.microsoft.com/azure/azure-monitor/metrics/azure-monitor-workspace-manage
    """
    return bounded(azure_monitor(name), limit=RESOURCE_GROUP_LENGTH - len(f"MA__{location}_managed"))


def topic(name: str) -> str:
    """A name as SNS takes it for a topic: letters, digits, `_` and `-`."""
    return re.sub(r"[^a-zA-Z0-9_-]+", "-", name)


def network_link(network_id: str) -> str:
    """The name of a network's link in a private DNS zone: the network's own, and a hash of its ARM id.

    Two networks of one name, in two groups, do not meet. ARM compares ids without case, and so does this.
    """
    id_ = network_id.lower()
    name = bounded(id_.rpartition("/")[2], limit=VIRTUAL_NETWORK_LINK_LENGTH - UNIQUE_LENGTH - 1)
    return f"{name}-{_unique(id_)}"


def told_apart(name: str, *scope: str) -> str:
    """The name, and a hash of what it is unique in, such as an ARM id, which compares without case."""
    return f"{name}-{_unique('/'.join(scope).lower())}"


def principal(principal_id: str) -> str:
    """A word for a principal of Entra, in names of resources. Entra compares ids without case, and so does this."""
    return f"principal-{_unique(principal_id.lower())}"


def storage_account(name: str, *scope: str) -> str:
    """A storage account's name: up to 24 lower-case letters and digits, unique in all of Azure through its scope."""
    letters = re.sub(r"[^a-z0-9]", "", name.lower())
    unique = _unique("/".join((name, *scope)), length=8)
    return letters[: STORAGE_ACCOUNT_LENGTH - len(unique)] + unique


def grafana(name: str, *scope: str, limit: int = GRAFANA_LENGTH) -> str:
    """The name of a Managed Grafana, or of a private endpoint in one: letters, digits and dashes, the first a letter.

    Unique through its scope: a Grafana's address begins with its name, and several stacks may lead from one Grafana.
    """
    letters = azure_monitor(name)
    letters = letters if letters[:1].isalpha() else f"g{letters}"
    return f"{letters[: limit - UNIQUE_LENGTH - 1].rstrip('-')}-{_unique('/'.join((name, *scope)))}"


def _unique(text: str, length: int = UNIQUE_LENGTH) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:length]
