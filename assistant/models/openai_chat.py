"""Invariant: the shape of chat completions, as OpenAI-compatible servers speak it, is known here and nowhere else.

Servers differ: some send whole messages instead of deltas, leave out ids or indexes, or write a tool call as text.
A chunk with a `finish_reason` ends the answer; without one it was cut.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from assistant.models import shapes, text_action
from assistant.models.answer import Asked, finished
from assistant.models.base import Message, Reply, Request, Stop, Tokens, ToolSpec
from assistant.models.faults import Party
from assistant.models.stream import Heard

_STOPS: dict[str, Stop] = {
    "stop": "end",
    "tool_calls": "tools",
    "function_call": "tools",
    "length": "length",
    "content_filter": "refusal",
}


def encode(
    request: Request,
    model: str,
    *,
    force: bool = True,
    constrained_to: Sequence[ToolSpec] = (),
    any_json: bool = False,
) -> dict[str, Any]:
    """The request body. `force` off leaves `tool_choice` out, for servers that fail on it.

    `constrained_to` has the whole answer be one JSON object: a call to one of these tools, or an answer in words;
    `any_json` asks for one JSON object without saying which.
    """
    messages: list[dict[str, Any]] = [{"role": "system", "content": request.system}] if request.system else []
    for message in request.messages:
        messages.extend(_messages(message))
    body: dict[str, Any] = {
        "model": model,
        "messages": messages,
        "max_tokens": request.max_output_tokens,
        "stream_options": {"include_usage": True},
    }
    if request.tools:
        body["tools"] = function_tools(request.tools)
    if request.must_call and request.tools and force:
        body["tool_choice"] = {"type": "function", "function": {"name": request.must_call}}
    if constrained_to:
        body["response_format"] = text_action.action_format(constrained_to)
    elif any_json:
        body["response_format"] = text_action.ANY_JSON
    return shapes.well_formed(body)


def function_tools(tools: Sequence[ToolSpec]) -> list[dict[str, Any]]:
    """Tools in the form that OpenAI gave the world."""
    return [
        {
            "type": "function",
            "function": {"name": tool.name, "description": tool.description, "parameters": dict(tool.parameters)},
        }
        for tool in tools
    ]


def _messages(message: Message) -> list[dict[str, Any]]:
    said: list[dict[str, Any]] = [
        {
            "role": "tool",
            "tool_call_id": result.call_id,
            "content": f"Error: {result.content}" if result.is_error else result.content,
        }
        for result in message.results
    ]
    if message.text or message.calls:
        spoken: dict[str, Any] = {
            "role": "assistant" if message.role == "assistant" else "user",
            "content": message.text or None,
        }
        if message.calls:
            spoken["tool_calls"] = [
                {
                    "id": call.id,
                    "type": "function",
                    "function": {
                        "name": call.name,
                        "arguments": call.raw if call.arguments is None else json.dumps(dict(call.arguments)),
                    },
                }
                for call in message.calls
            ]
        said.append(spoken)
    return said


class Answer:
    """One streamed chat completion while it arrives. `request` tells which tools a textual call may name."""

    def __init__(self, party: Party, heard: Heard, request: Request) -> None:
        self._party = party
        self._request = request
        self._heard = heard
        self._text = text_action.HeldBack(heard)
        if not request.tools:
            self._text.release()
        self._asked: dict[int, Asked] = {}
        self._usage: Mapping[str, Any] = {}
        self._model = self._id = self._finish = ""
        self._refused = False
        self.is_action = False
        """Whether the whole answer was one JSON action, a call or words; known once there is a reply."""

    @property
    def complete(self) -> bool:
        """Whether the server said why it stopped; counts may still follow."""
        return bool(self._finish)

    def take(self, event: Mapping[str, Any]) -> None:
        """One chunk; unknown fields are passed over."""
        self._model = shapes.text(event.get("model")) or self._model
        self._id = shapes.text(event.get("id")) or self._id
        self._usage = shapes.mapping(event.get("usage")) or self._usage
        for choice in map(shapes.mapping, shapes.items(event.get("choices"))[:1]):
            delta = shapes.mapping(choice.get("delta")) or shapes.mapping(choice.get("message"))
            refusal = shapes.text(delta.get("refusal"))
            self._refused = self._refused or bool(refusal)
            self._text(shapes.text(delta.get("content")) or refusal)
            for call in shapes.items(delta.get("tool_calls")):
                self._call(shapes.mapping(call))
            self._finish = shapes.text(choice.get("finish_reason")) or self._finish

    def reply(self) -> Reply:
        """The reply. Text that is nothing but a call to a known tool becomes that call."""
        unknown: Stop = "end" if self._finish and not self._asked else "cut"
        stop = _STOPS.get(self._finish, unknown)
        stop = "refusal" if self._refused and stop == "end" else stop
        asked, text = [self._asked[place] for place in sorted(self._asked)], self._text.text
        written = text_action.read(text, self._request.tools) if not asked and stop in ("end", "tools") else None
        self.is_action = written is not None
        if written is not None:
            asked, text = [written], ""
        elif self._request.tools and (said := text_action.answered(text)) is not None:
            self._text.replace(said)
            text, self.is_action = said, True
        else:
            self._text.release()
        for place, call in enumerate(asked, start=1):
            call.id = call.id or f"call_{len(self._request.messages)}_{place}"
        return finished(
            self._party,
            text=text,
            asked=asked,
            stop=stop,
            tokens=_tokens(self._usage),
            model=self._model,
            response_id=self._id,
        )

    def _call(self, call: Mapping[str, Any]) -> None:
        function = shapes.mapping(call.get("function"))
        place, known = self._place(call), self._asked
        asked = known.setdefault(place, Asked())
        asked.id = asked.id or shapes.text(call.get("id"))
        asked.name = asked.name or shapes.text(function.get("name"))
        given = function.get("arguments")
        piece = json.dumps(given) if isinstance(given, dict) else shapes.text(given)
        asked.pieces.append(piece)
        self._heard.arguments(place, asked.name, piece)

    def _place(self, call: Mapping[str, Any]) -> int:
        """Where a piece of a call belongs: its index; a new id under a taken or missing index opens a new one."""
        last = max(self._asked, default=-1)
        index, new_id = call.get("index"), shapes.text(call.get("id"))
        place = index if isinstance(index, int) else (last + 1 if new_id else max(last, 0))
        taken = self._asked.get(place)
        return last + 1 if taken is not None and new_id and taken.id and taken.id != new_id else place


def _tokens(usage: Mapping[str, Any]) -> Tokens:
    cached = shapes.number(shapes.mapping(usage.get("prompt_tokens_details")).get("cached_tokens"))
    return Tokens(
        input=max(0, shapes.number(usage.get("prompt_tokens")) - cached),
        cached=cached,
        output=shapes.number(usage.get("completion_tokens")),
        reasoning=shapes.known_number(shapes.mapping(usage.get("completion_tokens_details")).get("reasoning_tokens")),
    )
