"""Remote-write queues beside the declared one: each differs from it in one thing."""

from typing import Any

from tests.proof.support.journey.travel import Journey
from tests.proof.support.stand_ins.busy_receiver import BusyReceiver

SECOND_TENANT = "second"


def relabeled(origin: str) -> list[dict[str, str]]:
    return [{"target_label": "origin", "replacement": origin}]


def second_tenant(running: Journey) -> dict[str, Any]:
    header = {"THANOS-TENANT": SECOND_TENANT}
    return running.section(name=SECOND_TENANT, headers=header, write_relabel_configs=relabeled(SECOND_TENANT))


def forgetful(running: Journey) -> dict[str, Any]:
    """The declared queue, but samples get old fast: a break."""
    queue = {**running.section()["queue_config"], "sample_age_limit": "3s"}
    return running.section(name="forgetful", queue_config=queue, write_relabel_configs=relabeled("forgetful"))


def wrong_password(running: Journey) -> dict[str, Any]:
    return running.section(name="wrong", basic_auth={"username": running.username, "password": "wrong"})


def rate_limited(running: Journey, busy: BusyReceiver) -> list[dict[str, Any]]:
    """The declared queue, and the same without its answer to 429."""
    patient = running.section(name="patient", url=f"{busy.url}/patient")
    del patient["proxy_url"]
    queue = {key: value for key, value in patient["queue_config"].items() if key != "retry_on_http_429"}
    return [patient, {**patient, "name": "hasty", "url": f"{busy.url}/hasty", "queue_config": queue}]
