"""What AWS refuses and neither its SDK nor its own models say, by subject."""

from sandbox.aws.rules import (
    alarms,
    alerting,
    amp,
    eks,
    endpoint_policies,
    endpoints,
    iam,
    logs,
    policies,
    references,
    security_groups,
    trust,
)
from sandbox.aws.rules.table import RULES

__all__ = [
    "RULES",
    "alarms",
    "alerting",
    "amp",
    "eks",
    "endpoint_policies",
    "endpoints",
    "iam",
    "logs",
    "policies",
    "references",
    "security_groups",
    "trust",
]
