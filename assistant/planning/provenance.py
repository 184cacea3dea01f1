"""Invariant: how much of a draft is the user's, a note's or the pattern's own text is counted, not claimed."""

from __future__ import annotations

import re
from collections.abc import Iterator

from pydantic import BaseModel

from assistant.planning.draft import Draft

_SHARED_WORDS = 3
"""A line holding this many of the brief's words in a row counts as coming from the brief (project rule)."""
_CLAIM = re.compile(r"\[c\d{1,2}\]")
_NOT_PROSE = {"id", "metric", "unit", "op", "source", "kind", "origin", "state", "name", "passage", "fact", "asset"}


def line_counts(draft: Draft, brief: str) -> dict[str, int]:
    """Lines of prose by where they come from: `lines_from_brief`, `lines_from_notes`, `lines_from_pattern`."""
    runs = _runs(brief)
    counts = {"lines_from_brief": 0, "lines_from_notes": 0, "lines_from_pattern": 0}
    for line in _prose(draft):
        if _CLAIM.search(line):
            counts["lines_from_notes"] += 1
        elif runs & _runs(line):
            counts["lines_from_brief"] += 1
        else:
            counts["lines_from_pattern"] += 1
    return counts


def _runs(text: str) -> set[tuple[str, ...]]:
    words = re.findall(r"\w+", text.lower())
    return {tuple(words[i : i + _SHARED_WORDS]) for i in range(len(words) - _SHARED_WORDS + 1)}


def _prose(value: object) -> Iterator[str]:
    if isinstance(value, str):
        if " " in value:
            yield value
    elif isinstance(value, BaseModel):
        for name in type(value).model_fields:
            if name not in _NOT_PROSE:
                yield from _prose(getattr(value, name))
    elif isinstance(value, (list, tuple)):
        for item in value:
            yield from _prose(item)
