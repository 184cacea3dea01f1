"""Invariant: what a runner costs is its own work: the same trivial task and check, the same cases, in one run.

    python -m venv peers && peers/bin/pip install inspect_ai pydantic-evals
    python -m benchmarks.evals --peers peers/bin/python [--cases 2000] [--rounds 3]

The task is a function that returns its input in capitals, the check that it did, every result is written to the disk;
ours is a folder with `product.py` and `scorers.py`, as a user has it. Each runner gets processes of its own, one after
the other in each round; CPU seconds are counted from the first case to the last result on the disk, imports left out.
A bar is held against the median of the rounds' ratios: inspect_ai takes at least 20 times as much as ours, and ours no
more than pydantic-evals with a plain function and a line written for each case. The cost of a turn, which is not the
runner's, is told apart: the same runner with turns of the assistant on a scripted model.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from statistics import median

LEAST_INSPECT, MOST_PYDANTIC = 20.0, 1.0
_TURNS = 20

PYDANTIC = """
import asyncio, json, sys, time
from pydantic_evals import Case, Dataset
from pydantic_evals.evaluators import EqualsExpected
count, folder = int(sys.argv[1]), sys.argv[2]
data = Dataset(name="trivial", cases=[Case(name=f"c{i}", inputs=f"case {i}", expected_output=f"CASE {i}")
               for i in range(count)], evaluators=[EqualsExpected()])
with open(f"{folder}/results.jsonl", "w", encoding="utf-8") as file:
    async def task(text: str) -> str:
        return text.upper()
    began = time.process_time()
    report = data.evaluate_sync(task, progress=False, max_concurrency=10)
    for case in report.cases:
        file.write(json.dumps({"name": case.name, "inputs": case.inputs, "output": case.output,
                   "assertions": {k: v.value for k, v in case.assertions.items()}}) + "\\n")
        file.flush()
assert len(report.cases) == count and all(all(a.value for a in c.assertions.values()) for c in report.cases)
print(time.process_time() - began)
"""

INSPECT = """
import sys, time
from inspect_ai import Task, eval
from inspect_ai.dataset import MemoryDataset, Sample
from inspect_ai.model import ModelOutput
from inspect_ai.scorer import exact
from inspect_ai.solver import solver
count, folder = int(sys.argv[1]), sys.argv[2]
@solver
def capitals():
    async def solve(state, generate):
        state.output = ModelOutput.from_content("mockllm/model", state.input_text.upper())
        return state
    return solve
