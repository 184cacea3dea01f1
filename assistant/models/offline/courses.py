"""Invariant: the course follows from the verdict and the phase; its stages are data in `corpus/patterns/courses/`.

Weeks are written relative to the ship date (`ship+4`) or the deadline (`deadline-0.5`), or as plain weeks from today.
"""

from __future__ import annotations

import re
import tomllib
from functools import lru_cache
from typing import Any, Literal

from pydantic import ValidationError

from assistant import resources
from assistant.errors import InputError
from assistant.models.offline.job import Job
from assistant.models.offline.phrases import clipped, lower
from assistant.planning.draft import DraftStage, DraftTrigger
from assistant.planning.purpose import Path

LOCAL = ("on_device", "self_hosted")
_PROSE = ("title", "deliverable", "exit_test", "if_not", "pays_for")
_USUAL_DEADLINE = 4.0
"""Weeks taken when a course counts from a deadline and the brief names none (project rule)."""


def stages(job: Job, path: Path) -> list[DraftStage]:
    """The stages of a plan on that path. Raises InputError naming a malformed course file."""
    name = choose(job, path)
    try:
        return [_stage(job, dict(entry)) for entry in _courses(name)]
    except (KeyError, ValidationError) as error:
        raise InputError(f"The course is malformed: {error}", where=f"{name}.toml", fix="Mend that file.") from error


def choose(job: Job, path: Path) -> str:
    """The name of the course: decided by the verdict first, then by how far the product is."""
    if path == "clarify" and not job.recognised.unclear:
        return "undecided"
    if path in ("clarify", "stop"):
        return path
    if path == "classical":
        return job.task.course or ("code" if job.task.family == "code" else "classical")
    if job.facts.phase == "live":
        return "retire" if job.has("retire") else "live"
    if job.facts.phase == "scaling":
        return "scaling"
    local = next((name for name in LOCAL if path == "adapted" and job.has(name)), "")
    if local or path == "adapted":
        return local or "adapted"
    return "hobby" if job.facts.stakes == "hobby" else job.facts.phase


@lru_cache(maxsize=32)
def _courses(name: str) -> tuple[dict[str, Any], ...]:
    file = resources.folder("corpus") / "patterns" / "courses" / f"{name}.toml"
    try:
        return tuple(tomllib.loads(file.read_text(encoding="utf-8"))["stage"])
    except (OSError, tomllib.TOMLDecodeError) as error:
        raise InputError(f"The course cannot be read: {error}", where=f"{name}.toml", fix="Mend that file.") from error


def _stage(job: Job, entry: dict[str, Any]) -> DraftStage:
    outcome, quality = entry.pop("outcome", None), entry.pop("quality", None)
    triggers = [DraftTrigger.model_validate(trigger) for trigger in entry.pop("trigger", ())]
    if quality is not None and (held := _measured(job, "quality", **quality)) is not None:
        triggers.append(held)
    if outcome is not None and (held := _measured(job, "outcome", **outcome)) is not None:
        triggers.insert(0, held)
    start, end = (_week(job, entry.pop(key, None)) for key in ("start", "end"))
    texts = {key: _text(job, value) if key in _PROSE else value for key, value in entry.items()}
    return DraftStage.model_validate({**texts, "start_week": start, "end_week": end, "triggers": triggers})


def _text(job: Job, template: str) -> str:
    task = job.task
    parts = {
        "{slice}": job.next_release or job.text(task.slice),
        "{surface}": lower(job.text(task.surface)).rstrip("."),
        "{exit_test}": job.text(task.exit_test),
        "{later}": job.text(task.later),
        "{low_risk_slice}": (job.low_risk_slice() or job.text(task.slice)).rstrip("."),
    }
    for slot, value in parts.items():
        template = template.replace(slot, value)
    return job.slots.fill(template)


def _week(job: Job, expression: str | None) -> float | None:
    if expression is None:
        return None
    match = re.fullmatch(r"(ship|deadline)?([+-]?[\d.]+)?", expression)
    if match is None:
        raise KeyError(expression)
    base = {"ship": job.ship_week, "deadline": job.facts.weeks_left(job.today) or _USUAL_DEADLINE}.get(
        match[1] or "", 0.0
    )
    return max(0.0, base + float(match[2] or 0))


def _measured(job: Job, kind: Literal["outcome", "quality"], *, weeks: int, n: int) -> DraftTrigger | None:
    """That the first measure of the kind holds its target; None for a task that has none.

    An outcome pays for something, so the end of its interval is asked; quality on a first group is read as it is.
    """
    measure = next((m for source in job.sources for m in source.measure if m.kind == kind), None)
    if measure is None:
        return None
    rises = measure.target >= measure.stop
    end: Literal["lower", "upper"] = "lower" if rises else "upper"
    return DraftTrigger(
        metric=clipped(job.slots.fill(measure.name)),
        source=measure.source,
        op=">=" if rises else "<=",
        threshold=measure.target,
        unit=measure.unit,
        window_days=weeks * 7,
        min_n=n,
        bound=end if kind == "outcome" else "point",
    )
