"""Invariant: a stored turn reads top down: what was asked, what came of it, what was said about it, what it cost."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from assistant.usage.stored import StoredTurn


def text(turn: StoredTurn) -> str:
    """The turn for people, some fifteen lines."""
    cost = "price unknown" if turn.cost_usd is None else f"${turn.cost_usd:.4f}"
    lines = [
        f"turn      {turn.id}",
        f"session   {turn.session}",
        f"started   {turn.started_at}",
        f"model     {turn.model}",
        f"status    {turn.status}{f' ({turn.error})' if turn.error else ''}",
        f"consent   {turn.consent}",
        f"calls     {len(turn.calls)}, {turn.tokens.total:,} tokens, {cost}, {turn.repairs} repairs",
        f"passages  {len(turn.passages)}, {sum(passage.cited for passage in turn.passages)} cited",
        f"plan      {turn.plan_id or 'none'}",
        f"findings  {_findings(turn)}",
        f"feedback  {_feedback(turn)}",
    ]
    if not turn.sound:
        lines.append("damaged   this row is not as it was written")
    lines += [f"notice    {notice}" for notice in turn.notices]
    lines += ["", "asked:", turn.text if turn.text is not None else "(not kept: consent was none)"]
    if turn.answer:
        lines += ["", "answered:", turn.answer]
    return "\n".join(lines)


def _findings(turn: StoredTurn) -> str:
    return ", ".join(f"{finding.get('code', '?')} {finding.get('severity', '')}" for finding in turn.findings) or "none"


def _feedback(turn: StoredTurn) -> str:
    stands = turn.outcome
    if stands is None:
        return f"none yet: assistant feedback {turn.id[:13]} --accept"
    return f"{stands.kind}{f': {stands.comment}' if stands.comment else ''}"
