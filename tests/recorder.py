"""A recording monitor: Pulumi's mocks, plus what they hide (parents, options, duplicates, registered outputs)."""

import asyncio
import gc
import logging
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any, cast

import pulumi
from google.protobuf import json_format
from pulumi.runtime.mocks import MockCallArgs, MockMonitor, MockResourceArgs, Mocks, set_mocks
from pulumi.runtime.settings import ROOT, SETTINGS, get_root_resource
from pulumi.runtime.stack import run_in_stack

SECRET = "4dabf18193072939515e22adb298388d"
STACK = "pulumi:pulumi:Stack"

# Its attributes are context variables, which its annotations do not say.
_SETTINGS: Any = SETTINGS

Answer = Mapping[str, Any] | Callable[[MockResourceArgs], Mapping[str, Any]]
"""What a cloud answers for a resource beside its inputs; `{name}` in a text is replaced."""
Answers = Mapping[str, Answer]
"""By type token; for a type that it lacks, by the token's package."""
LookUps = Mapping[str, Mapping[str, Any] | Callable[[Mapping[str, Any]], Mapping[str, Any]]]
"""What is answered to invokes beside their arguments, by token. A LookupError is what a provider says no with."""


class _Mocks(Mocks):
    def __init__(self, outputs: Answers, calls: LookUps) -> None:
        self.outputs = outputs
        self.calls = calls

    def new_resource(self, args: MockResourceArgs) -> tuple[str, dict[str, Any]]:
        answer = self.outputs.get(args.typ, self.outputs.get(args.typ.partition(":")[0], {}))
        given = answer(args) if callable(answer) else answer
        computed = {
            key: value.replace("{name}", args.name) if isinstance(value, str) else value for key, value in given.items()
        }
        return computed.pop("id", f"{args.name}-id"), {"name": args.name, **args.inputs, **computed}

    def call(self, args: MockCallArgs) -> Any:
        if args.token not in self.calls:
            raise AssertionError(f"unexpected invoke {args.token} with {args.args}")
        answer = self.calls[args.token]
        try:
            return {**args.args, **(answer(args.args) if callable(answer) else answer)}
        except LookupError as error:
            return {}, [("", str(error))]


class _Said(logging.Handler):
    def __init__(self, into: list[str]) -> None:
        super().__init__(logging.WARNING)
        self._into = into

    def emit(self, record: logging.LogRecord) -> None:
        self._into.append(record.getMessage())


