"""Invariant: a stored turn reads top down: what was asked, how, what came of it, what it cost, what was said about it.

Nothing of it is left out in silence: a text that is cut says how much is missing, and `--json` has all of it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from assistant.models.base import Tokens
    from assistant.usage.stored import StoredCall, StoredFeedback, StoredTurn

_CHARACTERS = 600
"""Of one message (project rule: some eight lines of a terminal)."""


def text(turn: StoredTurn) -> str:
    """The turn whole, for people."""
    parts = [_head(turn), *_asked(turn), *_prompt(turn), *_passages(turn), *_calls(turn), *_given(turn)]
    return "\n".join(parts)


def _head(turn: StoredTurn) -> str:
    cost = "price unknown" if turn.cost_usd is None else f"${turn.cost_usd:.4f}"
    lines = [
        f"turn      {turn.id}",
        f"session   {turn.session}, turn {turn.seq}",
        f"started   {turn.started_at}",
        f"model     {_asked_models(turn)}",
        f"status    {turn.status}{f' ({turn.error})' if turn.error else ''}",
        f"consent   {turn.consent}",
        f"cost      {cost}: {len(turn.calls)} calls, {turn.tokens.total:,} tokens{_estimated(turn.tokens)},"
        f" {turn.repairs} repairs",
        f"plan      {turn.plan_id or 'none'}",
        f"findings  {_findings(turn)}",
        f"made with corpus {turn.corpus_version[:12] or 'none'}, config {(turn.config_hash or 'none')[:12]}",
    ]
    if turn.content_dropped_at:
        lines.append(f"content   dropped {turn.content_dropped_at}, as promised")
    if not turn.sound:
        lines.append("damaged   this row is not as it was written")
    return "\n".join([*lines, *(f"notice    {notice}" for notice in turn.notices)])


def _asked_models(turn: StoredTurn) -> str:
    """The model that was configured, and the one that was asked instead."""
    return ", then ".join(dict.fromkeys((turn.model, *(call.model_requested for call in turn.calls))))


def _asked(turn: StoredTurn) -> Iterator[str]:
    yield f"\nasked:\n{turn.text if turn.text is not None else '(not kept: consent was none)'}"
    if turn.answer:
        yield f"\nanswered:\n{turn.answer}"


def _prompt(turn: StoredTurn) -> Iterator[str]:
    """The templates by version, what filled them, and the messages of the first call as they were sent."""
    known = {template.name: f"version {template.version}, " for template in turn.templates}
    if turn.prompts:
        yield "\nprompts:"
    for name, fingerprint in turn.prompts.items():
        yield f"  {name:<10} {known.get(name, '')}{fingerprint[:12]}"
    if turn.variables:
        yield f"  filled with {', '.join(f'{name}={_cut(value, 80)}' for name, value in turn.variables.items())}"
    if turn.system:
        yield f"  system: {_cut(turn.system)}"
    if turn.tools:
        yield f"  tools: {', '.join(str(tool.get('name', '?')) for tool in turn.tools)}"
    for call in turn.calls[:1]:
        for message in (*call.earlier, *call.messages):
            yield f"  {message.get('role') or 'earlier'}: {_message(message)}"


def _passages(turn: StoredTurn) -> Iterator[str]:
    cited = sum(passage.cited for passage in turn.passages)
    yield f"\npassages: {len(turn.passages)}, {cited} cited"
    for passage in sorted(turn.passages, key=lambda passage: not passage.cited):
        mark = "cited" if passage.cited else "-"
        yield f"  {passage.score:.2f}  {mark:<5}  {passage.note}  {passage.chunk_hash[:12]}"


def _calls(turn: StoredTurn) -> Iterator[str]:
    if turn.calls:
        yield "\ncalls:"
    for number, call in enumerate(turn.calls, start=1):
        yield f"  {number}. {_call(call)}"
        if call.reply:
            yield f"     {_message(call.reply)}"
        if call.error:
            yield f"     error: {call.error}"


def _call(call: StoredCall) -> str:
    tokens = call.tokens
    thought = "" if tokens.reasoning is None else f", {tokens.reasoning:,} of it reasoning"
    first = "" if call.ttft_ms is None else f", first word after {call.ttft_ms / 1000:.1f} s"
    cost = "price unknown" if call.cost_usd is None else f"${call.cost_usd:.4f}"
    prices = f" by prices {call.price_version}" if call.price_version else ""
    return (
        f"{call.model_answered or call.model_requested}: {tokens.input:,} in, {tokens.cached:,} cached,"
        f" {tokens.written:,} written, {tokens.output:,} out{thought}{_estimated(tokens)}; {cost}{prices};"
        f" {call.latency_ms / 1000:.1f} s{first}; {call.retries} retries; stopped: {call.stop}"
    )


def _estimated(tokens: Tokens) -> str:
    """How many of them no provider counted."""
    return f" ({tokens.estimated:,} of them estimated)" if tokens.estimated else ""


def _message(message: Mapping[str, Any]) -> str:
    """Its text, the tools it called, the results it brought."""
    parts = [_cut(str(message.get("text") or ""))]
    parts += [f"calls {call.get('name', '?')} {_cut(str(call.get('arguments')), 200)}" for call in message["calls"]]
    parts += [f"result {_cut(str(result.get('content', '')), 200)}" for result in message["results"]]
    return "\n     ".join(part for part in parts if part) or "(nothing)"


def _cut(said: str, most: int = _CHARACTERS) -> str:
    said = said.strip()
    return said if len(said) <= most else f"{said[:most].rstrip()} … ({len(said) - most:,} characters more: --json)"


def _findings(turn: StoredTurn) -> str:
    return ", ".join(f"{finding.get('code', '?')} {finding.get('severity', '')}" for finding in turn.findings) or "none"


def _given(turn: StoredTurn) -> Iterator[str]:
    if not turn.feedback:
        yield f"\nfeedback: none yet: assistant feedback {turn.id[:13]} --accept"
        return
    yield "\nfeedback:"
    yield from (f"  {_said(said)}" for said in turn.feedback)


def _said(said: StoredFeedback) -> str:
    value = "" if said.metric is None else f" {said.metric}={said.value:g}"
    edited = (
        " (the edited plan is kept)" if said.edited_plan else " (the edited text is kept)" if said.edited_text else ""
    )
    source = said.source + (f" {said.source_ref}" if said.source_ref else "")
    why = f": {said.comment}" if said.comment else ""
    return f"{said.created_at[:16]} {said.kind}{value}{why}{edited} by {source}{'' if said.stands else '; superseded'}"
