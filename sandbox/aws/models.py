"""What botocore's service models say of a parameter: pattern, length, range, enumeration. None of it is typed here."""

import functools
import json
import re
import unicodedata
from collections.abc import Iterator, Mapping
from typing import Any, cast

from sandbox.aws.botocore_data import service_model
from sandbox.aws.parameters import PARAMETERS, SUFFIX_LENGTH, Call
from sandbox.schema import UNKNOWN

Shape = Mapping[str, Any]
Problem = tuple[str, str]

_LETTER_PLANES = 0x40000
"""Above these code points Unicode has assigned no letter, number or separator."""


def model_problems(token: str, inputs: Mapping[str, Any]) -> list[Problem]:
    """What the models refuse of the inputs, as (path, reason); what is not known yet is left out."""
    return [problem for call in PARAMETERS.get(token, ()) for problem in _call_problems(call, inputs)]


def _call_problems(call: Call, inputs: Mapping[str, Any]) -> Iterator[Problem]:
    required = _input_shape(call).get("required", ())
    given = inputs.get(call.inside) if call.inside else inputs
    path = f"{call.inside}." if call.inside else ""
    for name, value in cast(Mapping[str, Any], given).items() if isinstance(given, Mapping) else ():
        found = parameter(call, name)
        # The bridged provider takes an empty text for one that is not given.
        if found and value not in (UNKNOWN, None) and not (value == "" and found[0] not in required):
            if name == "namePrefix" and isinstance(value, str):
                value = f"{value}{'0' * SUFFIX_LENGTH}"
            yield from _problems(call, found[1], value, f"{path}{name}")


def parameter(call: Call, name: str) -> tuple[str, str] | None:
    """Name and shape of the parameter a property becomes; None where it becomes none."""
    members = _input_shape(call)["members"]
    return _member(members, call.renamed.get(name, name))


def _input_shape(call: Call) -> Shape:
    model = service_model(call.service)
    return model["shapes"][model["operations"][call.operation]["input"]["shape"]]


def _member(members: Mapping[str, Shape], name: str) -> tuple[str, str] | None:
    wanted = name.lower()
    # The SDK calls a list by the plural.
    for candidate in (wanted, wanted.removesuffix("s")):
        for member, shape in members.items():
            if member.lower() == candidate:
                return member, shape["shape"]
    return None


def _problems(call: Call, shape_name: str, value: Any, path: str) -> Iterator[Problem]:
    if value is None or value == UNKNOWN:
        return
    shape: Shape = service_model(call.service)["shapes"][shape_name]
    kind = shape["type"]
    if kind == "string":
        text = json.dumps(value) if isinstance(value, dict) else value
        if isinstance(text, str):
            yield from _text_problems(call, shape, text, path)
    elif kind in ("integer", "long", "float", "double"):
        if isinstance(value, int | float) and not isinstance(value, bool):
            yield from _range_problems(call, shape, value, path, "")
    elif kind == "structure" and isinstance(value, dict):
        for name, item in cast(dict[str, Any], value).items():
            if found := _member(shape["members"], name):
                yield from _problems(call, found[1], item, f"{path}.{name}")
    elif kind == "list":
        yield from _list_problems(call, shape, value, path)
    elif kind == "map" and isinstance(value, dict):
        entries = cast(dict[str, Any], value)
        yield from _range_problems(call, shape, len(entries), path, "entries: ")
        for key, item in entries.items():
            yield from _problems(call, shape["key"]["shape"], key, f"{path}.{key}")
            yield from _problems(call, shape["value"]["shape"], item, f"{path}.{key}")


def _list_problems(call: Call, shape: Shape, value: Any, path: str) -> Iterator[Problem]:
    member = shape["member"]["shape"]
    if isinstance(value, dict):
        # The SDK has a map where the API has a list of pairs: tags, dimensions.
        pair = list(service_model(call.service)["shapes"][member].get("members", ()))
        entries = cast(dict[str, Any], value)
        yield from _range_problems(call, shape, len(entries), path, "entries: ")
        for key, item in entries.items():
            yield from _problems(call, member, dict(zip(pair, (key, item), strict=False)), f"{path}.{key}")
    elif isinstance(value, list):
        items = cast(list[Any], value)
        yield from _range_problems(call, shape, len(items), path, "items: ")
        for index, item in enumerate(items):
            yield from _problems(call, member, item, f"{path}[{index}]")


def _text_problems(call: Call, shape: Shape, text: str, path: str) -> Iterator[Problem]:
    yield from _range_problems(call, shape, len(text), path, "characters: ")
    if "pattern" in shape and not matches(shape["pattern"], text):
        yield path, f"{_shown(text)} does not match {shape['pattern']} ({call.named})"
    if "enum" in shape and text not in shape["enum"]:
        yield path, f"{_shown(text)} is none of {', '.join(shape['enum'])} ({call.named})"


def _range_problems(call: Call, shape: Shape, number: float, path: str, of: str) -> Iterator[Problem]:
    if number < shape.get("min", number):
        yield path, f"{of}{number} is less than {shape['min']} ({call.named})"
    if number > shape.get("max", number):
        yield path, f"{of}{number} is more than {shape['max']} ({call.named})"


def _shown(text: str) -> str:
    return repr(text if len(text) <= 100 else f"{text[:100]}…")


def matches(pattern: str, text: str) -> bool:
    """Whether a text is what a pattern of a model describes."""
    # Characters of ASCII come first: the categories of all of Unicode take 0.1 s to find.
    positive = r"\p{" in pattern and "[^" not in pattern
    return bool((positive and _of_ascii(pattern).fullmatch(text)) or _compiled(pattern).fullmatch(text))


@functools.cache
def _of_ascii(pattern: str) -> re.Pattern[str]:
    known = {"L": "A-Za-z", "N": "0-9", "Z": " "}
    return re.compile(re.sub(r"\\p\{(\w)\}", lambda found: known.get(found[1], ""), pattern), re.ASCII)


@functools.cache
def _compiled(pattern: str) -> re.Pattern[str]:
    """A pattern of Java's dialect, which AWS writes, in Python's, which has no categories of characters."""
    return re.compile(re.sub(r"\\p\{(\w)\}", lambda found: _category(found[1]), pattern), re.ASCII)


@functools.cache
def _category(letter: str) -> str:
    """Ranges of the characters of a Unicode category, as they stand inside brackets."""
    codes = [code for code in range(_LETTER_PLANES) if unicodedata.category(chr(code))[0] == letter]
    starts = [code for index, code in enumerate(codes) if index == 0 or codes[index - 1] != code - 1]
    ends = [code for index, code in enumerate(codes) if index + 1 == len(codes) or codes[index + 1] != code + 1]
    return "".join(f"\\U{start:08x}-\\U{end:08x}" for start, end in zip(starts, ends, strict=True))
