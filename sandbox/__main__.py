"""`python -m sandbox preview|up|refresh|destroy|outputs STACK[,STACK…]`."""

import argparse
import sys
from pathlib import Path

import yaml

from sandbox import engine
from sandbox.stack_files import stack_file, stack_name
from sandbox.world import DEFAULT as WORLD


def main() -> int:
    parser = argparse.ArgumentParser(prog="sandbox", description="The real engine on simulated clouds.")
    parser.add_argument("command", choices=["preview", "up", "refresh", "destroy", "outputs"])
    parser.add_argument("stack", help="name (dev: Pulumi.dev.yaml) or path of a stack file; several: a,b")
    parser.add_argument("--fail", metavar="TYPE[:N]", help="make the N-th create of a resource type fail")
    parser.add_argument("--home", type=Path, default=engine.HOME, help="folder of state and simulated clouds")
    parser.add_argument("--diff", action="store_true", help="show every property of what changes")
    parser.add_argument("--expect-no-changes", action="store_true", help="fail where something would change")
    parser.add_argument(
        "--cluster", type=Path, metavar="KUBECONFIG", help="a real API server instead of a simulated one"
    )
    parser.add_argument("--world", type=Path, default=WORLD, help="what exists before the stack (YAML)")
    arguments = parser.parse_args()
    try:
        if arguments.cluster and not arguments.cluster.is_file():
            raise FileNotFoundError(f"there is no kubeconfig {arguments.cluster}")
        files = _in_order(arguments)
        return next((code for file in files if (code := _one(file, arguments, told=len(files) > 1))), 0)
    except (OSError, UnicodeDecodeError, engine.MissingEngine) as error:
        print(f"error: {error}", file=sys.stderr)
        return 1


def _in_order(arguments: argparse.Namespace) -> list[Path]:
    """The stack files as they are named, hubs before spokes; what is built last is destroyed first."""
    files = [stack_file(name) for name in arguments.stack.split(",")]
    return files[::-1] if arguments.command == "destroy" else files


def _one(file: Path, arguments: argparse.Namespace, *, told: bool) -> int:
    if told:
        print(f"\n── {arguments.command} of the stack {stack_name(file)}", flush=True)
    options = {"world": arguments.world, "home": arguments.home, "fail": arguments.fail, "cluster": arguments.cluster}
    try:
        opened = engine.Sandbox(str(file), **options)
    except engine.auto.CommandError as error:
        print(f"error: {error}", file=sys.stderr)
        return 1
    with opened as sandbox:
        try:
            return _run(sandbox, arguments)
        except engine.auto.CommandError:
            # The engine has said what is wrong as it worked.
            return 1


def _run(sandbox: engine.Sandbox, arguments: argparse.Namespace) -> int:
    if arguments.command == "outputs":
        outputs = {name: "[secret]" if one.secret else one.value for name, one in sandbox.outputs().items()}
        print(yaml.safe_dump(outputs, width=200), end="")
        return 0
    options = {"diff": arguments.diff, "expect_no_changes": arguments.expect_no_changes}
    if arguments.command in ("refresh", "destroy"):
        getattr(sandbox, arguments.command)()
    else:
        getattr(sandbox, arguments.command)(**options)
    return 0


if __name__ == "__main__":
    sys.exit(main())
