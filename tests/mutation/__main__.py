"""Draws mutants of the program by a seed, and counts those that its tests notice."""

import argparse
import gc
import sys
import tempfile
import time
from collections.abc import Iterator
from functools import partial
from itertools import islice
from pathlib import Path

from tests.mutation.mutants import draw
from tests.mutation.reach import LIMIT, measure, reached
from tests.mutation.trees import HANGING, Job, copies, run, run_tests

KILLED_AT_LEAST = 0.9
WORKERS = 2


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.mutation", description=__doc__)
    parser.add_argument("--root", type=lambda path: Path(path).resolve(), default=Path.cwd(), help="the source tree")
    parser.add_argument("--folders", nargs="+", required=True, help="what is mutated")
    parser.add_argument("--tests", nargs="+", required=True, help="folders with tests that run in one process")
    parser.add_argument("-n", type=int, default=200, help="how many mutants are drawn")
    parser.add_argument("--seed", type=int, default=1)
    wanted = parser.parse_args()
    if missing := [folder for folder in wanted.folders + wanted.tests if not (wanted.root / folder).is_dir()]:
        parser.error(f"no folder: {' '.join(missing)}")
    with tempfile.TemporaryDirectory(prefix="mutants-") as into:
        return report(wanted, Path(into))


def report(wanted: argparse.Namespace, into: Path) -> int:
    started = time.monotonic()
    root: Path = wanted.root
    files = sorted(str(f.relative_to(root)) for folder in wanted.tests for f in (root / folder).rglob("test_*.py"))
    trees = copies(root, into, WORKERS)
    reach = measure(trees, files, wanted.folders, root / ".tools/mutants.json")
    gc.freeze()
    seconds: dict[str, float] = {}
    for job, tree, code, took in run(trees, (Job(file, partial(run_tests, [file]), LIMIT) for file in reach)):
        if code != 0:
            raise SystemExit(f"{tree.output}\n{job.name} fails without a mutant")
        seconds[job.name] = took
    mutants = list(islice(draw(root, wanted.folders, wanted.seed), wanted.n))
    if not mutants:
        raise SystemExit(f"nothing to mutate in {' '.join(wanted.folders)}")
    prepared = time.monotonic()
    print(f"{len(mutants)} mutants of {' '.join(wanted.folders)} drawn by seed {wanted.seed}", flush=True)

    def jobs() -> Iterator[Job]:
        for number, mutant in enumerate(mutants):
            chosen = sorted((file for file in reach if reached(reach[file], mutant)), key=seconds.__getitem__)
            limit = 10 + 3 * sum(seconds[file] for file in chosen)
            yield Job(str(number), partial(run_tests, chosen), limit, (mutant.path, mutant.after))

    survived = hung = 0
    for job, _, code, _ in run(trees, jobs()):
        hung += code is HANGING
        if code == 0:
            survived += 1
            mutant = mutants[int(job.name)]
            unreached = "" if any(reached(r, mutant) for r in reach.values()) else "\n(no test runs it)"
            print(f"\n{mutant}{unreached}", flush=True)
    ended = time.monotonic()
    killed = len(mutants) - survived
    print(
        f"\n{killed} of {len(mutants)} killed, {hung} of them hanging: {killed / len(mutants):.1%} "
        f"({ended - prepared:.0f} s, and {prepared - started:.0f} s before the first)"
    )
    return 0 if killed >= KILLED_AT_LEAST * len(mutants) else 1


if __name__ == "__main__":
    sys.exit(main())
