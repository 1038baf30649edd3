"""Tags that both clouds take."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

from stack.config.problems import Problem

# https://learn.microsoft.com/azure/azure-resource-manager/management/tag-resources#limitations
AZURE_NAMES_LACK = r"[<>%&\\?/]|^(microsoft|azure|windows)"
# https://docs.aws.amazon.com/tag-editor/latest/userguide/best-practices-and-strats.html
AWS_TAGS_HAVE = r"(?!aws:)[\w .:/=+@-]*"
OWN = ("environment", "managed-by")
MOST = 48
"""Of the 50 that both clouds take, two are the program's."""


def tag_problems(tags: Mapping[str, Any], *, azure: bool, aws: bool) -> Iterator[Problem]:
    """What a cloud that the stack uses would refuse, and names that meet one another."""
    texts = {name: text for name, text in tags.items() if isinstance(text, str)}
    for name, text in texts.items():
        if not 1 <= len(name) <= 128 or len(text) > 256:
            yield f"tags.{name}", "must have a name of 1 to 128 characters and at most 256 in its value"
        elif azure and re.search(AZURE_NAMES_LACK, name, re.IGNORECASE):
            yield f"tags.{name}", r"must not begin with microsoft, azure or windows, nor have < > % & \ ? / in its name"
        elif aws and not re.fullmatch(AWS_TAGS_HAVE, name + text, re.IGNORECASE):
            yield f"tags.{name}", "must be letters, digits, spaces and + - = . _ : / @ for AWS, and not begin with aws:"
    names = Counter(name.lower() for name in [*texts, *OWN])
    for name in texts:
        if names[name.lower()] > 1:
            # https://docs.aws.amazon.com/IAM/latest/UserGuide/id_tags.html#id_tags_rules_creating
            yield f"tags.{name}", "is there already, at least in other letters, or set by the program"
    if len(texts) > MOST:
        yield "tags", f"must be at most {MOST}, are {len(texts)}"
