"""A provider on the wire with an honest mind behind it: requests are read from their bodies, replies are streamed."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any, Literal

import httpx

from assistant.models.base import Message, Reply, Request, ToolCall, ToolResult
from tests.models import wire
from tests.models.wire import Events, Shape

Body = dict[str, Any]
Role = Literal["user", "assistant", "tool"]
Answer = Callable[[Request], Reply]


class Provider:
    """A respx side effect that answers as `answer` does, in the shape's own words. `bodies` are what was sent."""

    def __init__(self, shape: Shape, answer: Answer) -> None:
        self._read, self._speak = _SHAPES[shape.name]
        self._answer = answer
        self.bodies: list[Body] = []

    def __call__(self, request: httpx.Request) -> httpx.Response:
        body: Body = json.loads(request.content)
        self.bodies.append(body)
        return wire.stream(self._speak(self._answer(Request("", tuple(self._read(body))))))


def _arguments(call: ToolCall) -> str:
    return json.dumps(call.arguments)


# Anthropic, Messages API


def _read_messages(body: Body) -> list[Message]:
    read = []
    for said in body["messages"]:
        blocks = said["content"]
        calls = tuple(ToolCall(b["id"], b["name"], b["input"]) for b in blocks if b["type"] == "tool_use")
        results = [(b["tool_use_id"], b["content"], b["is_error"]) for b in blocks if b["type"] == "tool_result"]
        text = "".join(block["text"] for block in blocks if block["type"] == "text")
        role: Role = "tool" if results else said["role"]
        read.append(Message(role, text, calls, tuple(ToolResult(*result) for result in results)))
    return read


def _speak_messages(reply: Reply) -> bytes:
    blocks = [wire.anthropic_text(reply.text)] if reply.text else []
    blocks += [wire.anthropic_call(_arguments(call), name=call.name, id=call.id) for call in reply.calls]
    return wire.named(wire.anthropic_events(*blocks, stop="tool_use" if reply.calls else "end_turn"))


# OpenAI, Responses API


def _read_responses(body: Body) -> list[Message]:
    read = []
    for item in body["input"]:
        if item.get("type") == "function_call_output":
            read.append(Message("tool", results=(ToolResult(item["call_id"], item["output"]),)))
        elif item.get("type") == "function_call":
            call = ToolCall(item["call_id"], item["name"], json.loads(item["arguments"]))
            read.append(Message("assistant", calls=(call,)))
        else:
            read.append(Message(item["role"], item["content"]))
    return _together(read)


def _speak_responses(reply: Reply) -> bytes:
    items: Events = []
    events: Events = []
    if reply.text and reply.calls:
        part = {"type": "output_text", "text": reply.text, "annotations": [], "logprobs": []}
        said = {"id": "msg_1", "type": "message", "status": "completed", "role": "assistant", "content": [part]}
        events.append(
            {"type": "response.output_text.delta", "content_index": 0, "output_index": 0, "delta": reply.text}
        )
        items.append(said)
    for number, call in enumerate(reply.calls, start=len(items)):
        item = {"id": f"fc_{number}", "type": "function_call", "call_id": call.id, "name": call.name}
        place = {"output_index": number}
        events += [
            {"type": "response.output_item.added", "item": {**item, "arguments": "", "status": "in_progress"}} | place,
            *(
                {"type": "response.function_call_arguments.delta", "item_id": item["id"], "delta": piece} | place
                for piece in wire.pieces(_arguments(call), 400)
            ),
            {"type": "response.output_item.done", "item": {**item, "arguments": _arguments(call)}} | place,
        ]
        items.append({**item, "arguments": _arguments(call), "status": "completed"})
    if not reply.calls:
        return wire.named(wire.responses_events(text=reply.text))
    first, last = wire.response(status="in_progress"), wire.response(items, status="completed")
    events = [
        {"type": "response.created", "response": first},
        *events,
        {"type": "response.completed", "response": last},
    ]
    return wire.named([event | {"sequence_number": number} for number, event in enumerate(events)])


# Compatible servers, chat completions


def _read_chat(body: Body) -> list[Message]:
    read = []
    for said in body["messages"]:
        if said["role"] == "tool":
            read.append(Message("tool", results=(ToolResult(said["tool_call_id"], said["content"]),)))
        elif said["role"] != "system":
            calls = said.get("tool_calls", [])
            made = [ToolCall(c["id"], c["function"]["name"], json.loads(c["function"]["arguments"])) for c in calls]
            read.append(Message(said["role"], said["content"] or "", tuple(made)))
    return _together(read)


def _speak_chat(reply: Reply) -> bytes:
    deltas: Events = [{"role": "assistant", "content": piece} for piece in wire.pieces(reply.text)]
    for number, call in enumerate(reply.calls):
        function = {"name": call.name, "arguments": ""}
        deltas.append({"tool_calls": [{"index": number, "id": call.id, "type": "function", "function": function}]})
        deltas += [
            {"tool_calls": [{"index": number, "function": {"arguments": piece}}]}
            for piece in wire.pieces(_arguments(call), 400)
        ]
    finish = "tool_calls" if reply.calls else "stop"
    events = [wire.chunk([{"index": 0, "delta": delta, "finish_reason": None}]) for delta in deltas]
    counts = wire.chat_events()[-1]
    return wire.unnamed([*events, wire.chunk([{"index": 0, "delta": {}, "finish_reason": finish}]), counts])


def _together(read: list[Message]) -> list[Message]:
    """Calls and results that the wire sends one by one, as the messages they were."""
    joined: list[Message] = []
    for message in read:
        last = joined[-1] if joined else None
        if last is not None and last.role == message.role != "user":
            joined[-1] = Message(
                message.role, last.text + message.text, last.calls + message.calls, last.results + message.results
            )
        else:
            joined.append(message)
    return joined


_SHAPES: dict[str, tuple[Callable[[Body], list[Message]], Callable[[Reply], bytes]]] = {
    "messages": (_read_messages, _speak_messages),
    "responses": (_read_responses, _speak_responses),
    "chat": (_read_chat, _speak_chat),
}
