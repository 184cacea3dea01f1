"""Invariant: a report reads top down: the verdict, the gates, each scorer with its interval, then every case that did
not pass and why; what was not measured is said, not left out."""

from __future__ import annotations

from collections.abc import Sequence

from assistant.evals.gates import Reading
from assistant.evals.intervals import wilson
from assistant.evals.results import Report, Tally

_WORST_SHOWN = 40
_COUNTED = ("passed", "rate", "95% interval", "unmeasured")
_GATE_HEAD = ("gate", "is", *_COUNTED, "asked")
_SCORER_HEAD = ("scorer", "group", *_COUNTED, "mean")


def render(report: Report) -> str:
    """The report as plain text."""
    lines = [
        _headline(report),
        "",
        *_table(_GATE_HEAD, [_gate(reading) for reading in report.readings]),
        "",
        *_table(_SCORER_HEAD, [_scorer(tally) for tally in report.tallies()]),
        *_not_passed(report),
        "",
        report.quality,
    ]
    if report.points_for_readers:
        lines.append(f"must and must-not points: not measured ({report.points_for_readers}, for readers)")
    return "\n".join(lines)


def _headline(report: Report) -> str:
    counts = f"{report.count('pass')} passed, {report.count('fail')} failed, {report.count('unmeasured')} unmeasured"
    return f"{report.suite}: {report.verdict.replace('_', ' ')} · {len(report.results)} cases, {counts}"


def _gate(reading: Reading) -> Sequence[str]:
    asked = f"≥ {reading.gate.min_pass_rate:.0%}"
    if reading.gate.max_unmeasured:
        asked += f", unmeasured ≤ {reading.gate.max_unmeasured:.0%}"
    counted = _counts(reading.passed, reading.total, reading.unmeasured)
    return (reading.name, reading.outcome.replace("_", " "), *counted, asked)


def _scorer(tally: Tally) -> Sequence[str]:
    mean = f"{sum(tally.values) / len(tally.values):.2f}" if tally.values else ""
    return (tally.scorer, tally.group, *_counts(tally.passed, tally.total, tally.unmeasured), mean)


def _counts(passed: int, total: int, unmeasured: int) -> tuple[str, str, str, str]:
    low, high = wilson(passed, total)
    rate = f"{passed / total:.0%}" if total else "-"
    return f"{passed}/{total}", rate, f"{low:.0%} to {high:.0%}" if total else "-", str(unmeasured)


def _table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> list[str]:
    widths = [max(len(row[place]) for row in (head, *rows)) for place in range(len(head))]
    return [
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in (head, *rows)
    ]


def _not_passed(report: Report) -> list[str]:
    found = [result for result in report.results if result.outcome != "pass"]
    lines = ["", "cases that did not pass"] if found else []
    for result in found[:_WORST_SHOWN]:
        lines.append(f"  {result.outcome:<10}  {result.group}/{result.case} on {result.model}")
        lines += [f"              {reason}" for reason in result.reasons]
    if len(found) > _WORST_SHOWN:
        lines.append(f"  and {len(found) - _WORST_SHOWN} more, in the report")
    return lines
