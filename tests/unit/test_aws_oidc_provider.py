"""IAM's provider of a cluster's issuer: made or taken over, and left where it is."""

from typing import Any

import pulumi
import pytest

from components.aws.oidc_provider import OidcProvider, existing_provider
from tests.recorder import Recorder, record
from tests.unit.component_rules import assert_component_rules

PROVIDER = "aws:iam/openIdConnectProvider:OpenIdConnectProvider"
LOOK_UP = "aws:iam/getOpenIdConnectProvider:getOpenIdConnectProvider"
ISSUER = "https://oidc.example/id/ABC"
ARN = "arn:aws:iam::123456789012:oidc-provider/oidc.example/id/ABC"


def made(**more: Any) -> Recorder:
    args: Any = {"issuer": ISSUER, "tags": {"team": "sre"}, **more}
    return record(lambda: OidcProvider("trust", args) and None, {PROVIDER: {"arn": ARN}})


def test_it_accepts_tokens_meant_for_aws_and_pins_no_certificate() -> None:
    provider = made().one(PROVIDER)
    assert (provider["url"], provider["clientIdLists"]) == (ISSUER, ["sts.amazonaws.com"])
    assert "thumbprintLists" not in provider
    assert provider["tags"] == {"team": "sre"}


def test_it_is_left_in_the_account_and_what_others_say_of_it_stays() -> None:
    request = made().request(PROVIDER, "trust-issuer")
    assert request.retainOnDelete
    assert {*request.ignoreChanges} == {"clientIdLists", "tags", "thumbprintLists"}
    assert not request.importId


def test_one_that_is_there_is_taken_over() -> None:
    assert made(adopted_arn=ARN).request(PROVIDER, "trust-issuer").importId == ARN


def test_one_that_a_writer_has_made_is_taken_over_with_its_state() -> None:
    (alias,) = made(writer="amp-writer").request(PROVIDER, "trust-issuer").aliases
    assert alias.spec.name == "amp-writer-issuer"
    assert alias.spec.parentUrn.endswith("prometheus-stack:index:AmpWriter::amp-writer")
    assert not made().request(PROVIDER, "trust-issuer").aliases


def looked_up(answer: Any) -> Any:
    found: list[Any] = []
    record(lambda: found.append(existing_provider(ISSUER, opts=pulumi.InvokeOptions())), calls={LOOK_UP: answer})
    return found[0]


def test_one_that_iam_has_tells_whom_its_tokens_are_meant_for() -> None:
    assert looked_up({"arn": ARN, "clientIdLists": ["sts.amazonaws.com", "other"]}) == (
        ARN,
        ["sts.amazonaws.com", "other"],
    )


def test_one_that_iam_has_not_is_no_error_and_a_refused_look_up_is() -> None:
    def missing(_: Any) -> Any:
        raise LookupError(f"finding IAM OIDC Provider by url ({ISSUER}): not found")

    def denied(_: Any) -> Any:
        raise LookupError("AccessDenied: not authorized to perform iam:ListOpenIDConnectProviders")

    assert looked_up(missing) is None
    with pytest.raises(Exception, match="AccessDenied"):
        looked_up(denied)


def test_the_component_keeps_the_rules() -> None:
    assert_component_rules(made(), OidcProvider, "trust")
