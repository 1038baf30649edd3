"""Mutants: a program with one small fault, made by mutmut's operators.

mutmut's own runner mutates undecorated functions only, behind trampolines that hide a component's signature and source.
Its operators fit a declaring program (a dropped argument, another text); those of cosmic-ray know neither, and six
tenths of what they make here are the `|` of annotations.
"""

import difflib
import random
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import cast

import libcst as cst
from libcst.metadata import CodeRange, MetadataWrapper, PositionProvider
from mutmut.mutation.mutators import mutation_operators

# What only a type checker looks at, and what mutmut leaves alone: without its argument it fails wherever it is run.
NO_CODE = {"TypeVar", "NewType", "cast", "len", "isinstance"}
NO_CODE_ARGUMENTS = {"description", "total"}


@dataclass(frozen=True)
class Mutant:
    """One module with one fault."""

    path: Path
    """The module, below the root."""
    line: int
    operator: str
    within: range | None
    """Lines of the innermost function's body around the fault; None where it is run on import."""
    before: str
    after: str

    def __str__(self) -> str:
        lines = difflib.unified_diff(self.before.splitlines(), self.after.splitlines(), n=0, lineterm="")
        changed = [line for line in lines if not line.startswith(("---", "+++", "@@"))]
        return "\n".join([f"{self.path}:{self.line} {self.operator}", *changed])


@dataclass(frozen=True)
class _Place:
    original: cst.CSTNode
    mutated: cst.CSTNode
    operator: str
    line: int
    within: range | None


class _Places(cst.CSTVisitor):
    """Every place of a module where an operator makes a fault."""

    METADATA_DEPENDENCIES = (PositionProvider,)

    def __init__(self) -> None:
        super().__init__()
        self.found: list[_Place] = []
        self._bodies: list[range] = []

    def on_visit(self, node: cst.CSTNode) -> bool:
        if is_no_code(node):
            return False
        line = self._range(node).start.line
        within = next((body for body in reversed(self._bodies) if line in body), None)
        for kind, operator in mutation_operators:
            if isinstance(node, kind):
                self.found += [
                    _Place(node, mutated, operator.__name__.removeprefix("operator_"), line, within)
                    for mutated in operator(node)
                    if not _same_code(node, mutated)
                ]
        if isinstance(node, cst.FunctionDef):
            body = self._range(node.body)
            self._bodies.append(range(body.start.line, body.end.line + 1))
        return super().on_visit(node)

    def on_leave(self, original_node: cst.CSTNode) -> None:
        if isinstance(original_node, cst.FunctionDef):
            self._bodies.pop()
        super().on_leave(original_node)

    def _range(self, node: cst.CSTNode) -> CodeRange:
        return cast("CodeRange", self.get_metadata(PositionProvider, node))


def is_no_code(node: cst.CSTNode) -> bool:
    """Whether a change of it changes nothing that runs: documentation, types, and `__all__`.

    A TypedDict's body is documentation and annotations. Annotations of pydantic fields do run; those that matter here
    are aliases (`Guid = Annotated[...]`), which are code.
    """
    match node:
        case cst.Annotation() | cst.Import() | cst.ImportFrom():
            return True
        case cst.Expr(value=cst.BaseString()):
            return True
        case cst.Assign(targets=[cst.AssignTarget(target=cst.Name(value="__all__"))]):
            return True
        case cst.Assign(value=cst.Call(func=cst.Name(value=name))) | cst.Call(func=cst.Name(value=name)):
            return name in NO_CODE
        case cst.Arg(keyword=cst.Name(value=keyword)):
            return keyword in NO_CODE_ARGUMENTS
        case _:
            return False


def _same_code(node: cst.CSTNode, mutated: cst.CSTNode) -> bool:
    """Whether two calls differ only in arguments that are no code."""
    if not (isinstance(node, cst.Call) and isinstance(mutated, cst.Call)) or node.func is not mutated.func:
        return False
    before, after = ([arg for arg in call.args if not is_no_code(arg)] for call in (node, mutated))
    return len(before) == len(after) and all(a is b for a, b in zip(before, after, strict=True))


def draw(root: Path, folders: list[str], seed: int) -> Iterator[Mutant]:
    """Every mutant of the modules in some folders, each once, in an order that the seed decides."""
    places: list[tuple[Path, cst.Module, _Place]] = []
    for path in sorted(path for folder in folders for path in (root / folder).rglob("*.py")):
        wrapper = MetadataWrapper(cst.parse_module(path.read_text()))
        visitor = _Places()
        wrapper.visit(visitor)
        places += [(path.relative_to(root), wrapper.module, place) for place in visitor.found]
    random.Random(seed).shuffle(places)
    seen: set[tuple[Path, str]] = set()
    for path, module, place in places:
        changed = module.deep_replace(place.original, place.mutated)
        after = changed.code if isinstance(changed, cst.Module) else ""
        if (path, after) not in seen and _compiles(after):
            seen.add((path, after))
            yield Mutant(path, place.line, place.operator, place.within, module.code, after)


def _compiles(code: str) -> bool:
    try:
        compile(code, "mutant", "exec")
    except SyntaxError:
        return False
    return True
