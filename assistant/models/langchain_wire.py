"""Invariant: what LangChain's metadata says about an ending and its cost is read here, without LangChain."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from assistant.models import shapes
from assistant.models.base import Stop, Tokens

_REASONS = ("finish_reason", "stop_reason", "done_reason", "status")
_STOPS: dict[str, Stop] = {
    "stop": "end",
    "end_turn": "end",
    "stop_sequence": "end",
    "completed": "end",
    "tool_calls": "tools",
    "tool_use": "tools",
    "length": "length",
    "max_tokens": "length",
    "incomplete": "length",
    "model_context_window_exceeded": "length",
    "content_filter": "refusal",
    "safety": "refusal",
    "refusal": "refusal",
}
FINISHES: dict[Stop, str] = {
    "end": "stop",
    "tools": "tool_calls",
    "length": "length",
    "refusal": "content_filter",
    "cut": "cut",
}
_SAY_WHY_THEY_STOP = frozenset({"anthropic", "openai"})
"""Providers whose LangChain classes always report a reason, so that none means cut (langchain-anthropic 1.7,
langchain-openai 1.7; November 2026). Of others a stream that ended without an error counts as whole."""


def stop(metadata: Mapping[str, Any]) -> Stop:
    """Why the model stopped, from a message's `response_metadata`; an unknown reason counts as cut."""
    for name in _REASONS:
        if metadata.get(name):
            return _STOPS.get(shapes.text(metadata[name]).lower(), "cut")
    return "cut" if metadata.get("model_provider") in _SAY_WHY_THEY_STOP else "end"


def tokens(usage_metadata: Mapping[str, Any]) -> Tokens:
    """Our counts from a message's `usage_metadata`, whose input includes cached and written tokens."""
    details = shapes.mapping(usage_metadata.get("input_token_details"))
    cached, written = shapes.number(details.get("cache_read")), shapes.number(details.get("cache_creation"))
    return Tokens(
        input=max(0, shapes.number(usage_metadata.get("input_tokens")) - cached - written),
        cached=cached,
        written=written,
        output=shapes.number(usage_metadata.get("output_tokens")),
        reasoning=shapes.known_number(shapes.mapping(usage_metadata.get("output_token_details")).get("reasoning")),
    )


def usage(counts: Tokens) -> dict[str, Any]:
    """LangChain's `usage_metadata` from our counts."""
    return {
        "input_tokens": counts.input + counts.cached + counts.written,
        "output_tokens": counts.output,
        "total_tokens": counts.total,
        "input_token_details": {"cache_read": counts.cached, "cache_creation": counts.written},
    }
