"""Invariant: a report reads top down: the verdict, the gates, each scorer with its interval, then every case that did
not pass and why; what was not measured is said, not left out."""

from __future__ import annotations

from collections.abc import Sequence

from assistant.evals.gates import Reading
from assistant.evals.intervals import detectable, wilson
from assistant.evals.results import Report, Tally

_WORST_SHOWN = 40
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
    counts = f"{report.count('pass')} passed, {report.count('fail')} failed, {report.count('unmeasured')} unmeasured"
    return f"{report.suite}: {report.verdict.replace('_', ' ')} · {len(report.results)} cases, {counts}"


def closing(report: Report) -> list[str]:
    """What the run says of a model, which cases are unsteady, and what became of the points."""
    lines = [report.quality]
    if unsteady := report.unsteady():
        lines.append(f"attempts disagree on {len(unsteady)} cases: {', '.join(unsteady[:20])}")
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
    counted = _counts(reading.passed, reading.total, reading.unmeasured)
    return (reading.name, reading.outcome.replace("_", " "), *counted, asked)


def _scorer(tally: Tally) -> tuple[str, ...]:
    mean = f"{sum(tally.values) / len(tally.values):.2f}" if tally.values else ""
    least = detectable(tally.passed, tally.total)
    shows = f"±{least:.0%}" if least is not None else "-"
    return (tally.scorer, tally.group, *_counts(tally.passed, tally.total, tally.unmeasured), mean, shows)


def _counts(passed: int, total: int, unmeasured: int) -> tuple[str, str, str, str]:
    low, high = wilson(passed, total)
    rate = f"{passed / total:.0%}" if total else "-"
    return f"{passed}/{total}", rate, f"{low:.0%} to {high:.0%}" if total else "-", str(unmeasured)


def _not_passed(report: Report) -> list[str]:
    found = [result for result in report.results if result.outcome != "pass"]
    lines = ["", "cases that did not pass"] if found else []
    for result in found[:_WORST_SHOWN]:
        lines.append(f"  {result.outcome:<10}  {result.group}/{result.name} on {result.model}")
        lines += [f"              {reason}" for reason in result.reasons]
    if len(found) > _WORST_SHOWN:
        lines.append(f"  and {len(found) - _WORST_SHOWN} more, in the report")
    return lines
