"""Builders of what providers send: bodies of the three wire shapes, scripted by hand after the providers' types."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import httpx

from assistant.models.base import ChatModel, Message, Request, ToolSpec
from assistant.models.retry import Policy
from assistant.settings import Secret, Settings

ANTHROPIC_URL = "https://api.anthropic.com/v1/messages"
OPENAI_URL = "https://api.openai.com/v1/responses"
LOCAL_BASE = "http://models.example:8000/v1"
LOCAL_URL = f"{LOCAL_BASE}/chat/completions"
KEY = "sk-test-0123456789abcdef-do-not-show"

Events = list[dict[str, Any]]

SEARCH = ToolSpec(
    "search_notes",
    "Searches the notes.",
    {"type": "object", "properties": {"query": {"type": "string"}}, "required": ["query"]},
)
QUERY = {"query": 'break-even of "tuning" – €'}


def asking(text: str = "Plan it.", *, tools: Sequence[ToolSpec] = (SEARCH,), must_call: str | None = None) -> Request:
    return Request("You plan products.", (Message("user", text),), tuple(tools), must_call)


def settings(*, openai_base_url: str | None = None) -> Settings:
    return Settings(anthropic_api_key=Secret(KEY), openai_api_key=Secret(KEY), openai_base_url=openai_base_url)


class Clock:
    """Time that passes only when somebody sleeps."""

    def __init__(self, attempts: int = 3) -> None:
        self.attempts = attempts
        self.slept: list[float] = []

    def policy(self) -> Policy:
        return Policy(attempts=self.attempts, sleep=self.slept.append, random=lambda: 1.0, now=lambda: sum(self.slept))


def stream(body: bytes) -> httpx.Response:
    return httpx.Response(200, headers={"content-type": "text/event-stream; charset=utf-8"}, content=body)


def broken(body: bytes, error: Exception) -> httpx.Response:
    """A stream that arrives so far and then fails in the transport."""
    return httpx.Response(200, headers={"content-type": "text/event-stream"}, stream=_Broken(body, error))


class _Broken(httpx.SyncByteStream):
    def __init__(self, body: bytes, error: Exception) -> None:
        self._body = body
        self._error = error

    def __iter__(self) -> Iterator[bytes]:
        yield self._body
        raise self._error


def named(events: Events) -> bytes:
    """SSE with an `event:` line from each event's type, as Anthropic and the Responses API send it."""
    return b"".join(f"event: {event['type']}\ndata: {_json(event)}\n\n".encode() for event in events)


def unnamed(events: Events) -> bytes:
    """SSE as chat completions send it, with the closing `[DONE]`."""
    return b"".join(f"data: {_json(event)}\n\n".encode() for event in events) + b"data: [DONE]\n\n"


def pieces(text: str, size: int = 7) -> list[str]:
    return [text[start : start + size] for start in range(0, len(text), size)]


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)


# Anthropic, Messages API


def anthropic_events(*blocks: Events, stop: str | None = "end_turn") -> Events:
    usage = {
        "input_tokens": 12,
        "cache_creation_input_tokens": 30,
        "cache_read_input_tokens": 400,
        "output_tokens": 1,
        "service_tier": "standard",
    }
    message: dict[str, Any] = {
        "id": "msg_01",
        "type": "message",
        "role": "assistant",
        "model": "claude-sonnet-5-5",
        "content": [],
        "stop_reason": None,
        "stop_sequence": None,
        "usage": usage,
    }
    last = {"stop_reason": stop, "stop_sequence": None}
    return [
        {"type": "message_start", "message": message},
        {"type": "ping"},
        *(event | {"index": place} for place, block in enumerate(blocks) for event in block),
        {"type": "message_delta", "delta": last, "usage": {**usage, "output_tokens": 25}},
        {"type": "message_stop"},
    ]


def anthropic_text(text: str) -> Events:
    return [
        {"type": "content_block_start", "content_block": {"type": "text", "text": ""}},
        *({"type": "content_block_delta", "delta": {"type": "text_delta", "text": piece}} for piece in pieces(text)),
        {"type": "content_block_stop"},
    ]


def anthropic_call(raw: str, *, name: str = "search_notes", id: str = "toolu_01") -> Events:
    block = {"type": "tool_use", "id": id, "name": name, "input": {}}
    return [
        {"type": "content_block_start", "content_block": block},
        *(
            {"type": "content_block_delta", "delta": {"type": "input_json_delta", "partial_json": piece}}
            for piece in ["", *pieces(raw)]
        ),
        {"type": "content_block_stop"},
    ]


# OpenAI, Responses API


