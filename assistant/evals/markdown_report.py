"""Invariant: the report in Markdown says what the one on the terminal says, in tables, and names every failure."""

from __future__ import annotations

from collections.abc import Sequence

from assistant.evals.results import Report
from assistant.evals.table import GATE_HEAD, SCORER_HEAD, closing, gate_rows, headline, scorer_rows


def render(report: Report) -> str:
    """The report as Markdown, ending in a newline."""
    lines = [
        f"# {headline(report)}",
        "",
        f"Run `{report.run_id or '-'}`, begun {report.started_at}.",
        "",
        "## Gates",
        "",
    ]
    lines += _table(GATE_HEAD, gate_rows(report))
    lines += ["", "## Scorers", "", *_table(SCORER_HEAD, scorer_rows(report)), "", "## Cases that did not pass", ""]
    missed = [result for result in report.results if result.outcome != "pass"]
    for result in missed:
        lines.append(f"- **{result.outcome}** `{result.group}/{result.name}` on `{result.model}`")
        lines += [f"  - {_cell(reason)}" for reason in result.reasons]
    lines += [] if missed else ["None."]
    lines += ["", *[f"{_cell(line)}  " for line in closing(report)]]
    return "\n".join(lines).rstrip() + "\n"


def _table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> list[str]:
    lines = [head, ["---"] * len(head), *rows]
    return ["| " + " | ".join(_cell(cell) for cell in line) + " |" for line in lines]


def _cell(text: str) -> str:
    flat = " ".join(text.split())
    for sign in ("\\", "|", "<", "`", "*", "_", "["):
        flat = flat.replace(sign, f"\\{sign}")
    return flat
