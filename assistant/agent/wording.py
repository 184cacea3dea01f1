"""Invariant: what users and notes wrote reaches the model as data that cannot close the block it stands in."""

from __future__ import annotations

import re

from pydantic_core import to_json

from assistant.knowledge.passages import Passage

_CLOSING = re.compile(r"</(?=\s*(?:brief|constraints|passages|today|want)\b)", re.IGNORECASE)


def enclosed(text: str) -> str:
    """Text of the user with the closing marks of our own blocks defused; all else stays as it was written."""
    return _CLOSING.sub(r"<\\/", text)


def as_data(value: object) -> str:
    r"""JSON in which no block can be closed: `</` is written `<\/`, which JSON reads as the same."""
    return to_json(value, inf_nan_mode="null").decode().replace("</", "<\\/")


def passage(found: Passage) -> dict[str, object]:
    """A passage as a model reads it: its key, where it comes from, and its text."""
    chunk = found.chunk
    return {
        "key": found.cite,
        "note": chunk.note,
        "title": chunk.title,
        "heading": chunk.heading,
        "source": chunk.source,
        "score": round(found.score, 3),
        "text": chunk.text,
    }
