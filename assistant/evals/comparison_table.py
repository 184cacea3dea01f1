"""Invariant: what a comparison lost stands below its table in sentences, with the cases and what to do."""

from __future__ import annotations

from collections.abc import Sequence

from assistant.evals.comparing import Comparison, Difference
from assistant.evals.table import columns, counted

_NAMED = 20
"""Cases named in one sentence (project rule)."""


def render(comparison: Comparison) -> str:
    """The comparison as plain text."""
    rows = [
        (
            each.scorer,
            str(each.pairs),
            f"{each.before:.2f}",
            f"{each.after:.2f}",
            f"+{each.gained} −{len(each.lost)}" if each.interval is None else "",
            f"p {each.p:.3f}" if each.p is not None else f"{_ends(each)}",
            each.change,
        )
        for each in comparison.differences
    ]
    head = ("scorer", "cases", "before", "after", "changed", "test", "says")
    lines = [f"{comparison.before} → {comparison.after}", "", *columns(head, rows)]
    lines += [f"  {each.scorer}: no longer {_named(each.lost)}" for each in comparison.differences if each.lost]
    return "\n".join([*lines, *_apart(comparison)])


def _apart(found: Comparison) -> list[str]:
    """What is not in the table, and what that means."""
    lines = []
    if found.unmeasured:
        lines.append(f"lost, measured before and not now: {_listed(found.unmeasured)}")
    if found.absent:
        what = "left out on purpose" if found.subset else "lost, not in the later run at all"
        lines.append(f"{what}: {_listed(found.absent)}")
    if found.added:
        lines.append(f"only in the later run: {counted(len(found.added))}")
    if lines:
        lines.append(f"compared: the {counted(found.common)} both have measured")
    if found.verdict == "not_measured":
        if found.unmeasured:
            todo = "what broke or could not be looked at stands in the later run's report"
        else:
            todo = "run them again, or say --subset if fewer were meant"
        lines.append(f"not measured: cases were lost, so nothing says they did not drop; {todo}")
    return lines


def _listed(cases: Sequence[str]) -> str:
    return f"{counted(len(cases))}: {_named(cases)}"


def _named(cases: Sequence[str]) -> str:
    more = f" and {len(cases) - _NAMED} more" if len(cases) > _NAMED else ""
    return f"{', '.join(cases[:_NAMED])}{more}"


def _ends(each: Difference) -> str:
    return f"{each.interval[0]:+.3f} to {each.interval[1]:+.3f}" if each.interval is not None else ""
