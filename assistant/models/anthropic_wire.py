"""Invariant: the shape of Anthropic's Messages API is known here and nowhere else, and without its package.

The stable prefix (tools, then system) carries the cache marks. Anthropic's `input_tokens` already excludes cached
and written tokens. Shapes as of the Messages API version 2026-10-21.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from assistant.models import shapes
from assistant.models.answer import Asked, finished
from assistant.models.anthropic_sources import blocks, found_by, own, quoted
from assistant.models.base import Message, Quoted, Reply, Request, Stop, Tokens, ToolSpec
from assistant.models.fault_table import GARBLED
from assistant.models.faults import Party, made, reported
from assistant.models.stream import Heard
from assistant.models.wire_schema import strict

_CACHED = {"type": "ephemeral"}
_STOPS: dict[str, Stop] = {
    "end_turn": "end",
    "stop_sequence": "end",
    "tool_use": "tools",
    "max_tokens": "length",
    "model_context_window_exceeded": "length",
    "pause_turn": "length",
    "refusal": "refusal",
}
_TEXTS = {
    "text_delta": "text",
    "input_json_delta": "partial_json",
    "thinking_delta": "thinking",
    "signature_delta": "signature",
}
"""Kind of delta → the field it carries and, except for a tool's JSON, adds to."""


def encode(
    request: Request,
    model: str,
    *,
    force: bool = True,
    effort: str | None = None,
    thinking: str | None = None,
    constrained: bool = True,
    cited: bool = True,
) -> dict[str, Any]:
    """The request body. `force` off asks for the tool in words, for models that cannot be forced to call one.

    `effort` and `thinking` (adaptive or off) are left to the provider when None.
    `constrained` lets tools whose schema can be decoded strictly be so; `cited` sends passages to be cited.
    """
    system: list[dict[str, Any]] = []
    if request.system:
        system.append({"type": "text", "text": request.system, "cache_control": _CACHED})
    if request.must_call and not force:
        system.append({"type": "text", "text": f"Answer by calling the tool {request.must_call}."})
    tools = [_tool(tool, constrained) for tool in request.tools]
    if tools:
        tools[-1]["cache_control"] = _CACHED
    body: dict[str, Any] = {
        "model": model,
        "max_tokens": request.max_output_tokens,
        "messages": [said for message in request.messages if (said := _message(message, cited))["content"]],
    }
    if system:
        body["system"] = system
    if tools:
        body["tools"] = tools
    if effort is not None:
        body["output_config"] = {"effort": effort}
    if thinking is not None:
        body["thinking"] = {"type": "adaptive" if thinking == "adaptive" else "disabled"}
    if request.must_call and force:
        body["tool_choice"] = {"type": "tool", "name": request.must_call}
    return shapes.well_formed(body)


def _tool(tool: ToolSpec, constrained: bool) -> dict[str, Any]:
    narrow = strict(tool.parameters) if constrained else None
    described: dict[str, Any] = {"name": tool.name, "description": tool.description}
    if narrow is None:
        return {**described, "input_schema": dict(tool.parameters)}
    return {**described, "input_schema": narrow, "strict": True}


def _message(message: Message, cited: bool) -> dict[str, Any]:
    content: list[dict[str, Any]] = [
        {
            "type": "tool_result",
            "tool_use_id": result.call_id,
            "content": (cited and blocks(found_by(message, result.call_id))) or result.content,
            "is_error": result.is_error,
        }
        for result in message.results
    ]
    passages = blocks(own(message)) if cited else []
    text = message.bare if passages else message.text
    content.extend(passages)
    if text.strip():
        content.append({"type": "text", "text": text})
    content.extend(
        {
            "type": "tool_use",
            "id": call.id,
            "name": call.name,
            "input": {"unreadable": call.raw} if call.arguments is None else dict(call.arguments),
        }
        for call in message.calls
    )
    return {"role": "assistant" if message.role == "assistant" else "user", "content": content}


