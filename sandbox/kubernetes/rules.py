"""What an API server refuses and its SDK does not say."""

from sandbox.kubernetes import definitions, object_rules, order_rules, pod_rules, release_rules
from sandbox.rules import Table

_TABLES = (order_rules.RULES, object_rules.RULES, pod_rules.RULES, release_rules.RULES, definitions.RULES)

RULES = Table("kubernetes", [rule for table in _TABLES for rule in table.rules])