samples = [Sample(input=f"case {i}", target=f"CASE {i}", id=f"c{i}") for i in range(count)]
task = Task(dataset=MemoryDataset(samples), solver=capitals(), scorer=exact())
began = time.process_time()
(log,) = eval(task, model="mockllm/model", log_dir=folder, display="none")
spent = time.process_time() - began
assert log.status == "success" and len(log.samples) == count, log.status
assert log.results.scores[0].metrics["mean" if "mean" in log.results.scores[0].metrics else "accuracy"].value == 1.0
print(spent)
"""


def ours(count: int, folder: Path) -> float:
    """CPU seconds of our runner with a function as the task, from the first case to the last line on the disk."""
    from assistant.evals import runner, suites
    from assistant.evals.keeping import RunFolder
    from assistant.evals.selecting import Selection

    suite = suites.find(str(_product(folder / "suite", count)))
    assert suite.task is not None
    began = time.process_time()
    keep = RunFolder.new(folder / "home", "trivial")
    report = runner.run_task(suite, suite.task, Selection(jobs=10), keep=keep)
    spent = time.process_time() - began
    assert report.verdict == "passed"
    assert len((keep.path / "results.jsonl").read_text(encoding="utf-8").splitlines()) == count
    return spent


def turns(count: int, folder: Path) -> float:
    """CPU seconds of the same runner with turns of the assistant on a scripted model that answers at once."""
    from assistant.cli import eval_bench
    from assistant.cli.watching import Watcher
    from assistant.evals import runner, suites
    from assistant.settings import Settings

    suite = suites.find(str(_suite(folder / "suite", count)))
    with eval_bench.open_bench(Settings(home=folder / "home"), None, Watcher(quiet=True)) as bench:
        runner.run(suites.find(str(_suite(folder / "warm", 1))), bench.make)
        began = time.process_time()
        report = runner.run(suite, bench.make)
        spent = time.process_time() - began
    assert report.verdict == "passed"
    return spent


def _product(folder: Path, count: int) -> Path:
    lines = [{"id": f"c{i}", "input": f"case {i}", "expect": {"answer": f"CASE {i}"}} for i in range(count)]
    _write(folder, lines, 'reads = "product"\n')
    (folder / "product.py").write_text("def answer(text):\n    return text.upper()\n", encoding="utf-8")
    check = 'def right(case, answer):\n    return answer == case["expect"]["answer"]\n'
    (folder / "scorers.py").write_text(check, encoding="utf-8")
    return folder


def _suite(folder: Path, count: int) -> Path:
    script = {"model": "scripted", "replies": [{"text": "Ship first."}], "expect": {"answered_within_words": 9}}
    _write(folder, [{"id": f"c{i}", "brief": f"case {i}", "want": "any", **script} for i in range(count)])
    return folder


def _write(folder: Path, lines: Sequence[Mapping[str, object]], more: str = "") -> None:
    folder.mkdir(parents=True)
    head = f'title = "Trivial"\npurpose = "What a runner costs."\n{more}[[gate]]\nscorer = "case"\n'
    (folder / "suite.toml").write_text(head, encoding="utf-8")
    (folder / "cases.jsonl").write_text("\n".join(json.dumps(line) for line in lines), encoding="utf-8")


def _measured(command: list[str], count: int) -> float:
    with tempfile.TemporaryDirectory() as folder:
        done = subprocess.run([*command, str(count), folder], capture_output=True, text=True, check=False)
    if done.returncode:
        sys.exit(f"{command[0]} failed:\n{done.stderr[-2_000:]}")
    return float(done.stdout.split()[-1])


def main() -> int:
    """Prints CPU seconds and the median ratios. Returns 1 when a bar is missed, 5 when peers were not measured."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n\n")[0])
    parser.add_argument("--peers", type=Path, help="the Python of an environment with inspect_ai and pydantic-evals")
    parser.add_argument("--cases", type=int, default=2_000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--one", choices=("ours", "turns"), help=argparse.SUPPRESS)
    parser.add_argument("rest", nargs="*", help=argparse.SUPPRESS)
    chosen = parser.parse_args()
    if chosen.one:
        print((ours if chosen.one == "ours" else turns)(int(chosen.rest[0]), Path(chosen.rest[1])))
        return 0
    own = [sys.executable, "-m", "benchmarks.evals", "--one"]
    if chosen.peers is None:
        spent = median(_measured([*own, "ours"], chosen.cases) for _ in range(chosen.rounds))
        print(f"ours, a function as task     {spent:8.3f} CPU s  {spent / chosen.cases * 1e6:8.0f} µs a case")
        print("inspect_ai, pydantic-evals: not measured (no --peers)")
        return 5
    commands = {"ours": [*own, "ours"], "pydantic-evals": [str(chosen.peers), "-c", PYDANTIC],
                "inspect_ai": [str(chosen.peers), "-c", INSPECT]}  # fmt: skip
    rounds = [
        {name: _measured(command, chosen.cases) for name, command in commands.items()} for _ in range(chosen.rounds)
    ]
    for name in commands:
        print(f"{name:<15}", *(f"{each[name]:8.3f}" for each in rounds), " CPU s in each round")
    inspect = [each["inspect_ai"] / each["ours"] for each in rounds]
    pydantic = [each["ours"] / each["pydantic-evals"] for each in rounds]
    print(f"inspect_ai takes {_spread(inspect)} times as much as ours; the bar is {LEAST_INSPECT:g}")
    print(f"ours takes {_spread(pydantic)} times as much as pydantic-evals, persisted; the bar is {MOST_PYDANTIC:g}")
    spent = _measured([*own, "turns"], _TURNS)
    print(f"apart: a turn on a scripted model in our runner, {spent / _TURNS * 1e3:.1f} CPU ms")
    return 0 if median(inspect) >= LEAST_INSPECT and median(pydantic) <= MOST_PYDANTIC else 1


def _spread(ratios: list[float]) -> str:
    return f"{median(ratios):.2f} ({min(ratios):.2f} to {max(ratios):.2f} in {len(ratios)} rounds)"


if __name__ == "__main__":
    sys.exit(main())