class Recorder(MockMonitor):
    """What a program registered: one request per URN, with inputs as plain values (secrets unwrapped)."""

    def __init__(self, outputs: Answers, calls: LookUps) -> None:
        self.answers = _Mocks(outputs, calls)
        super().__init__(self.answers)
        self.requests: dict[str, Any] = {}
        self.reads: dict[str, Any] = {}
        """Raw reads by URN: what exists already, with its `.id` and its `.provider`."""
        self.invokes: list[Any] = []
        """Raw invokes: `.tok`, `.args`, `.provider`."""
        self.warnings: list[str] = []
        self.registered: dict[str, Any] = {}
        self.duplicates: list[str] = []
        self.logger = logging.Logger("program", logging.WARNING)
        self.logger.addHandler(_Said(self.warnings))

    def ReadResource(self, request: Any) -> Any:
        self.reads[self.make_urn(request.parent, request.type, request.name)] = request
        return super().ReadResource(request)

    def Invoke(self, request: Any) -> Any:
        self.invokes.append(request)
        return super().Invoke(request)

    def RegisterResource(self, request: Any) -> Any:
        urn = self.make_urn(request.parent, request.type, request.name)
        if urn in self.requests:
            self.duplicates.append(urn)
        self.requests[urn] = request
        return super().RegisterResource(request)

    def RegisterResourceOutputs(self, request: Any) -> Any:
        self.registered[request.urn] = json_format.MessageToDict(request.outputs)
        return super().RegisterResourceOutputs(request)

    def of_type(self, type_: str) -> dict[str, dict[str, Any]]:
        """Inputs of every resource of one type, by logical name."""
        return {r.name: self.inputs(r) for r in self.requests.values() if r.type == type_}

    def one(self, type_: str) -> dict[str, Any]:
        """Inputs of the only resource of a type."""
        found = self.of_type(type_)
        assert len(found) == 1, (
            f"{type_}: {sorted(found) or 'none'} among {sorted({r.type for r in self.requests.values()})}"
        )
        return next(iter(found.values()))

    def request(self, type_: str, name: str) -> Any:
        """The raw registration: `.parent`, `.protect`, `.dependencies`, `.propertyDependencies`, `.provider` …"""
        return next(r for r in self.requests.values() if (r.type, r.name) == (type_, name))

    def behind(self, urns: Iterable[str]) -> set[str]:
        """The resources, and all that had to be known before they were declared, through any number of others."""
        found, left = set[str](), [*urns]
        while left:
            urn = left.pop()
            if urn not in found:
                found.add(urn)
                left += (self.requests.get(urn) or self.reads[urn]).dependencies
        return found

    @property
    def exports(self) -> dict[str, Any]:
        """Outputs of the stack as they are exported: secrets in their wrapper."""
        return {**next(outputs for urn, outputs in self.registered.items() if self.requests[urn].type == STACK)}

    @staticmethod
    def inputs(request: Any) -> dict[str, Any]:
        return plain(json_format.MessageToDict(request.object))


def plain(value: Any) -> Any:
    """The value without secret wrappers, and with whole numbers as integers."""
    if isinstance(value, dict):
        return plain(value["value"]) if SECRET in value else {key: plain(item) for key, item in value.items()}
    if isinstance(value, list):
        return [plain(item) for item in value]
    return int(value) if isinstance(value, float) and value.is_integer() else value


def record(
    program: Callable[[], None],
    outputs: Answers | None = None,
    calls: LookUps | None = None,
    *,
    preview: bool = False,
) -> Recorder:
    """Runs a program under mocks. `outputs`: what resources answer; `calls`: answers of invokes by token."""
    recorder = Recorder(outputs or {}, calls or {})
    loop = asyncio.new_event_loop()
    asyncio.set_event_loop(loop)
    # set_mocks keeps both: what a program that failed left behind would be waited for in this one.
    _SETTINGS.outputs = set()
    # set_mocks would make a stack that has registered its outputs before the program exports any.
    ROOT.set(cast("pulumi.Resource", object()))
    try:
        set_mocks(
            recorder.answers,
            project="prometheus-stack",
            stack="test",
            organization="organization",
            preview=preview,
            logger=recorder.logger,
            monitor=recorder,
        )
        ROOT.set(None)
        with _no_collection():
            loop.run_until_complete(run_in_stack(lambda: _settled(program)))
    finally:
        loop.close()
        asyncio.set_event_loop(None)
    assert not recorder.duplicates
    return recorder


async def _settled(program: Callable[[], None]) -> None:
    """Runs the program, with what it has given to `pulumi.run`, and waits for its outputs all at once: the SDK asks for
    each one after every other."""
    program()
    root = cast("Any", get_root_resource())
    if main := root._take_async_program():
        root._async_program = None
        root._add_program_outputs(await main())
    while pending := {task for task in _SETTINGS.outputs if not task.done()}:
        done, _ = await asyncio.wait(pending, return_when=asyncio.FIRST_EXCEPTION)
        for task in done:
            await task


@contextmanager
def _no_collection() -> Iterator[None]:
    """Every full collection walks all classes of the SDKs: half of the time that a program takes here."""
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.enable()


def value_of(output: pulumi.Input[Any], into: list[Any]) -> None:
    """Appends the value once it is known; read the list after `record` returned."""
    pulumi.Output.from_input(output).apply(into.append)