class Answer:
    """One streamed message while it arrives."""

    def __init__(self, party: Party, heard: Heard) -> None:
        self._party = party
        self._heard = heard
        self._blocks: dict[int, dict[str, Any]] = {}
        self._asked: dict[int, Asked] = {}
        self._quoted: list[tuple[int, Quoted]] = []
        self._usage: dict[str, int] = {}
        self._start: Mapping[str, Any] = {}
        self._stop = ""
        self.complete = False

    def take(self, event: Mapping[str, Any]) -> None:
        """One event. Unknown kinds are passed over; an error the provider reports is raised."""
        handler = self._HANDLERS.get(shapes.text(event.get("type")))
        if handler is not None:
            handler(self, event)

    @property
    def paused(self) -> bool:
        """Whether the provider only wants to be asked to go on."""
        return self.complete and self._stop == "pause_turn"

    @property
    def content(self) -> list[dict[str, Any]]:
        """The blocks so far, to be sent back when a paused answer goes on."""
        for place, asked in self._asked.items():
            self._blocks[place]["input"] = dict(shapes.arguments(asked.raw) or {})
        return [self._blocks[place] for place in sorted(self._blocks)]

    @property
    def quoted(self) -> tuple[Quoted, ...]:
        """What the answer says it cites, in its order."""
        return tuple(quote for _, quote in self._quoted)

    @property
    def tokens(self) -> Tokens:
        """The provider's own counts."""
        return Tokens(
            input=self._usage.get("input_tokens", 0),
            cached=self._usage.get("cache_read_input_tokens", 0),
            written=self._usage.get("cache_creation_input_tokens", 0),
            output=self._usage.get("output_tokens", 0),
        )

    def reply(self, text: str, tokens: Tokens) -> Reply:
        """The reply; cut unless the last event came with a reason to stop that we know."""
        tools = [place for place in sorted(self._asked) if self._blocks[place].get("type") == "tool_use"]
        return finished(
            self._party,
            text=text,
            asked=[self._asked[place] for place in tools],
            stop=self._reason(),
            tokens=tokens,
            model=shapes.text(self._start.get("model")),
            response_id=shapes.text(self._start.get("id")),
        )

    def _reason(self) -> Stop:
        """Why it stopped. One still paused is out of patience; a reason nobody knows yet ends words, never calls."""
        if not self.complete:
            return "cut"
        return _STOPS.get(self._stop, "cut" if self._asked or not self._stop else "end")

    def _message_start(self, event: Mapping[str, Any]) -> None:
        self._start = shapes.mapping(event.get("message"))
        self._count(self._start.get("usage"))

    def _block_start(self, event: Mapping[str, Any]) -> None:
        place, block = shapes.number(event.get("index")), dict(shapes.mapping(event.get("content_block")))
        self._blocks[place] = block
        if shapes.text(block.get("type")).endswith("tool_use"):
            self._asked[place] = Asked(shapes.text(block.get("id")), shapes.text(block.get("name")))
        self._heard(shapes.text(block.get("text")))

    def _block_delta(self, event: Mapping[str, Any]) -> None:
        place, delta = shapes.number(event.get("index")), shapes.mapping(event.get("delta"))
        if place not in self._blocks:
            raise made(self._party, GARBLED)
        kind = shapes.text(delta.get("type"))
        if quote := quoted(shapes.mapping(delta.get("citation"))):
            self._quoted.append((place, quote))
        added = shapes.text(delta.get(_TEXTS.get(kind, "")))
        if kind == "input_json_delta":
            if place in self._asked:
                self._asked[place].pieces.append(added)
                self._heard.arguments(list(self._asked).index(place), self._asked[place].name, added)
        elif kind in _TEXTS:
            block = self._blocks[place]
            block[_TEXTS[kind]] = shapes.text(block.get(_TEXTS[kind])) + added
        if kind == "text_delta":
            self._heard(added)

    def _block_stop(self, event: Mapping[str, Any]) -> None:
        """Marks the end of a cited statement with the keys it cites."""
        place = shapes.number(event.get("index"))
        keys = dict.fromkeys(f"[{quote.key}]" for at, quote in self._quoted if at == place)
        if keys:
            self._heard(f" {''.join(keys)}")

    def _message_delta(self, event: Mapping[str, Any]) -> None:
        self._stop = shapes.text(shapes.mapping(event.get("delta")).get("stop_reason"))
        self._count(event.get("usage"))

    def _message_stop(self, event: Mapping[str, Any]) -> None:
        self.complete = True

    def _error(self, event: Mapping[str, Any]) -> None:
        error = shapes.mapping(event.get("error"))
        raise reported(self._party, [shapes.text(error.get("type"))], shapes.text(error.get("message")))

    def _count(self, usage: object) -> None:
        self._usage.update(
            {name: shapes.number(count) for name, count in shapes.mapping(usage).items() if isinstance(count, int)}
        )

    _HANDLERS: ClassVar = {
        "message_start": _message_start,
        "content_block_start": _block_start,
        "content_block_delta": _block_delta,
        "content_block_stop": _block_stop,
        "message_delta": _message_delta,
        "message_stop": _message_stop,
        "error": _error,
    }
