"""What owners of workspaces of AWS let others do, given, changed and taken away."""

import copy
import dataclasses
import json
from collections.abc import Callable
from typing import Any

from tests.proof.support.declared.declarations import Declared, Stack
from tests.proof.support.declared.mutations import changed
from tests.proof.support.keyless.run import Run
from tests.proof.support.stand_ins.authorities import Request
from tests.proof.support.stand_ins.aws_authority import RESOURCE_POLICY

BY_NONE_OF_THEIRS, BY_NONE_OF_ITS_OWN = "by no policy of the workspace", "by no policy of its own"


def refusal(made: Run, request: Request, stack: Stack) -> str:
    """What the same signed request would be answered, had the stacks declared this; empty where it is taken."""
    aws = copy.copy(made.aws)
    aws.stack = stack
    return aws.refuse(request) or ""


def without(objects: tuple[Declared, ...], token: str) -> tuple[Declared, ...]:
    """The objects but for those of a type, of which there are some."""
    left = tuple(one for one in objects if one.token != token)
    assert left != objects
    return left


def unshared(stack: Stack) -> Stack:
    """The stack, its hub's workspace shared with nobody."""
    return dataclasses.replace(stack, others=without(stack.others, RESOURCE_POLICY))


def policy_edited(edit: Callable[[dict[str, Any]], Any]) -> Callable[[Stack], Stack]:
    """The stack, with another statement in the policy of the hub's workspace."""

    def change(inputs: dict[str, Any]) -> None:
        document = json.loads(inputs["policyDocument"])
        edit(document["Statement"][0])
        inputs["policyDocument"] = json.dumps(document)

    return lambda stack: with_policy(stack, change)


def with_policy(stack: Stack, change: Callable[[dict[str, Any]], Any]) -> Stack:
    """The stack, with the policy of its hub's workspace changed."""
    [policy] = [one for one in stack.others if one.token == RESOURCE_POLICY]
    return dataclasses.replace(stack, others=tuple(changed(stack.others, policy.kind, policy.id, change)))


def shared(stack: Stack, arn: str, *, account: str) -> Stack:
    """The stack, once the owner of a workspace that exists already has let an account write to it."""
    statement = {
        "Effect": "Allow",
        "Principal": {"AWS": account},
        "Action": ["aps:RemoteWrite"],
        "Resource": arn,
    }
    workspace = arn.rpartition("/")[2]
    inputs = {"workspaceId": workspace, "policyDocument": json.dumps({"Statement": [statement]})}
    owners = Declared(RESOURCE_POLICY, workspace, inputs, {}, "")
    return dataclasses.replace(stack, others=(*stack.others, owners))
