"""Invariant: a report reads top down: the verdict, the gates, each scorer with its interval, then every case that did
not pass and why; what was not measured is said, not left out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from assistant.evals.counting import Counted
from assistant.evals.gates import Reading
from assistant.evals.results import Report
from assistant.evals.scoring import Outcome
from assistant.evals.tallies import Tally

_WORST_SHOWN = 40
_NAMED = 20
_COUNTED = ("passed", "rate", "95% interval", "unmeasured")
GATE_HEAD = ("gate", "is", *_COUNTED, "asked")
SCORER_HEAD = ("scorer", "group", *_COUNTED, "mean", "would show")


def render(report: Report) -> str:
    """The report as plain text."""
    lines = [
        headline(report),
        "",
        *columns(GATE_HEAD, gate_rows(report)),
        "",
        *columns(SCORER_HEAD, scorer_rows(report)),
        *_not_passed(report),
        "",
        *closing(report),
    ]
    return "\n".join(lines)


def headline(report: Report) -> str:
    """The verdict and the counts, in one line."""
    cases, attempts = report.cases(), report.attempts()
    said = f"{report.suite}: {report.verdict.replace('_', ' ')} · {counted(cases.total())}, {_told(cases)}"
    return said if attempts == cases else f"{said} · {attempts.total()} attempts, {_told(attempts)}"


def counted(cases: int) -> str:
    """So many cases, in words."""
    return "1 case" if cases == 1 else f"{cases} cases"


def closing(report: Report) -> list[str]:
    """What the run says of a model, which cases are unsteady, and what became of the points."""
    lines = [report.quality]
    if unwritten := report.unwritten():
        told = ", ".join(f"{what[:1].lower()}{what[1:]} ({counted(cases)})" for what, cases in unwritten.items())
        lines.append(f"not written yet, so nothing of it passes: {told}")
    if broken := report.broken():
        more = f" and {len(broken) - _NAMED} more" if len(broken) > _NAMED else ""
        lines.append(f"broke off, so the run cannot pass: {', '.join(broken[:_NAMED])}{more}")
        if report.run_id:
            lines.append(f"to try those again when it is mended: assistant eval run --resume {report.run_id}")
    if unsteady := report.unsteady():
        lines.append(f"attempts disagree on {counted(len(unsteady))}: {', '.join(unsteady[:_NAMED])}")
    points = report.points()
    if decided := points["met"] + points["missed"]:
        lines.append(
            f"must and must-not points: {points['met']} of {decided} met where code can tell; "
            f"not measured: {points['unmeasured']}, named in report.json"
        )
    elif points["unmeasured"]:
        lines.append(f"must and must-not points: not measured ({points['unmeasured']}, for readers)")
    return lines


def gate_rows(report: Report) -> list[tuple[str, ...]]:
    """A row for each gate, under GATE_HEAD."""
    return [_gate(reading) for reading in report.readings]


def scorer_rows(report: Report) -> list[tuple[str, ...]]:
    """A row for each scorer and group, under SCORER_HEAD; the last cell is the smallest difference two runs show."""
    return [_scorer(tally) for tally in report.tallies()]


def columns(head: Sequence[str], rows: Sequence[Sequence[str]]) -> list[str]:
    """Lines of a table in columns."""
    widths = [max(len(row[place]) for row in (head, *rows)) for place in range(len(head))]
    return [
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in (head, *rows)
    ]


def _gate(reading: Reading) -> tuple[str, ...]:
    asked = f"≥ {reading.gate.min_pass_rate:.0%}"
    if reading.gate.max_unmeasured:
        asked += f", unmeasured ≤ {reading.gate.max_unmeasured:.0%}"
    return (reading.name, reading.outcome.replace("_", " "), *_counts(reading), asked)


def _scorer(tally: Tally) -> tuple[str, ...]:
    mean = f"{sum(tally.values) / len(tally.values):.2f}" if tally.values else ""
    shows = f"±{tally.detectable:.0%}" if tally.detectable is not None else "-"
    return (tally.scorer, tally.group, *_counts(tally), mean, shows)


def _counts(found: Counted) -> tuple[str, str, str, str]:
    low, high = found.interval
    rate = f"{found.share:.0%}" if found.total else "-"
    return passed_of(found), rate, f"{low:.0%} to {high:.0%}" if found.total else "-", str(found.unmeasured)


def passed_of(found: Counted) -> str:
    """How many attempts passed of how many; where cases were repeated, with the number of cases."""
    said = f"{found.passed}/{found.total}"
    return said if found.total == found.cases else f"{said} on {counted(found.cases)}"


def _told(found: Counter[Outcome]) -> str:
    return f"{found['pass']} passed, {found['fail']} failed, {found['unmeasured']} unmeasured"


def _not_passed(report: Report) -> list[str]:
    found = [result for result in report.results if result.outcome != "pass"]
    lines = ["", "cases that did not pass"] if found else []
    for result in found[:_WORST_SHOWN]:
        lines.append(f"  {result.outcome:<10}  {result.group}/{result.name} on {result.model}")
        lines += [f"              {reason}" for reason in result.reasons]
    if len(found) > _WORST_SHOWN:
        lines.append(f"  and {len(found) - _WORST_SHOWN} more, in the report")
    return lines
