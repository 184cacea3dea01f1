"""Invariant: what a runner costs is its own work: the same trivial task and check, the same cases, in one run.

    python -m venv peers && peers/bin/pip install inspect_ai pydantic-evals
    python -m benchmarks.evals --peers peers/bin/python [--cases 2000] [--rounds 3]

The task is a function that returns its input in capitals, the check that it did, every result is written to the disk.
Each runner gets processes of its own; CPU seconds are counted from the first case to the last result on the disk,
imports left out, and the least of the rounds counts. The bars: inspect_ai takes at least 20 times as much as ours,
and ours no more than pydantic-evals with a plain function and a line written for each case. The cost of a turn, which
is not the runner's, is told apart: the same runner with turns of the assistant on a scripted model.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from assistant.agent.turn import Turn

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
    from assistant.evals.cases import Placed
    from assistant.evals.keeping import RunFolder
    from assistant.evals.scoring import Taken
    from assistant.evals.selecting import Selection

    made = _suite(folder / "suite", count)
    suite = suites.find(str(made))
    empty = _answered()

    def task(placed: Placed, model: str) -> Taken:
        return Taken(empty(placed.case.brief.upper()))

    began = time.process_time()
    keep = RunFolder.new(folder / "home", "trivial")
    report = runner.run_task(suite, task, Selection(jobs=10), keep=keep)
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

    suite = suites.find(str(_suite(folder / "suite", count, scripted=True)))
    with eval_bench.open_bench(Settings(home=folder / "home"), None, Watcher(quiet=True)) as bench:
        runner.run(suites.find(str(_suite(folder / "warm", 1, scripted=True))), bench.make)
        began = time.process_time()
        report = runner.run(suite, bench.make)
        spent = time.process_time() - began
    assert report.verdict == "passed"
    return spent


def _answered() -> Callable[[str], Turn]:
    from assistant.agent.turn import Turn

    turn = Turn(id="t", session="s", started_at="2026-11-23T12:00:00+00:00", text="", status="answered", model="task")
    return lambda text: replace(turn, text=text, answer=text)


def _suite(folder: Path, count: int, *, scripted: bool = False) -> Path:
    folder.mkdir(parents=True)
    head = 'title = "Trivial"\npurpose = "What a runner costs."\n[[gate]]\nscorer = "case"\n'
    (folder / "suite.toml").write_text(head, encoding="utf-8")
    script = {"model": "scripted", "replies": [{"text": "Ship first."}]} if scripted else {}
    expect = {"answered_within_words": 9}
    lines = [
        json.dumps({"id": f"c{i}", "brief": f"case {i}", "want": "any", "expect": expect, **script})
        for i in range(count)
    ]
    (folder / "cases.jsonl").write_text("\n".join(lines), encoding="utf-8")
    return folder


def _measured(command: list[str], count: int) -> float:
    with tempfile.TemporaryDirectory() as folder:
        done = subprocess.run([*command, str(count), folder], capture_output=True, text=True, check=False)
    if done.returncode:
        sys.exit(f"{command[0]} failed:\n{done.stderr[-2_000:]}")
    return float(done.stdout.split()[-1])


def main() -> int:
    """Prints CPU seconds and ratios. Returns 1 when a bar is missed, 5 when peers were not measured."""
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
    rounds = range(chosen.rounds)
    runner = min(_measured([*own, "ours"], chosen.cases) for _ in rounds)
    print(f"ours, a function as task     {runner:8.3f} CPU s  {runner / chosen.cases * 1e6:8.0f} µs a case")
    if chosen.peers is None:
        print("inspect_ai, pydantic-evals: not measured (no --peers)")
        return 5
    pydantic = min(_measured([str(chosen.peers), "-c", PYDANTIC], chosen.cases) for _ in rounds)
    inspect = min(_measured([str(chosen.peers), "-c", INSPECT], chosen.cases) for _ in rounds[:1])
    print(f"pydantic-evals, persisted    {pydantic:8.3f} CPU s  ours takes {runner / pydantic:.2f} times as much")
    print(f"inspect_ai                   {inspect:8.3f} CPU s  {inspect / runner:.1f} times ours")
    spent = _measured([*own, "turns"], _TURNS)
    print(f"apart: a turn on a scripted model in our runner, {spent / _TURNS * 1e3:.1f} CPU ms")
    return 0 if inspect / runner >= LEAST_INSPECT and runner / pydantic <= MOST_PYDANTIC else 1


if __name__ == "__main__":
    sys.exit(main())
