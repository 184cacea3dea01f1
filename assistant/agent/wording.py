"""Invariant: what users and notes wrote reaches the model as data that cannot close the block it stands in."""

from __future__ import annotations

import re

from pydantic_core import to_json

from assistant.knowledge.hidden import visible
from assistant.knowledge.passages import Passage

_CLOSING = re.compile(r"</(?=\s*(?:brief|constraints|passages|plan|today|want)\b)", re.IGNORECASE)


def enclosed(text: str) -> str:
    """Text of the user, the closing marks of our own blocks defused and hidden characters gone; all else stays."""
    return _CLOSING.sub(r"<\\/", visible(text))


def as_data(value: object) -> str:
    r"""JSON in which no block can be closed: `</` is written `<\/`, which JSON reads as the same."""
    return to_json(value, inf_nan_mode="null").decode().replace("</", "<\\/")


def passage(found: Passage) -> dict[str, object]:
    """A passage as a model reads it: its key, where it comes from, and its text as a person would see it."""
    chunk = found.chunk
    return {
        "key": found.cite,
        "note": chunk.note,
        "title": visible(chunk.title),
        "heading": visible(chunk.heading),
        "source": chunk.source,
        "score": round(found.score, 3),
        "text": visible(chunk.text),
    }
