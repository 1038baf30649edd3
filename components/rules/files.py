"""Rule files of Prometheus, as far as everybody reads them alike."""

from typing import Any, NamedTuple, cast

import yaml

from components.rules.fields import Part, mapping


class NamedPart(NamedTuple):
    """A part of a file, and how it is called where something is wrong with it."""

    where: str
    part: Part


class Groups(NamedTuple):
    """What a file holds, as far as it can be read."""

    groups: list[NamedPart]
    problems: list[str]


class _Loader(yaml.BaseLoader):
    """Every scalar is the text that it was, as Prometheus reads it; no key stands twice."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        keys = [str(key.value) for key, _ in node.value]
        if twice := [key for key in keys if keys.count(key) > 1]:
            raise yaml.MarkedYAMLError(None, None, f"{twice[0]} stands twice", node.start_mark)
        return super().construct_mapping(node, deep)


def groups_of(content: str) -> Groups:
    """The groups of a file, none of them checked."""
    try:
        document: object = yaml.load(content, _Loader)
    except (yaml.YAMLError, RecursionError) as error:
        return Groups([], [_said(error)])
    if {*mapping(document)} != {"groups"}:
        return Groups([], ["must have the key groups and no other; of a PrometheusRule take what is below spec"])
    groups = mapping(document)["groups"]
    if not isinstance(groups, list) or not groups:
        return Groups([], ["groups: is no list, or an empty one"])
    parts = [mapping(group) for group in cast("list[object]", groups)]
    return Groups([NamedPart(f"group {part.get('name') or number}", part) for number, part in enumerate(parts, 1)], [])


def rules_of(group: NamedPart) -> Groups:
    """The rules of a group, none of them checked."""
    given = group.part.get("rules")
    if not isinstance(given, list) or not given:
        return Groups([], [f"{group.where}: rules: is no list, or an empty one"])
    parts = [mapping(rule) for rule in cast("list[object]", given)]
    return Groups(
        [
            NamedPart(f"{group.where}, rule {part.get('alert') or part.get('record') or number}", part)
            for number, part in enumerate(parts, 1)
        ],
        [],
    )


def _said(error: Exception) -> str:
    mark = getattr(error, "problem_mark", None)
    problem = getattr(error, "problem", None) or "has a character that YAML does not take"
    return f"is no YAML: line {mark.line + 1}: {problem}" if mark else f"is no YAML: {problem}"
