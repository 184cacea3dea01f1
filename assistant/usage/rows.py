"""Invariant: a turn becomes rows in one place, and no string of its content gets there without being redacted.

`TurnRows` is what one transaction writes: the turn, its calls, what it retrieved, and the messages and blobs they
point at by hash. Under consent `none` only numbers, names and rule codes remain.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING, Any

from assistant.knowledge.passages import content_hash
from assistant.models.base import Message
from assistant.usage.integrity import blob_hash, canonical, message_hash, spelled, template_hash
from assistant.usage.sent import Told
from assistant.usage.stored import ESTIMATED

if TYPE_CHECKING:
    from assistant.agent.prompts import Prompt
    from assistant.agent.turn import Call, Turn
    from assistant.models.base import Reply, ToolCall, ToolResult, ToolSpec
    from assistant.usage.redaction import Redactor

Fields = dict[str, Any]
CONTENT = ("system_hash", "tools_hash", "text", "answer", "plan_json", "findings", "notices", "error", "variables")
CALL_CONTENT = ("tip", "reply", "system_hash", "tools_hash", "response_id", "error", "told")
VARIANT = "prompted"
"""The only variant there is until one is rolled out beside it; it is always chosen."""


@dataclass(frozen=True)
class TurnRows:
    """Rows of one turn, by column. `messages`: hash → (parent, role, body); `blobs`: hash → (kind, body).

    `told` is what each call heard of earlier turns; `templates` are the prompts by hash. `config` is the hash, the
    body and the tool version of what the turn was made with.
    """

    turn: Fields
    calls: list[Fields]
    codes: str
    config: tuple[str, str, str]
    retrieval: list[Fields] = field(default_factory=list)
    messages: dict[str, tuple[str | None, str, str]] = field(default_factory=dict)
    blobs: dict[str, tuple[str, str]] = field(default_factory=dict)
    told: list[tuple[Told, ...]] = field(default_factory=list)
    templates: dict[str, Fields] = field(default_factory=dict)

    def without_content(self) -> TurnRows:
        """What may be kept when nothing of the content may be."""
        turn = self.turn | dict.fromkeys(CONTENT) | {"findings": self.codes}
        return TurnRows(turn, [call | dict.fromkeys(CALL_CONTENT) for call in self.calls], self.codes, self.config)


def rows_of(turn: Turn, redactor: Redactor) -> TurnRows:
    """The rows of `turn`, redacted. Raises ValueError or TypeError when a value cannot be written as JSON."""
    tools = redactor.once(turn.tools, lambda: redactor.encoded([_flat(tool) for tool in turn.tools]))
    codes = [{"code": finding.code, "severity": finding.severity} for finding in turn.findings]
    rows = TurnRows(
        _numbers(turn, redactor),
        [_call_numbers(turn, *pair) for pair in enumerate(turn.calls)],
        canonical(codes),
        _config(turn, redactor, tools),
    )
    rows.turn.update(
        system_hash=_blob(rows, "system", redactor.text(turn.system)),
        tools_hash=_blob(rows, "tools", tools),
        text=redactor.text(turn.text),
        answer=redactor.text(turn.answer),
        plan_json=redactor.encoded(turn.plan.model_dump(mode="json"), spelled) if turn.plan else None,
        findings=redactor.encoded([finding.as_json() for finding in turn.findings]),
        notices=redactor.encoded(turn.notices),
        error=redactor.text(turn.error),
        variables=redactor.encoded(turn.variables),
    )
    for fields, call in zip(rows.calls, turn.calls, strict=True):
        _add_said(rows, fields, call, redactor)
    for prompt in turn.templates:
        digest, row = redactor.once(prompt, partial(_template, prompt, redactor))
        rows.templates[digest] = row
    rows.retrieval.extend(_retrieved(turn, redactor))
    return rows


def _numbers(turn: Turn, redactor: Redactor) -> Fields:
    return {
        "id": turn.id,
        "session": turn.session,
        "redaction_policy": redactor.policy,
        "started_at": turn.started_at,
        "model": turn.model,
        "prompts": canonical(turn.prompts),
        "corpus_version": turn.corpus_version,
        "repairs": turn.repairs,
        "plan_id": turn.plan.id if turn.plan else None,
        "variant": VARIANT,
        "propensity": 1.0,
    }


def _config(turn: Turn, redactor: Redactor, tools: str) -> tuple[str, str, str]:
    """What the turn was made with, so that turns made alike can be told from others."""
    body = canonical(
        {
            "model": turn.model,
            "prompts": dict(turn.prompts),
            "corpus_version": turn.corpus_version,
            "prices": turn.prices,
            "redaction_policy": redactor.policy,
            "tools": content_hash(tools),
            "version": turn.version,
        }
    )
    return content_hash("config", body), body, turn.version


def _call_numbers(turn: Turn, index: int, call: Call) -> Fields:
    tokens = call.reply.tokens
    params = {**call.params, **({ESTIMATED: tokens.estimated} if tokens.estimated else {})}
    return {
        "turn": turn.id,
        "idx": index,
        "model_requested": call.model or turn.model,
        "model_answered": call.reply.model,
        "input_tokens": tokens.input,
        "cached_tokens": tokens.cached,
        "written_tokens": tokens.written,
        "output_tokens": tokens.output,
        "reasoning_tokens": tokens.reasoning,
        "cost_usd": None if call.cost_usd is None else _real(call.cost_usd),
        "latency_ms": call.latency_ms,
        "retries": call.reply.retries,
        "stop": call.reply.stop,
        "ttft_ms": call.ttft_ms,
        "price_version": turn.prices or None,
        "params": canonical(params) if params else None,
    }


def _told(message: Message, redactor: Redactor) -> Told:
    """A message, redacted; what several calls and turns sent is written down once."""
    return redactor.once(
        message,
        lambda: Told(
            message.role,
            redactor.text(message.text) if message.role == "user" else "",
            _body(message, redactor),
        ),
    )


def _body(message: Message, redactor: Redactor) -> str:
    """A message as JSON. What a call answers and what the next one sends are the same parts, written down once."""
    if not message.calls:
        return redactor.encoded(_message(message), spelled)
    parts = message.role, message.text, message.results
    made_of, body = redactor.once(message.calls, lambda: (parts, redactor.encoded(_message(message))))
    return body if made_of == parts else redactor.encoded(_message(message))


def _add_said(rows: TurnRows, fields: Fields, call: Call, redactor: Redactor) -> None:
    """Links what the call sent of this turn, then the reply; what it heard of earlier turns stands apart."""
    tip = None
    rows.told.append(tuple(_told(message, redactor) for message in call.messages[: call.earlier]))
    for message in call.messages[call.earlier :]:
        tip = _link(rows, tip, message.role, _told(message, redactor).body)
    fields.update(
        tip=tip,
        reply=_link(rows, tip, "assistant", _body(_as_message(call.reply), redactor)),
        system_hash=rows.turn["system_hash"],
        tools_hash=rows.turn["tools_hash"],
        response_id=call.reply.response_id,
        error=redactor.text(call.error),
        told=None,
    )


def _template(prompt: Prompt, redactor: Redactor) -> tuple[str, Fields]:
    row: Fields = {
        "fingerprint": prompt.fingerprint,
        "name": redactor.text(prompt.name),
        "version": redactor.text(prompt.version),
        "variables": canonical(list(prompt.variables)),
        "body": redactor.text(prompt.body),
    }
    digest = template_hash(list(row.values()))
    return digest, {"hash": digest, **row}


def _message(message: Message) -> Fields:
    said = {"calls": [_flat(call) for call in message.calls], "results": [_flat(result) for result in message.results]}
    return {"role": message.role, "text": message.text, **said}


def _flat(part: ToolSpec | ToolCall | ToolResult) -> Fields:
    """The fields by name, not copied: a plan among the arguments of a call is large."""
    return {name: getattr(part, name) for name in part.__dataclass_fields__}


def _as_message(reply: Reply) -> Message:
    return Message("assistant", reply.text, reply.calls)


def _retrieved(turn: Turn, redactor: Redactor) -> Iterable[Fields]:
    cited = {citation.chunk for citation in turn.plan.citations} if turn.plan else set()
    notes = {note: redactor.text(note) for note in {passage.chunk.note for passage in turn.passages}}
    for rank, passage in enumerate(turn.passages):
        chunk = passage.chunk.hash
        yield {
            "turn": turn.id,
            "rank": rank,
            "chunk_hash": chunk,
            "document_hash": passage.chunk.document_hash,
            "note": notes[passage.chunk.note],
            "score": _real(passage.score),
            "cited": int(chunk in cited),
        }


def _real(number: float) -> float:
    """As a column of the type REAL gives it back, without the sign of zero: the row's hash is made before."""
    return float(number) + 0.0


def _blob(rows: TurnRows, kind: str, body: str) -> str:
    digest = blob_hash(kind, body)
    rows.blobs[digest] = (kind, body)
    return digest


def _link(rows: TurnRows, parent: str | None, role: str, body: str) -> str:
    digest = message_hash(parent, body)
    rows.messages[digest] = (parent, role, body)
    return digest
