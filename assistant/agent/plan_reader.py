"""Invariant: a model is asked about somebody else's plan once, at most twice, within the turn's limits, and is logged.

The second place where a model is called, beside the loop: nothing is retrieved, drafted or repaired here. Whatever
goes wrong comes back as a reason in words, so that the rules can go on alone.
"""

from __future__ import annotations

import time
from dataclasses import dataclass, replace
from typing import Literal

from pydantic import ValidationError
from pydantic_core import to_json

from assistant.agent import wording
from assistant.agent.counting import counted, unanswered
from assistant.agent.ids import uuid7
from assistant.agent.limits import Price, affordable
from assistant.agent.parts import Parts
from assistant.agent.turn import Call, Record, Turn
from assistant.errors import AssistantError, Interrupted, KeyMissing, ProviderError
from assistant.models.base import Message, Reply, Request, ToolCall, ToolResult, ToolSpec
from assistant.planning.outside.opinion import Opinions

TOOL = "map_steps"
MOST_CHARACTERS = 120_000
"""Of the plan's text, put before the model (project rule: about 30,000 tokens, more than any plan met)."""
_TRIES = 2
_MOST_BYTES = 200_000


@dataclass(frozen=True)
class Opined:
    """What the model said, or why it said nothing that can be used; and the turn as it was logged."""

    opinions: Opinions | None
    why: str
    turn: Turn


def opinions_on(text: str, parts: Parts, record: Record | None = None) -> Opined:
    """Asks the model what each line of the plan does. Raises Interrupted; everything else is a reason in `why`."""
    now = parts.now().isoformat()
    system = parts.prompts["read-plan"].render()
    turn = Turn(
        id=uuid7(),
        session=parts.session,
        started_at=now,
        text=text,
        status="interrupted",
        model=parts.model.name,
        system=system,
        tools=(_spec(),),
        prompts={"read-plan": parts.prompts["read-plan"].fingerprint},
        version=parts.version,
    )
    note = record or _ignore
    note("started", turn)
    calls: list[Call] = []
    found: Opinions | None = None
    why, error = "", "interrupted"
    try:
        found, why = _ask(text, system, parts, calls)
        error = why
    finally:
        status: Literal["answered", "failed", "interrupted"] = "answered" if found else "failed"
        turn = replace(
            turn, calls=tuple(calls), status=status if error != "interrupted" else "interrupted", error=error
        )
        note("finished", turn)
    return Opined(found, why, turn)


def _ask(text: str, system: str, parts: Parts, calls: list[Call]) -> tuple[Opinions | None, str]:
    messages = [Message("user", text=wording.as_data(_numbered(text)))]
    why = ""
    for _ in range(_TRIES):
        request = Request(system, tuple(messages), (_spec(),), must_call=TOOL)
        allowed = affordable(parts.limits, calls, request, lambda tokens: parts.library.cost(parts.model.name, tokens))
        if isinstance(allowed, str):
            return None, allowed
        try:
            reply = _reply(allowed, messages[-1], parts, calls)
        except (ProviderError, KeyMissing) as error:
            return None, error.sentence()
        call = next((call for call in reply.calls if call.name == TOOL), None)
        if call is None or reply.stop in ("cut", "length", "refusal"):
            return None, f"it did not map the steps (stopped with {reply.stop!r})"
        read = _opinions(call)
        if isinstance(read, Opinions):
            return read, ""
        why = f"what it said breaks the schema: {read}"
        messages.append(Message("assistant", text=reply.text, calls=reply.calls))
        messages.append(Message("tool", results=tuple(ToolResult(c.id, why, True) for c in reply.calls)))
    return None, why


def _reply(request: Request, sent: Message, parts: Parts, calls: list[Call]) -> Reply:
    """One call, accounted for however it ends."""
    price: Price = lambda tokens: parts.library.cost(parts.model.name, tokens)  # noqa: E731
    began = time.monotonic()
    try:
        reply = parts.model.reply(request)
    except (AssistantError, Interrupted, KeyboardInterrupt) as error:
        cause = error.sentence() if isinstance(error, AssistantError) else "interrupted"
        partial = unanswered(request, Reply(stop="cut"), error, price)
        calls.append(Call((sent,), partial, _since(began), price(partial.tokens), cause))
        raise
    reply = counted(request, reply, price)
    calls.append(Call((sent,), reply, _since(began), price(reply.tokens)))
    return reply


def _since(began: float) -> int:
    return round((time.monotonic() - began) * 1000)


def _numbered(text: str) -> list[dict[str, object]]:
    return [
        {"line": number, "text": line}
        for number, line in enumerate(text[:MOST_CHARACTERS].splitlines(), start=1)
        if line.strip()
    ]


def _opinions(call: ToolCall) -> Opinions | str:
    if call.arguments is None:
        return "its arguments are no JSON object"
    data = to_json(dict(call.arguments), inf_nan_mode="strings")
    if len(data) > _MOST_BYTES:
        return f"its arguments are longer than {_MOST_BYTES:,} bytes"
    try:
        return Opinions.model_validate_json(data)
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        return f"{'.'.join(str(part) for part in first['loc'])}: {first['msg']}"


def _spec() -> ToolSpec:
    return ToolSpec(TOOL, " ".join((Opinions.__doc__ or "").split()), Opinions.model_json_schema())


def _ignore(stage: Literal["started", "finished"], turn: Turn) -> None:
    del stage, turn
