"""Invariant: a model that cannot call tools can still ask for one, as a JSON object that is its whole answer.

The lower rungs for compatible servers and models without tools: the tools are described in words, earlier calls and
results become text, and `{"name": …, "arguments": {…}}` is read back as a call. Anything else is prose.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import replace

from assistant.models import shapes
from assistant.models.answer import Asked
from assistant.models.base import Message, Request, ToolSpec
from assistant.models.stream import Heard
from assistant.models.wire_schema import strict

ANSWER = "answer"
"""The action of a constrained reply that is prose."""
_PROSE = {
    "type": "object", "properties": {"text": {"type": "string"}}, "required": ["text"], "additionalProperties": False
}  # fmt: skip
ANY_JSON = {"type": "json_object"}
"""The `response_format` for servers that take no schema: any JSON object."""
_FENCED = re.compile(r"```(?:json)?\s*(\{.*\})\s*```", re.DOTALL)

_THINKING, _THOUGHT = "<think>", "</think>"
"""How servers that do not part a model's thoughts from its answer write them."""


def flattened(request: Request, *, as_json: bool = False) -> Request:
    """The same request without tools: their description ends the system text, calls and results are words.

    With `as_json` the whole answer has to be a JSON object, prose too.
    """
    if not request.tools:
        return request
    names = {call.id: call.name for message in request.messages for call in message.calls}
    return replace(
        request,
        system=f"{request.system}\n\n{_instructions(request.tools, request.must_call, as_json)}".lstrip(),
        messages=tuple(_as_text(message, names) for message in request.messages),
        tools=(),
        must_call=None,
    )


def read(text: str, tools: Sequence[ToolSpec]) -> Asked | None:
    """The call that a whole answer stands for, bare or in one code fence; None when it is prose."""
    fenced = _FENCED.fullmatch(text.strip())
    said = fenced.group(1) if fenced else text.strip()
    action = shapes.arguments(said) if said.startswith("{") else None
    if action is None or action.get("name") not in [tool.name for tool in tools]:
        return None
    given = action.get("arguments")
    if isinstance(given, str):
        return Asked(name=action["name"], pieces=[given])
    return Asked(name=action["name"], pieces=[json.dumps(given)]) if isinstance(given, dict) else None


def action_format(tools: Sequence[ToolSpec]) -> dict[str, object]:
    """A `response_format` that lets a server write nothing but one call, or an answer in words."""
    narrow = {tool.name: strict(tool.parameters) for tool in tools}
    is_strict = None not in narrow.values()
    actions = [(tool.name, dict(narrow[tool.name] or tool.parameters)) for tool in tools] + [(ANSWER, dict(_PROSE))]
    definitions: dict[str, object] = {}
    for _, parameters in actions:
        definitions.update(parameters.pop("$defs", {}))
    choices = [
        {"type": "object", "properties": {"name": {"const": name}, "arguments": parameters},
         "required": ["name", "arguments"], "additionalProperties": False}
        for name, parameters in actions
    ]  # fmt: skip
    schema = {"anyOf": choices, **({"$defs": definitions} if definitions else {})}
    return {"type": "json_schema", "json_schema": {"name": "action", "strict": is_strict, "schema": schema}}


def answered(text: str) -> str | None:
    """The words of a constrained reply that is prose; None when it is none."""
    action = shapes.arguments(text) if text.lstrip().startswith("{") else None
    if action is None or action.get("name") != ANSWER:
        return None
    said = shapes.mapping(action.get("arguments")).get("text")
    return said if isinstance(said, str) else None


class HeldBack:
    """Text on its way to a person, held as long as it may still turn out to be a call.

    What a model thought aloud before it, between `<think>` and `</think>`, is no part of its answer and is dropped.
    """

    def __init__(self, heard: Heard) -> None:
        self._heard = heard
        self._held = ""
        self._open = False
        self._thought = False

    def __call__(self, piece: str) -> None:
        if self._open:
            self._heard(piece)
            return
        self._held += piece.lstrip() if self._thought and not self._held else piece
        start = self._held.lstrip()
        if start and (start.startswith(_THINKING) or _THINKING.startswith(start)):
            _, ended, after = start.partition(_THOUGHT)
            if ended:
                self._held, self._thought = "", True
                self(after)
            return
        if start and not start.startswith("{") and not "```".startswith(start[:3]):
            self.release()

    def replace(self, text: str) -> None:
        """What was held stood for these words: lets them through in its place."""
        self._held = text
        self.release()

    def release(self) -> None:
        """It was prose: lets it through."""
        held, self._held, self._open = self._held, "", True
        self._heard(held)

    @property
    def text(self) -> str:
        """All text so far, held or not."""
        return self._heard.text + self._held


def _instructions(tools: Sequence[ToolSpec], must_call: str | None, as_json: bool) -> str:
    described = "\n".join(
        json.dumps({"name": tool.name, "description": tool.description, "parameters": dict(tool.parameters)})
        for tool in tools
    )
    prose = f'Answer in words, when no tool is needed, as {{"name": "{ANSWER}", "arguments": {{"text": "<words>"}}}}.'
    asked = "Answer in prose when no tool is needed." if not as_json else prose
    asked = f"Call {must_call} now." if must_call else asked
    return (
        "You can call these tools, one a line with a JSON Schema of its arguments:\n"
        f"{described}\n"
        'To call one, answer with nothing but the JSON object {"name": "<tool>", "arguments": {<arguments>}}.\n'
        f"{asked}"
    )


def _as_text(message: Message, names: dict[str, str]) -> Message:
    parts = [message.text] if message.text else []
    for call in message.calls:
        given = call.raw if call.arguments is None else dict(call.arguments)
        parts.append(json.dumps({"name": call.name, "arguments": given}, ensure_ascii=False))
    for result in message.results:
        outcome = "failed" if result.is_error else "gave"
        parts.append(f"The tool {names.get(result.call_id, 'you called')} {outcome}:\n{result.content}")
    return Message("assistant" if message.role == "assistant" else "user", "\n\n".join(parts))
