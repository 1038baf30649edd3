"""Several providers of one cloud in one program: each is of its own subscription or account, in every operation."""

from pathlib import Path
from typing import Any

import pulumi
import pulumi_aws as aws
import pulumi_azure_native as azure
import pytest

from tests.engine.conftest import Open

TENANT = "22222222-2222-4222-8222-222222222222"
SUBSCRIPTIONS = {
    "hub": "11111111-1111-4111-8111-111111111111",
    "spoke": "33333333-3333-4333-8333-333333333333",
}
ACCOUNTS = {"hub": ("123456789012", "eu-west-1"), "spoke": ("210987654321", "eu-central-1")}
WORLD = f"""
azure:
  subscriptions:
    {SUBSCRIPTIONS["hub"]}: {{tenant: {TENANT}}}
    {SUBSCRIPTIONS["spoke"]}: {{tenant: {TENANT}}}
  resourceGroups:
    /subscriptions/{SUBSCRIPTIONS["hub"]}/resourceGroups/rg: {{location: westeurope}}
    /subscriptions/{SUBSCRIPTIONS["spoke"]}/resourceGroups/rg: {{location: northeurope}}
aws:
  accounts: {{"123456789012": {{}}, "210987654321": {{}}}}
"""
TRUST = '{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Principal": {"Service": "ec2.amazonaws.com"}, '
TRUST += '"Action": "sts:AssumeRole"}]}'


def _azure() -> None:
    for name, subscription in SUBSCRIPTIONS.items():
        provider = azure.Provider(name, subscription_id=subscription, tenant_id=TENANT)
        identity = azure.managedidentity.UserAssignedIdentity(
            name, resource_group_name="rg", resource_name_="same", opts=pulumi.ResourceOptions(provider=provider)
        )
        pulumi.export(name, pulumi.Output.all(identity.id, identity.location))


def _aws() -> None:
    for name, (account, region) in ACCOUNTS.items():
        provider = aws.Provider(name, allowed_account_ids=[account], region=region)
        options = pulumi.ResourceOptions(provider=provider)
        role = aws.iam.Role(name, name="same", assume_role_policy=TRUST, opts=options)
        logs = aws.cloudwatch.LogGroup(name, name="/aws/vendedlogs/prometheus/same", opts=options)
        here = aws.get_region_output(opts=pulumi.InvokeOutputOptions(provider=provider))
        pulumi.export(name, pulumi.Output.all(role.arn, logs.arn, here.region))


def _open(sandbox: Open, tmp_path: Path, program: Any) -> Any:
    stack, world = tmp_path / "Pulumi.several.yaml", tmp_path / "world.yaml"
    stack.write_text("config: {}\n")
    world.write_text(WORLD)
    return sandbox(stack, program=program, world=world)


def _whole_life(sandbox: Open, tmp_path: Path, program: Any) -> dict[str, Any]:
    """The outputs of a stack that is previewed, built, left unchanged, refreshed and destroyed."""
    planned = _open(sandbox, tmp_path, program).preview()
    built = _open(sandbox, tmp_path, program).up()
    box = _open(sandbox, tmp_path, program)
    again, refreshed = box.up(), box.refresh()
    outputs = {name: one.value for name, one in box.outputs().items()}
    box.destroy()

    assert built == planned
    assert again == {"same": built["create"]}
    assert set(refreshed) == {"same"}
    assert box.cloud.objects == {}
    return outputs


def test_two_subscriptions_have_each_their_own(sandbox: Open, tmp_path: Path) -> None:
    outputs = _whole_life(sandbox, tmp_path, _azure)

    kind = "resourceGroups/rg/providers/Microsoft.ManagedIdentity/userAssignedIdentities/same"
    assert outputs == {
        "hub": [f"/subscriptions/{SUBSCRIPTIONS['hub']}/{kind}", "westeurope"],
        "spoke": [f"/subscriptions/{SUBSCRIPTIONS['spoke']}/{kind}", "northeurope"],
    }


def test_two_accounts_have_each_their_own(sandbox: Open, tmp_path: Path) -> None:
    outputs = _whole_life(sandbox, tmp_path, _aws)

    assert outputs == {
        name: [
            f"arn:aws:iam::{account}:role/same",
            f"arn:aws:logs:{region}:{account}:log-group:/aws/vendedlogs/prometheus/same",
            region,
        ]
        for name, (account, region) in ACCOUNTS.items()
    }


def test_one_account_is_not_given_what_is_the_others(sandbox: Open, tmp_path: Path, said: list[str]) -> None:
    def program() -> None:
        providers = {
            name: aws.Provider(name, allowed_account_ids=[account], region=region)
            for name, (account, region) in ACCOUNTS.items()
        }
        hub, spoke = (pulumi.ResourceOptions(provider=provider) for provider in providers.values())
        role = aws.iam.Role("role", name="same", assume_role_policy=TRUST, opts=hub)
        policy = TRUST.replace('"Principal": {"Service": "ec2.amazonaws.com"}', '"Resource": "*"')
        aws.iam.RolePolicy("policy", role=role.name, policy=policy, opts=spoke)

    with pytest.raises(pulumi.automation.CommandError):
        _open(sandbox, tmp_path, program).up()
    assert "NoSuchEntity: role 'same' does not exist" in "\n".join(said)
