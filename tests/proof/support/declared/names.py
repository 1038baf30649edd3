"""Names that are mere words to a cluster and to what runs in it: one of a few letters is as good as another."""

import json
import re
from collections.abc import Iterator, Mapping
from pathlib import Path

import yaml

from tests.proof.support.declared.declarations import Declared, Stack
from tests.proof.support.declared.stack_files import config_of

STORAGE_ACCOUNT = "azure-native:storage:StorageAccount"
OTHERS = "others' "
# Far from the limit of any name that is made with it.
_SHORT = re.compile(r"[a-z][a-z0-9.-]{1,19}")
_HOST = re.compile(r"https://([\w.-]+)")
# Of something that counts itself.
_CHECKSUM = re.compile(r'("checksum/[\w-]+": ")[0-9a-f]{64}"')


def everything(stack: Stack) -> list[tuple[str, Declared]]:
    """The objects of the stack and of others, with a word for whose they are."""
    return [*(("", one) for one in stack.objects), *((OTHERS, one) for one in stack.others)]


def names_of(stack_file: Path, stack: Stack) -> Mapping[str, str]:
    """What the stack file calls its cluster, environment and domain, and names that follow from them in the clouds."""
    config = config_of(stack_file)
    said = {
        "cluster": config.get("cluster", {}).get("name", ""),
        "environment": config["environment"],
        "domain": config.get("ingress", {}).get("domain", ""),
    }
    given = {word: name for name, word in said.items() if is_a_mere_word(word)}
    return {**given, **dict(_of_clouds(stack))}


def is_a_mere_word(word: str) -> bool:
    """Whether a name is short, and text in every language that it may stand in."""
    return bool(_SHORT.fullmatch(word)) and yaml.safe_load(word) == word


def without_names(text: str, names: Mapping[str, str]) -> str:
    """JSON with what is named in the place of its names."""
    for word in sorted(names, key=len, reverse=True):
        text = re.sub(rf"(?<![A-Za-z0-9]){re.escape(word)}(?![A-Za-z0-9])", f"<{names[word]}>", text)
    return _CHECKSUM.sub(r'\1"', text)


def _of_clouds(stack: Stack) -> Iterator[tuple[str, str]]:
    for whose, one in everything(stack):
        if one.token == STORAGE_ACCOUNT:
            yield one.inputs["accountName"], f"account of {whose}{one.name}"
        if not one.token.startswith("kubernetes:"):
            yield from ((host, f"host of {whose}{one.name}") for host in _hosts(one))


def _hosts(one: Declared) -> Iterator[str]:
    """Hosts that a cloud has answered with."""
    said = json.dumps(one.inputs)
    return (host for host in _HOST.findall(json.dumps(one.outputs)) if host not in said)
