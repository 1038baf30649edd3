"""What Azure refuses and its SDK does not say. A row that asks for more comes after the one it takes for granted."""

from sandbox.azure.rules import (
    alerts,
    associations,
    collection,
    deployments,
    dns,
    grafana,
    groups,
    identity,
    logs,
    names,
    private_link,
    references,
    roles,
    rule_groups,
    scope,
    storage,
)
from sandbox.rules import Table

_SUBJECTS = (
    *(groups, names, references, private_link, scope, dns, collection, identity, roles, storage),
    *(alerts, rule_groups, deployments, associations, logs, grafana),
)
RULES = Table("azure-native", [rule for subject in _SUBJECTS for rule in subject.RULES.rules])
