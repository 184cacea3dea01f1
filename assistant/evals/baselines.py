"""Invariant: what a run is compared with has a name, and a run that did not come to its end is nobody's baseline.

A name is that of a shipped baseline (`evals/baselines/NAME.jsonl`, the kept lines of one run), or a run of this
machine: its id, its folder, or `last`.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from pydantic_core import from_json

from assistant import resources
from assistant.errors import InputError, NotMeasured
from assistant.evals import gates, keeping, selecting, suites
from assistant.evals.results import Report, Result
from assistant.evals.selecting import Selection

_ENDING = ".jsonl"


def names() -> list[str]:
    """Names of the shipped baselines, sorted."""
    folder = resources.folder("evals").joinpath("baselines")
    found = folder.iterdir() if folder.is_dir() else []
    return sorted(item.name.removesuffix(_ENDING) for item in found if item.name.endswith(_ENDING))


def read(home: Path, wanted: str, suite: str) -> tuple[str, Sequence[Result]]:
    """The name and the results to compare with. Raises InputError for an unknown one, or one of another suite.

    Raises NotMeasured for a run that did not come to its end.
    """
    if wanted in names():
        text = resources.folder("evals").joinpath("baselines", wanted + _ENDING).read_text(encoding="utf-8")
        return f"baseline {wanted}", [Result.from_json(from_json(line)) for line in text.splitlines()]
    found = report(home, wanted)
    if found.suite != suite:
        raise InputError(
            f"{wanted!r} is a run of {found.suite!r}, not of {suite!r}", fix="Compare runs of one suite.", code="run"
        )
    return found.run_id, found.results


def report(home: Path, wanted: str) -> Report:
    """The report of a run, from what it kept. Raises NotMeasured when it is not finished, InputError else."""
    run = keeping.find_run(home, wanted)
    if not run.finished:
        raise NotMeasured(
            f"The run {run.run_id} did not come to its end",
            fix=f"Go on with: assistant eval run --resume {run.run_id}",
            code="run_unfinished",
        )
    head = run.head()
    suite = suites.find(str(head["source"]))
    if suite.digest != head["digest"]:
        raise InputError(f"The suite {suite.name!r} changed since the run", fix="Run it anew.", code="suite_changed")
    selection = Selection.from_json(head["selection"], 1)
    kept = {result.key: result for result in run.done()}
    results = tuple(kept[attempt.key] for attempt in selecting.attempts(suite, selection) if attempt.key in kept)
    readings = tuple(gates.read(gate, results, selection=selection.partial) for gate in suite.head.gate)
    return Report(suite.name, suite.head.title, run.run_id, str(head["started_at"]), results, readings)
