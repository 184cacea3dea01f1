"""Invariant: a request made shorter stays well formed: every call keeps a result, and the brief stays whole."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from assistant.models.base import Message, ToolResult

_DROPPED = "(dropped to make room; search again for what is needed)"
_LONGEST = 500
_PASSAGES = re.compile(r"<passages>\n.*\n</passages>", re.S)


def trimmed(messages: Sequence[Message]) -> tuple[list[Message], str]:
    """The messages without earlier turns and without long tool results but the last ones; and what was dropped or ''.

    The last message with tool results is kept as it is: the model has not answered it yet. Where that leaves nothing
    to drop, the passages found for the brief go.
    """
    start = _this_turn(messages)
    last = max((i for i, message in enumerate(messages) if message.results), default=-1)
    kept = [message if i == last else _shorter(message) for i, message in enumerate(messages) if i >= start]
    dropped = ["earlier turns"] if start else []
    if kept != list(messages[start:]):
        dropped.append("earlier search results")
    if not dropped:
        kept = [_without_passages(kept[0]), *kept[1:]]
        dropped = ["the first passages"] if kept != list(messages) else []
    return kept, " and ".join(dropped)


def _this_turn(messages: Sequence[Message]) -> int:
    """Earlier turns are plain exchanges; this one starts at the last message that brings a brief."""
    return max((i for i, m in enumerate(messages) if m.role == "user" and "<brief>" in m.text), default=0)


def _without_passages(message: Message) -> Message:
    text = _PASSAGES.sub(f"<passages>\n{_DROPPED}\n</passages>", message.text)
    return replace(message, text=text, sources=())


def _shorter(message: Message) -> Message:
    shorter = tuple(_short(result) for result in message.results)
    kept = {result.call_id for result in shorter if result.content != _DROPPED}
    sources = tuple(source for source in message.sources if not source.call_id or source.call_id in kept)
    return replace(message, results=shorter, sources=sources)


def _short(result: ToolResult) -> ToolResult:
    return replace(result, content=_DROPPED) if len(result.content) > _LONGEST else result
