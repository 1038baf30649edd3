"""The rules of AMP workspaces, and who is told of their alerts."""

import pulumi

from components.aws.alert_topic import AlertTopic
from components.aws.alertmanager import definition_of_topics
from components.aws.amp_alerting import AmpAlerting
from components.aws.amp_rules import AmpRules
from components.contracts.endpoints import AmpEndpoint
from components.naming import TOPIC_LENGTH, bounded, topic
from stack.amp_files import AmpFiles
from stack.config.amp_alerting import Alerting
from stack.site import Site


def rules(site: Site, name: str, endpoint: AmpEndpoint, files: AmpFiles) -> None:
    """Has AMP evaluate the rules."""
    AmpRules(
        f"{name}-rules",
        {"endpoint": endpoint, "files": files.rules, "tags": site.providers.tags},
        site.providers.options(site.providers.aws),
    )


def alerting(site: Site, name: str, alias: str, endpoint: AmpEndpoint, said: Alerting, files: AmpFiles) -> None:
    """Has AMP tell whom the stack file says."""
    topics: list[pulumi.Input[str]] = [*said.sns_topic_arns]
    if said.topic:
        topics.append(_topic(site, name, alias, endpoint))
    definition = files.definition or pulumi.Output.all(*topics).apply(definition_of_topics)
    AmpAlerting(
        f"{name}-alerting",
        {"endpoint": endpoint, "definition": definition},
        site.providers.options(site.providers.aws),
    )


def _topic(site: Site, name: str, alias: str, endpoint: AmpEndpoint) -> pulumi.Output[str]:
    topic_name = bounded(topic(f"{alias}-alerts"), limit=TOPIC_LENGTH)
    return AlertTopic(
        f"{name}-alert-topic",
        {"topic_name": topic_name, "endpoint": endpoint, "tags": site.providers.tags},
        site.providers.options(site.providers.aws),
    ).topic_arn
