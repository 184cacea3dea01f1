"""Invariant: the report is one file that runs nothing and loads nothing, and no text of the log is ever markup in it.

No script, no link, no picture from elsewhere: its own policy forbids them (`default-src 'none'`) and allows the one
style sheet by its hash. Charts are SVG drawn here.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterable, Mapping, Sequence
from html import escape
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from assistant.usage.stored import StoredTurn

STYLE = (
    "body{font:16px/1.5 system-ui,sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem;color:#1c1c1c}"
    "h1{font-size:1.5rem}h2{font-size:1.1rem;margin-top:2rem}table{border-collapse:collapse;width:100%}"
    "td,th{text-align:left;padding:.25rem .75rem .25rem 0;border-bottom:1px solid #ddd;vertical-align:top}"
    "dl{display:grid;grid-template-columns:max-content auto;gap:.25rem 1.5rem}dd{margin:0}svg{width:100%;height:auto}"
    ".bar{fill:#2f6f9f}.part{fill:#9fc5dd}text{font:11px system-ui,sans-serif;fill:#444}"
)
_TURNS = 20
_TEXT = 160


def policy() -> str:
    """The content security policy of the page."""
    digest = base64.b64encode(hashlib.sha256(STYLE.encode("utf-8")).digest()).decode("ascii")
    return f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"


def page(stats: Mapping[str, Any], turns: Sequence[StoredTurn], *, made_at: str) -> str:
    """The whole page: figures, weeks, failures, models, metrics, and the newest turns in short."""
    failures = [(name, count) for name, count in sorted(stats["failures"].items(), key=lambda entry: -entry[1])]
    models = [(name, m["calls"], f"{m['tokens']:,}", _money(m["cost_usd"])) for name, m in stats["by_model"].items()]
    metrics = [(name, m["type"], m["n"], f"{m['mean']:.3g}") for name, m in stats["metrics"].items()]
    parts = [
        f"<h1>What use has shown</h1><p>Made {escape(made_at)} on this machine from its own log.</p>",
        _figures(stats),
        "<h2>Weeks</h2>" + weeks_chart(stats["weeks"]),
        _section("Failures by kind", ("kind", "how often"), failures),
        _section("Models", ("model", "calls", "tokens", "cost"), models),
        _section("Metrics from use", ("metric", "type", "n", "mean"), metrics),
        _section("Newest turns", ("when", "status", "asked", "feedback"), [_row(turn) for turn in reversed(turns)]),
    ]
    head = (
        f'<meta charset="utf-8"><meta http-equiv="Content-Security-Policy" content="{escape(policy())}">'
        f'<meta name="viewport" content="width=device-width"><title>Usage report</title><style>{STYLE}</style>'
    )
    return f'<!doctype html><html lang="en"><head>{head}</head><body>{"".join(parts)}</body></html>\n'


def _figures(stats: Mapping[str, Any]) -> str:
    latency, distance = stats["latency_ms"], stats["edit_distance"]
    shown = (
        ("turns", stats["turns"]),
        ("plans", stats["plans"]),
        ("kept of those judged", f"{_share(stats['accept_rate'])} of {stats['judged']}"),
        ("edit distance", f"{_share(distance['mean'])} of lines over {distance['edits']} edits"),
        ("latency p50 / p95", f"{_seconds(latency['p50'])} / {_seconds(latency['p95'])}"),
        ("read from cache", _share(stats["cache_share"])),
        ("cost", f"{_money(stats['cost_usd'])}, {stats['unpriced_calls']} calls without a known price"),
        ("not recorded", stats["not_recorded"]),
        ("consent", stats["consent"]),
    )
    rows = "".join(f"<dt>{escape(name)}</dt><dd>{escape(str(value))}</dd>" for name, value in shown)
    return f"<dl>{rows}</dl>"


def weeks_chart(weeks: Sequence[Mapping[str, Any]]) -> str:
    """Turns a week as bars, the plans among them darker."""
    if not weeks:
        return "<p>No weeks yet.</p>"
    top, step = max(week["turns"] for week in weeks), 600 / len(weeks)
    bars = []
    for place, week in enumerate(weeks):
        x, width = place * step + 2, max(2.0, step - 4)
        for name, value in (("part", week["turns"]), ("bar", week["plans"])):
            height = 100 * value / top
            bars.append(
                f'<rect class="{name}" x="{x:.1f}" y="{110 - height:.1f}" width="{width:.1f}" height="{height:.1f}"/>'
            )
        if place % max(1, len(weeks) // 8) == 0:
            bars.append(f'<text x="{x:.1f}" y="125">{escape(week["week"])}</text>')
    label = f"turns a week, at most {top}; plans darker"
    drawing = f'<svg role="img" viewBox="0 0 600 130" aria-label="{escape(label)}">{"".join(bars)}</svg>'
    return f"{drawing}<p>{escape(label)}</p>"


def _section(title: str, names: Iterable[str], rows: Sequence[Sequence[object]]) -> str:
    if not rows:
        return f"<h2>{escape(title)}</h2><p>None.</p>"
    head = "".join(f"<th>{escape(name)}</th>" for name in names)
    body = "".join("<tr>" + "".join(f"<td>{escape(str(cell))}</td>" for cell in row) + "</tr>" for row in rows)
    return f"<h2>{escape(title)}</h2><table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"


def _row(turn: StoredTurn) -> tuple[str, str, str, str]:
    text = turn.text if turn.text is not None else "(not kept)"
    said = turn.outcome.kind if turn.outcome else "none"
    return turn.started_at[:16], turn.status, text if len(text) <= _TEXT else text[: _TEXT - 1] + "…", said


def _share(value: float | None) -> str:
    return "not measured" if value is None else f"{100 * value:.0f} %"


def _seconds(value: float | None) -> str:
    return "not measured" if value is None else f"{value / 1000:.1f} s"


def _money(value: float) -> str:
    return f"${value:.4f}"
