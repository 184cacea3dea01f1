"""Invariant: the shape of OpenAI's Responses API is known here and nowhere else, and without its package.

Nothing is stored on the server. OpenAI counts cached and written tokens inside `input_tokens`; ours excludes them.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, ClassVar

from assistant.models import shapes
from assistant.models.answer import Asked, finished
from assistant.models.base import Message, Reply, Request, Stop, Tokens, ToolSpec
from assistant.models.faults import Party, reported
from assistant.models.stream import Heard
from assistant.models.wire_schema import strict

_INCOMPLETE: dict[str, Stop] = {"max_output_tokens": "length", "content_filter": "refusal"}


def encode(request: Request, model: str, *, effort: str | None = None, constrained: bool = True) -> dict[str, Any]:
    """The request body. `effort` is left to the provider when None; `none` asks it not to reason.

    `constrained` lets tools whose schema can be decoded strictly be so.
    """
    body: dict[str, Any] = {
        "model": model,
        "input": [item for message in request.messages for item in _items(message)],
        "max_output_tokens": request.max_output_tokens,
        "store": False,
    }
    if request.system:
        body["instructions"] = request.system
    if request.tools:
        body["tools"] = [_tool(tool, constrained) for tool in request.tools]
    if effort is not None:
        body["reasoning"] = {"effort": effort}
    if request.must_call:
        body["tool_choice"] = {"type": "function", "name": request.must_call}
    return shapes.well_formed(body)


def _tool(tool: ToolSpec, constrained: bool) -> dict[str, Any]:
    narrow = strict(tool.parameters) if constrained else None
    return {
        "type": "function",
        "name": tool.name,
        "description": tool.description,
        "parameters": dict(tool.parameters) if narrow is None else narrow,
        "strict": narrow is not None,
    }


def _items(message: Message) -> list[dict[str, Any]]:
    items: list[dict[str, Any]] = [
        {
            "type": "function_call_output",
            "call_id": result.call_id,
            "output": f"Error: {result.content}" if result.is_error else result.content,
        }
        for result in message.results
    ]
    if message.text:
        items.append({"role": "assistant" if message.role == "assistant" else "user", "content": message.text})
    items.extend(
        {
            "type": "function_call",
            "call_id": call.id,
            "name": call.name,
            "arguments": call.raw if call.arguments is None else json.dumps(dict(call.arguments)),
        }
        for call in message.calls
    )
    return items


class Answer:
    """One streamed response while it arrives."""

    def __init__(self, party: Party, heard: Heard) -> None:
        self._party = party
        self._heard = heard
        self._asked: dict[int, Asked] = {}
        self._response: Mapping[str, Any] = {}
        self._refused = False
        self._stop: Stop = "cut"
        self.complete = False

    def take(self, event: Mapping[str, Any]) -> None:
        """One event. Unknown kinds are passed over; an error the provider reports is raised."""
        handler = self._HANDLERS.get(shapes.text(event.get("type")))
        if handler is not None:
            handler(self, event)

    def reply(self) -> Reply:
        """The reply; cut unless the response was reported completed or incomplete for a reason."""
        return finished(
            self._party,
            text=self._heard.text,
            asked=[self._asked[place] for place in sorted(self._asked)],
            stop="refusal" if self._refused and self._stop == "end" else self._stop,
            tokens=_tokens(shapes.mapping(self._response.get("usage"))),
            model=shapes.text(self._response.get("model")),
            response_id=shapes.text(self._response.get("id")),
        )

    def _created(self, event: Mapping[str, Any]) -> None:
        self._response = shapes.mapping(event.get("response"))

    def _text(self, event: Mapping[str, Any]) -> None:
        self._heard(shapes.text(event.get("delta")))

    def _refusal(self, event: Mapping[str, Any]) -> None:
        self._refused = True
        self._text(event)

    def _item(self, event: Mapping[str, Any]) -> None:
        item = shapes.mapping(event.get("item"))
        if item.get("type") == "function_call":
            self._asked[shapes.number(event.get("output_index"))] = _asked(item)

    def _arguments(self, event: Mapping[str, Any]) -> None:
        asked = self._asked.get(shapes.number(event.get("output_index")))
        if asked is not None:
            piece = shapes.text(event.get("delta"))
            asked.pieces.append(piece)
            self._heard.arguments(
                sorted(self._asked).index(shapes.number(event.get("output_index"))), asked.name, piece
            )

    def _completed(self, event: Mapping[str, Any]) -> None:
        self._created(event)
        output = [shapes.mapping(item) for item in shapes.items(self._response.get("output"))]
        calls = {place: _asked(item) for place, item in enumerate(output) if item.get("type") == "function_call"}
        self._asked = calls or self._asked
        self._stop, self.complete = "end", True

    def _incomplete(self, event: Mapping[str, Any]) -> None:
        self._created(event)
        details = shapes.mapping(self._response.get("incomplete_details"))
        self._stop, self.complete = _INCOMPLETE.get(shapes.text(details.get("reason")), "cut"), True

    def _failed(self, event: Mapping[str, Any]) -> None:
        error = shapes.mapping(shapes.mapping(event.get("response")).get("error")) or event
        raise reported(self._party, [shapes.text(error.get("code"))], shapes.text(error.get("message")))

    _HANDLERS: ClassVar = {
        "response.created": _created,
        "response.output_text.delta": _text,
        "response.refusal.delta": _refusal,
        "response.output_item.added": _item,
        "response.output_item.done": _item,
        "response.function_call_arguments.delta": _arguments,
        "response.completed": _completed,
        "response.incomplete": _incomplete,
        "response.failed": _failed,
        "error": _failed,
    }


def _asked(item: Mapping[str, Any]) -> Asked:
    return Asked(shapes.text(item.get("call_id")), shapes.text(item.get("name")), [shapes.text(item.get("arguments"))])


def _tokens(usage: Mapping[str, Any]) -> Tokens:
    details = shapes.mapping(usage.get("input_tokens_details"))
    cached, written = shapes.number(details.get("cached_tokens")), shapes.number(details.get("cache_write_tokens"))
    return Tokens(
        input=max(0, shapes.number(usage.get("input_tokens")) - cached - written),
        cached=cached,
        written=written,
        output=shapes.number(usage.get("output_tokens")),
        reasoning=shapes.known_number(shapes.mapping(usage.get("output_tokens_details")).get("reasoning_tokens")),
    )
