"""A recording monitor: Pulumi's mocks, plus what they hide (parents, options, duplicates, registered outputs)."""

import asyncio
from collections.abc import Callable
from typing import Any

import pulumi
from google.protobuf import json_format
from pulumi.runtime.mocks import MockCallArgs, MockMonitor, MockResourceArgs, Mocks, set_mocks
from pulumi.runtime.settings import ROOT, SETTINGS
from pulumi.runtime.stack import run_pulumi_func

SECRET = "4dabf18193072939515e22adb298388d"


class _Mocks(Mocks):
    def __init__(self, outputs: dict[str, dict[str, Any]], calls: dict[str, dict[str, Any]]) -> None:
        self.outputs = outputs
        self.calls = calls

    def new_resource(self, args: MockResourceArgs) -> tuple[str, dict[str, Any]]:
        computed = {
            key: value.replace("{name}", args.name) if isinstance(value, str) else value
            for key, value in self.outputs.get(args.typ, {}).items()
        }
        return computed.pop("id", f"{args.name}-id"), {"name": args.name, **args.inputs, **computed}

    def call(self, args: MockCallArgs) -> dict[str, Any]:
        if args.token not in self.calls:
            raise AssertionError(f"unexpected invoke {args.token} with {args.args}")
        return {**args.args, **self.calls[args.token]}


class Recorder(MockMonitor):
    """What a program registered: one request per URN, with inputs as plain values (secrets unwrapped)."""

    def __init__(self, outputs: dict[str, dict[str, Any]], calls: dict[str, dict[str, Any]]) -> None:
        self.answers = _Mocks(outputs, calls)
        super().__init__(self.answers)
        self.requests: dict[str, Any] = {}
        self.registered: dict[str, Any] = {}
        self.duplicates: list[str] = []

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
    outputs: dict[str, dict[str, Any]] | None = None,
    calls: dict[str, dict[str, Any]] | None = None,
    *,
    preview: bool = False,
) -> Recorder:
    """Runs a program under mocks. `outputs`: by type token (`{name}` is replaced); `calls`: answers by token."""
    recorder = Recorder(outputs or {}, calls or {})
    loop = asyncio.new_event_loop()
    asyncio.set_event_loop(loop)
    # set_mocks keeps both: what a program that failed left behind would be waited for in this one.
    SETTINGS.outputs = set()
    ROOT.set(None)
    try:
        set_mocks(recorder.answers, project="prometheus-stack", stack="test", preview=preview, monitor=recorder)
        loop.run_until_complete(run_pulumi_func(program))
    finally:
        loop.close()
        asyncio.set_event_loop(None)
    assert not recorder.duplicates
    return recorder


def value_of(output: pulumi.Input[Any], into: list[Any]) -> None:
    """Appends the value once it is known; read the list after `record` returned."""
    pulumi.Output.from_input(output).apply(into.append)
