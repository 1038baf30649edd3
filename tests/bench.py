"""The program's own share of a preview: beside a flat program of the same resources, and beside an empty one.

Run by `make bench`. The three take turns in one run, each in a fresh process against the same providers, so that what
the machine does meanwhile falls on all of them.
"""

import json
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import pulumi
from pulumi import _types

from sandbox import sdk
from sandbox.cloud import Cloud
from sandbox.engine import ROOT, Sandbox
from sandbox.providers import serve

ROUNDS = 5
STACK = "dev"
# The SDK's own exception between arguments class and constructor.
RENAMED = {(cls, "resource_name"): "resource_name_" for cls in ("UserAssignedIdentity", "FederatedIdentityCredential")}
CHILD = """
import sys
from pathlib import Path
from sandbox.engine import Sandbox
from tests import bench
kind, home, providers = sys.argv[1:]
program = {"empty": lambda: None, "flat": lambda: bench.flat(Path(home))}.get(kind)
options = {"program": program} if program else {}
Sandbox(bench.STACK, home=Path(home) / kind, say=lambda _: None, providers=providers, **options).preview()
"""


def flat(home: Path) -> None:
    """Every resource of the stack by the SDKs' own classes, with plain inputs: no components, no configuration."""
    providers: dict[str, pulumi.ProviderResource] = {}
    for resource in json.loads((home / "resources.json").read_text()):
        package, name = resource["type"].split(":")[0], resource["urn"].rsplit("::", 1)[1]
        if package == "pulumi":
            package = resource["type"].split(":")[-1]
            providers[package] = pulumi.ProviderResource(package, "bench", resource["inputs"])
            continue
        opts = pulumi.ResourceOptions(provider=providers[package])
        if cls := sdk.resource_class(resource["type"]):
            names = _types.input_type_py_to_pulumi_names(sdk.arguments_class(cls))
            inputs = {python: resource["inputs"][key] for python, key in names.items() if key in resource["inputs"]}
            cls(name, **{RENAMED.get((cls.__name__, key), key): value for key, value in inputs.items()}, opts=opts)
        else:
            pulumi.CustomResource(resource["type"], name, resource["inputs"], opts=opts)


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        with Sandbox(STACK, home=home / "built", say=lambda _: None) as box:
            box.up()
            # The clouds have the inputs in plain text, the state has secrets encrypted.
            inputs = {(one.token, one.id): one.inputs for one in box.cloud.objects.values()}
            own = [r for r in box.state()["resources"] if r["custom"] and not r.get("external")]
            resources = [{**r, "inputs": inputs.get((r["type"], r["id"]), r["inputs"])} for r in own]
        (home / "resources.json").write_text(json.dumps(resources))
        serving = serve(Cloud.load(home / "cloud.jsonl"))
        times: dict[str, list[float]] = {"empty": [], "flat": [], "this": []}
        for turn in range(ROUNDS + 1):
            for kind, taken in times.items():
                start = time.perf_counter()
                subprocess.run([sys.executable, "-c", CHILD, kind, str(home), serving.addresses], cwd=ROOT, check=True)
                # The first turn fills caches of bytecode and of the providers.
                if turn:
                    taken.append(time.perf_counter() - start)
                print(f"{kind:6} {time.perf_counter() - start:5.2f} s{'' if turn else '  (warm-up)'}", flush=True)
        serving.stop()
    median = {kind: statistics.median(taken) for kind, taken in times.items()}
    print(f"\npreview of {len(resources)} resources, median of {ROUNDS}:")
    for kind, seconds in median.items():
        print(f"  {kind:6} {seconds:5.2f} s")
    print(f"  this program takes {median['this'] / median['flat']:.2f} times a flat one's preview,")
    print(f"  {median['this'] - median['flat']:+.2f} s; the engine alone takes {median['empty']:.2f} s")


if __name__ == "__main__":
    main()
