"""Invariant: gates are read from a metrics file, our own plan's also from our log; what was not read is not guessed."""

from __future__ import annotations

import os
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from shlex import quote
from typing import TYPE_CHECKING

from assistant.errors import InputError

if TYPE_CHECKING:
    from assistant.planning.gate_readings import Reading
    from assistant.planning.schema import Plan
    from assistant.settings import Settings

NOTHING_READ = "Nothing was read: give the numbers with --metrics FILE (CSV with the header metric,value,n)."


@dataclass(frozen=True)
class GateSource:
    """The readings, sentences about days that are missing, and where the numbers come from ('' for nowhere).

    `option` is how `revise` reads the same numbers.
    """

    readings: tuple[Reading, ...]
    gaps: tuple[str, ...]
    source: str
    option: str = "--from-usage"


def read(plan: Plan, metrics: Path | None, settings: Settings, today: date) -> GateSource:
    """The plan's gates as of `today`. Raises InputError when the metrics file cannot be read."""
    from assistant.planning.gate_readings import judge_gates, read_gates
    from assistant.usage.own_metrics import OUR_PLAN

    if metrics is not None:
        from assistant.planning.metric_rows import read_rows
        from assistant.planning.metric_series import series

        rows = series(plan, read_rows(_text(metrics), where=str(metrics)), today)
        triggers = [trigger for gate in plan.gates for trigger in (*gate.all_of, *gate.any_of)]
        return GateSource(
            judge_gates(plan, rows.seen, today), rows.gaps(triggers), str(metrics), f"--metrics {quote(str(metrics))}"
        )
    if plan.id != OUR_PLAN:
        return GateSource(read_gates(plan, {}, today), (), "")
    from assistant.cli import logs
    from assistant.usage.own_metrics import observed

    with logs.opened(settings) as log:
        stats = log.stats()
    return GateSource(read_gates(plan, observed(plan, stats), today), (), "our own usage log")


def remember(plan: Plan, source: GateSource, settings: Settings, today: date) -> tuple[Reading, ...]:
    """Keeps beside the plan which kill gates fired, so that no revision passes them in silence; says if it cannot.

    Returns the kill gates that an earlier reading found fired, that this one does not clear and nobody decided about.
    """
    from assistant import terminal
    from assistant.planning.gate_words import earlier
    from assistant.usage.fired_gates import FiredGates

    known = FiredGates(settings.home)
    try:
        if source.source:
            known.remember(plan, source.readings, today)
        return earlier(plan, known.of(plan), source.readings, today)
    except (InputError, OSError) as error:
        terminal.say(f"This reading could not be kept beside the plan: {error}")
        return ()


def last_fired(plan: Plan, settings: Settings, today: date) -> tuple[Reading, ...]:
    """The kill gates that fired when last read, now from our own log for our own plan, and nobody decided about."""
    from assistant.planning.progress import undecided
    from assistant.usage.fired_gates import FiredGates
    from assistant.usage.own_metrics import OUR_PLAN

    own = read(plan, None, settings, today).readings if plan.id == OUR_PLAN else ()
    return undecided(plan, own or FiredGates(settings.home).of(plan), today)


def as_of(given: str | None) -> date:
    """The day to read gates as of: today in UTC unless given. Raises InputError for what is no date."""
    if given is None:
        return datetime.now(UTC).date()
    try:
        return date.fromisoformat(given)
    except ValueError as error:
        raise InputError(f"--as-of is no date: {given!r}", fix="Write it as 2026-11-23.") from error


def _text(path: Path) -> str:
    from assistant.planning.metric_rows import MAX_METRICS_BYTES

    try:
        with path.open("rb") as file:
            data = file.read(MAX_METRICS_BYTES + 1)
    except OSError as error:
        raise InputError(
            f"The metrics file cannot be read: {os.strerror(error.errno or 0)}", where=str(path), fix="Check the path."
        ) from error
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        if len(data) > MAX_METRICS_BYTES:
            return data.decode("utf-8", "replace")
        line = data.count(b"\n", 0, error.start) + 1
        raise InputError(
            "The metrics file is not UTF-8 text",
            where=f"{path}, line {line}",
            fix="Save it as UTF-8.",
            code="metrics_file",
        ) from error
