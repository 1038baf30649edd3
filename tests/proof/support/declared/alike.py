"""What makes stacks the same to whoever consumes them: nothing differs but what the clouds and the engine drew.

Identifiers, passwords and their hashes are drawn anew in every run, and independent objects come in another order. What
a stack file says counts (but for names, where they are mere words), and what is drawn counts by whose it is: an
identity in the place of another is a difference.
"""

import functools
import hashlib
import json
import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import passlib.hash

from tests.proof.support.declared.declarations import Declared, Stack, declared
from tests.proof.support.declared.names import everything, names_of, without_names
from tests.proof.support.stand_ins.clusters import cluster_of
from tests.proof.support.stand_ins.known import known

PASSWORD = "random:index/randomPassword:RandomPassword"
# What clouds name things by.
_IDENTIFIER = re.compile(r"[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}|\b[0-9a-f]{16,64}\b")
# The package makes its members when they are asked for, which types do not know.
_apr1: Any = getattr(passlib.hash, "apr_md5_crypt")  # noqa: B009
_HASH = re.compile(r"\$apr1\$[\w./]+\$[\w./]+")


def in_the_cluster(stack_file: Path) -> str:
    """Digest of what a cluster, Helm and the operator get, and of the targets they are held to; names are words."""
    stack = declared(stack_file)
    objects = [one for one in stack.objects if one.token.startswith("kubernetes:")]
    return digest(stack, objects, ["targets"], names=names_of(stack_file, stack))


def beside_releases(stack_file: Path) -> str:
    """Digest of what a cluster gets without any chart, and of what others are told about it; names are words."""
    stack = declared(stack_file)
    names = names_of(stack_file, stack)
    return digest(stack, stack.cluster_objects, ["endpoints", "passwords"], names=names)


def known_by_identity(stack_file: Path) -> str:
    """Digest of what the cluster gets, of what the clouds' stand-ins decide by, and of who signs the pods' tokens."""
    stack, cluster = declared(stack_file), cluster_of(stack_file)
    clouds = known(stack)
    return digest(stack, [*clouds.objects, *clouds.others], sorted(stack.outputs)) + repr(cluster)


def digest(
    stack: Stack, objects: Iterable[Declared], outputs: Iterable[str] = (), *, names: Mapping[str, str] | None = None
) -> str:
    """Of some of a stack's objects, of what each of them waits for among them, and of some of its outputs.

    `names` are those that do not count, with what they name.
    """
    objects = list(objects)
    there = {one.name for one in objects}
    given = [[one.token, one.id, one.component, one.name, sorted(one.needs & there), one.inputs] for one in objects]
    told = [[name, stack.outputs.get(name)] for name in outputs]
    texts = [without_names(masked(stack, one), names or {}) for one in [*given, *told]]
    return hashlib.sha256("\n".join(sorted(texts)).encode()).hexdigest()


def masked(stack: Stack, value: Any) -> str:
    """The value as JSON, with whose it is in the place of what was drawn."""
    text = json.dumps(value, sort_keys=True)
    passwords = _passwords(stack)
    for word, name in {**passwords, **_names(stack)}.items():
        text = text.replace(word, name)
    drawn = _drawn(stack)
    text = _HASH.sub(lambda found: _hashed(found[0], passwords), text)
    return _IDENTIFIER.sub(lambda found: drawn.get(found[0], found[0]), text)


def _hashed(line: str, passwords: Mapping[str, str]) -> str:
    """Whose password a hash is of; the hash itself where it is of none."""
    return next((f"hash of {name}" for word, name in passwords.items() if _apr1.verify(word, line)), line)


@functools.cache
def _drawn(stack: Stack) -> Mapping[str, str]:
    """Identifiers that are in no input of what they are an output of, each with where it first comes from."""
    found: dict[str, str] = {}
    for whose, one in sorted(
        everything(stack), key=lambda pair: (pair[0], pair[1].component, pair[1].token, pair[1].name)
    ):
        said = set(_IDENTIFIER.findall(json.dumps(one.inputs)))
        for key, value in sorted({"id": one.id, **one.outputs}.items()):
            for number, identifier in enumerate(_IDENTIFIER.findall(json.dumps(value, sort_keys=True))):
                if identifier not in said and identifier not in stack.text:
                    found.setdefault(identifier, f"{whose}{one.name}.{key}.{number}")
    return found


@functools.cache
def _names(stack: Stack) -> Mapping[str, str]:
    """Physical names that the engine made of an object's name and a drawn end."""
    given = [(f"{whose}{one.name}", one.name, str(one.inputs.get("name", ""))) for whose, one in everything(stack)]
    return {
        name: f"{whose}.name"
        for whose, logical, name in given
        if re.fullmatch(re.escape(logical) + "-?[0-9a-f]{7,8}", name)
    }


@functools.cache
def _passwords(stack: Stack) -> Mapping[str, str]:
    return {one.outputs["result"]: f"{whose}{one.name}" for whose, one in everything(stack) if one.token == PASSWORD}
