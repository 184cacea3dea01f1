"""Invariant: every figure is shown with what it rests on, and a chart fits on any terminal without colour."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

_BLOCKS = " ▁▂▃▄▅▆▇█"
_WEEKS = 26


def text(stats: Mapping[str, Any]) -> str:
    """The statistics for people, one line each, charts last."""
    latency, first, edits = stats["latency_ms"], stats["ttft_ms"], stats["edit_distance"]
    tokens = stats["tokens"]
    lines = [
        f"turns: {stats['turns']}",
        f"sessions: {stats['sessions']}",
        f"plans: {stats['plans']}",
        f"feedback: {stats['accepted']} accepted, {stats['edited']} edited, {stats['bad']} bad, {stats['good']} good",
        f"accept rate: {_share(stats['accept_rate'])} (of {stats['judged']} judged)",
        f"edit distance: {_share(edits['mean'])} of lines (over {edits['edits']} edits)",
        f"latency: p50 {_seconds(latency['p50'])}, p95 {_seconds(latency['p95'])} (of {latency['n']} turns)",
        f"first word: p50 {_seconds(first['p50'])}, p95 {_seconds(first['p95'])} (of {first['n']} calls)",
        f"tokens: {tokens['total']:,} ({tokens['input']:,} in, {tokens['cached']:,} cached, {tokens['output']:,} out)"
        + (f", {tokens['estimated']:,} of them estimated" if tokens["estimated"] else ""),
        f"cache share: {_share(stats['cache_share'])} of what was read",
        f"cost: ${stats['cost_usd']:.4f} ({stats['unpriced_calls']} of {stats['calls']} calls without a known price)",
        f"consent: {stats['consent']} ({_counts(stats['by_consent'])})",
        f"ended: {_counts(stats['by_status'])}",
        f"failures: {_counts(stats['failures'])}",
        f"not recorded: {stats['not_recorded']}",
    ]
    lines += [f"metric {name}: mean {m['mean']:.3g} (of {m['n']})" for name, m in stats["metrics"].items()]
    lines += [
        f"exported: {export['path'] or 'standard output'} ({export['format']}, {export['rows']} turns,"
        f" {export['created_at'][:10]})"
        for export in stats["exports"]
    ]
    return "\n".join(lines + _charts(stats["weeks"]))


def chart(values: Sequence[float]) -> str:
    """The values as one line of blocks, the highest full; anything above zero is visible."""
    top = max(values, default=0)
    return "".join(_BLOCKS[0 if value <= 0 else max(1, round(8 * value / top))] for value in values)


def _charts(weeks: Sequence[Mapping[str, Any]]) -> list[str]:
    shown = weeks[-_WEEKS:]
    if not shown:
        return []
    lines = ["", f"by week of use, {shown[0]['week']} to {shown[-1]['week']}:"]
    for name in ("turns", "plans", "kept", "failed", "cost_usd"):
        values = [week[name] for week in shown]
        top = f"${max(values):.4f}" if name == "cost_usd" else str(max(values))
        lines.append(f"  {name.removesuffix('_usd'):<7} {chart(values)}  most {top}")
    return lines


def _counts(counts: Mapping[str, int]) -> str:
    return ", ".join(f"{name} {count}" for name, count in counts.items()) or "none"


def _share(value: float | None) -> str:
    return "not measured" if value is None else f"{100 * value:.0f} %"


def _seconds(value: float | None) -> str:
    return "not measured" if value is None else f"{value / 1000:.1f} s"
