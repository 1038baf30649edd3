"""What policies of AWS allow, as far as this program writes them: whole names, no condition.

https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html
"""

import json
from collections.abc import Iterable, Mapping
from typing import Any

KNOWN = {"Sid", "Effect", "Principal", "Action", "Resource"}


def allowed(documents: Iterable[str], action: str, resource: str, principal: str = "") -> bool:
    """Whether some statement allows the action and none denies it; a `principal` is looked for where one is given."""
    statements = [statement for document in documents for statement in json.loads(document)["Statement"]]
    effects = {one["Effect"] for one in statements if _applies(one, action, resource, principal)}
    return effects == {"Allow"}


def account_of(arn: str) -> str:
    return arn.split(":")[4]


def listed(value: Any) -> list[str]:
    """A policy says one thing as a text, or several as a list."""
    return value if isinstance(value, list) else [value]


def _applies(statement: Mapping[str, Any], action: str, resource: str, principal: str) -> bool:
    assert not (unknown := statement.keys() - KNOWN), f"nobody here knows what {unknown} of a policy says"
    named = action in listed(statement["Action"]) and resource in listed(statement["Resource"])
    if not principal:
        return named
    # An account stands for all its principals: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html
    account = account_of(principal)
    mine = {principal, account, f"arn:aws:iam::{account}:root"}
    return named and bool(mine & set(listed(statement["Principal"]["AWS"])))
