"""Invariant: what a cited passage looks like on Anthropic's wire is known here: sent as search results, cited by key.

A passage becomes one `search_result` block with citations on, its sentences the smallest parts that can be cited; its
title begins with our key, so that a citation leads back to the passage. Citations go with tools, strict ones too, but
not with an output format (structured outputs guide, 2026-11), which we never send. Types: anthropic 2.10.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import Any

from assistant.models import shapes
from assistant.models.base import Message, Quoted, Source

_CITATION = "search_result_location"
_ENDS = re.compile(r"(?<=[.!?])\s+|\n+")


def blocks(sources: Sequence[Source]) -> list[dict[str, Any]]:
    """One block a passage, in their order."""
    return [
        {
            "type": "search_result",
            "source": source.note,
            "title": f"{source.key} {source.title}".strip(),
            "content": [{"type": "text", "text": part} for part in parts(source.text)],
            "citations": {"enabled": True},
        }
        for source in sources
        if source.text.strip()
    ]


def parts(text: str) -> list[str]:
    """The text cut after its sentences and lines; joined, the parts are the text without the space around it."""
    text = text.strip()
    cuts = [0, *(found.end() for found in _ENDS.finditer(text)), len(text)]
    return [text[start:end] for start, end in pairwise(cuts) if text[start:end].strip()]


def own(message: Message) -> list[Source]:
    """The passages that stand in the message's own text."""
    return [source for source in message.sources if not source.call_id]


def found_by(message: Message, call_id: str) -> list[Source]:
    """The passages that this call found."""
    return [source for source in message.sources if source.call_id == call_id]


def refuses(said: str) -> bool:
    """Whether a provider's sentence is about these blocks, which can be sent as text."""
    return "search_result" in said or "citation" in said.lower()


def quoted(citation: Mapping[str, Any]) -> Quoted | None:
    """The passage's key and the words cited from it; None for a citation of another kind."""
    key = shapes.text(citation.get("title")).partition(" ")[0]
    words = shapes.text(citation.get("cited_text")).strip()
    return Quoted(key, words) if citation.get("type") == _CITATION and key and words else None