def responses_events(
    *, text: str = "", raw: str | None = None, status: str = "completed", reason: str | None = None
) -> Events:
    """Text first, then one call, then `response.completed` (or incomplete for `reason`)."""
    items: Events = []
    events: Events = []
    if text:
        part = {"type": "output_text", "text": text, "annotations": [], "logprobs": []}
        item = {"id": "msg_1", "type": "message", "status": "completed", "role": "assistant", "content": [part]}
        events += [
            {"type": "response.output_item.added", "item": {**item, "status": "in_progress", "content": []}},
            {"type": "response.content_part.added", "content_index": 0, "part": {**part, "text": ""}},
            *({"type": "response.output_text.delta", "content_index": 0, "delta": piece} for piece in pieces(text)),
            {"type": "response.output_text.done", "content_index": 0, "text": text},
            {"type": "response.content_part.done", "content_index": 0, "part": part},
            {"type": "response.output_item.done", "item": item},
        ]
        events = [event | {"output_index": 0} for event in events]
        items.append(item)
    if raw is not None:
        call = {"id": "fc_1", "type": "function_call", "call_id": "call_1", "name": "search_notes"}
        added = call | {"arguments": "", "status": "in_progress"}
        done = call | {"arguments": raw, "status": "completed"}
        place = {"output_index": len(items)}
        events += [
            {"type": "response.output_item.added", "item": added} | place,
            *({"type": "response.function_call_arguments.delta", "delta": piece} | place for piece in pieces(raw)),
            {"type": "response.function_call_arguments.done", "arguments": raw} | place,
            {"type": "response.output_item.done", "item": done} | place,
        ]
        items.append(done)
    first = response(status="in_progress")
    last = response(items, status=status, reason=reason)
    events = [
        {"type": "response.created", "response": first},
        {"type": "response.in_progress", "response": first},
        *events,
        {"type": f"response.{status}", "response": last},
    ]
    return [event | {"sequence_number": number} for number, event in enumerate(events)]


def response(items: Events | None = None, *, status: str, reason: str | None = None) -> dict[str, Any]:
    usage = {
        "input_tokens": 442,
        "input_tokens_details": {"cached_tokens": 400, "cache_write_tokens": 30},
        "output_tokens": 25,
        "output_tokens_details": {"reasoning_tokens": 5},
        "total_tokens": 467,
    }
    begun = {"id": "resp_1", "object": "response", "status": status, "model": "gpt-6.1-sol", "output": items or []}
    if status == "in_progress":
        return begun
    why = {"reason": reason} if reason else None
    return begun | {"usage": usage, "error": None, "incomplete_details": why, "tool_choice": "auto", "metadata": {}}


# Compatible servers, chat completions


def chat_events(*, text: str = "", raw: str | None = None, finish: str | None = None) -> Events:
    """Role chunk, text, one call, the finish chunk, then the chunk with the counts."""
    call = {"index": 0, "id": "call_1", "type": "function", "function": {"name": "search_notes", "arguments": ""}}
    deltas: Events = [{"role": "assistant", "content": ""}]
    deltas += [{"content": piece} for piece in pieces(text)]
    if raw is not None:
        deltas.append({"tool_calls": [call]})
        deltas += [{"tool_calls": [{"index": 0, "function": {"arguments": piece}}]} for piece in pieces(raw)]
    reason = finish or ("tool_calls" if raw is not None else "stop")
    usage = {
        "prompt_tokens": 412,
        "completion_tokens": 25,
        "total_tokens": 437,
        "prompt_tokens_details": {"cached_tokens": 400},
        "completion_tokens_details": {"reasoning_tokens": 7},
    }
    return [
        *(chunk([{"index": 0, "delta": delta, "finish_reason": None}]) for delta in deltas),
        chunk([{"index": 0, "delta": {}, "finish_reason": reason}]),
        chunk([]) | {"usage": usage},
    ]


def chunk(choices: Events) -> dict[str, Any]:
    return {
        "id": "chatcmpl-1",
        "object": "chat.completion.chunk",
        "created": 1795000000,
        "model": "local-8b",
        "choices": choices,
        "usage": None,
    }


# The three together


@dataclass(frozen=True)
class Shape:
    """One wire shape: where it is sent, and a text answer and a tool call in it."""

    name: str
    model: str
    url: str
    text: Callable[[str], bytes]
    call: Callable[[str], bytes]
    base_url: str | None = None

    def open(self, clock: Clock | None = None) -> ChatModel:
        """The model as the registry opens it; with a clock, one that does not really sleep."""
        from assistant.models import anthropic_client, openai_client
        from assistant.models.registry import open_model
        from assistant.models.retry import PatientModel

        own = settings(openai_base_url=self.base_url)
        if clock is None:
            return open_model(self.model, own)
        kinds: dict[str, Callable[[str, Settings], ChatModel]] = {
            "messages": anthropic_client.AnthropicModel,
            "responses": openai_client.OpenAIModel,
            "chat": openai_client.compatible,
        }
        return PatientModel(kinds[self.name](self.model.partition(":")[2], own), clock.policy())


MESSAGES = Shape(
    "messages",
    "anthropic:claude-sonnet-5-5",
    ANTHROPIC_URL,
    text=lambda text: named(anthropic_events(anthropic_text(text))),
    call=lambda raw: named(anthropic_events(anthropic_text("Let me look."), anthropic_call(raw), stop="tool_use")),
)
RESPONSES = Shape(
    "responses",
    "openai:gpt-6.1-sol",
    OPENAI_URL,
    text=lambda text: named(responses_events(text=text)),
    call=lambda raw: named(responses_events(text="Let me look.", raw=raw)),
)
CHAT = Shape(
    "chat",
    "openai:local-8b",
    LOCAL_URL,
    text=lambda text: unnamed(chat_events(text=text)),
    call=lambda raw: unnamed(chat_events(text="Let me look.", raw=raw)),
    base_url=LOCAL_BASE,
)
SHAPES = (MESSAGES, RESPONSES, CHAT)
