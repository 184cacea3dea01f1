"""Invariant: evidence is a passage of what the plan says: words enough to say something, and not for every question.

Headings, the heads of tables and what stands above the first heading are the form of a plan, not what it says: a judge
that quotes them has read nothing.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

Span = tuple[int, int]
"""Where a passage begins and ends in the body."""

LEAST_WORDS, MOST_WORDS = 5, 60
"""Fewer words stand in any plan, more are no passage but the plan (project rule)."""
_MOST_ITEMS = 2
"""Questions that one passage may answer in one vote (project rule)."""
_WORD = re.compile("[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]|\\w+")
"""A word; where none are parted by spaces, a letter."""


def body(markdown: str) -> str:
    """What the plan says, in small letters and on one line, without the marks of Markdown."""
    lines = markdown.splitlines()
    first = next((place for place, line in enumerate(lines) if line.startswith("## ")), 0)
    kept = [
        line for line, below in zip(lines[first:], [*lines[first + 1 :], ""], strict=True) if not _form(line, below)
    ]
    return _flat("\n".join(kept))


def find(quote: str, text: str) -> Span | None:
    """Where the quote stands in a body; None when it does not, or is too short or too long to be a passage."""
    wanted = _flat(quote)
    if not LEAST_WORDS <= len(_WORD.findall(wanted)) <= MOST_WORDS:
        return None
    start = text.find(wanted)
    return None if start < 0 else (start, start + len(wanted))


def own(spans: Mapping[str, Span], items: int) -> set[str]:
    """Of the items of one vote, those whose passage does not carry too many of the `items` that were asked."""
    most = max(1, min(_MOST_ITEMS, items - 1))
    return {item for item, span in spans.items() if sum(_overlap(span, each) for each in spans.values()) <= most}


def _overlap(one: Span, other: Span) -> bool:
    return one[0] < other[1] and other[0] < one[1]


def _form(line: str, below: str) -> bool:
    return line.startswith("#") or _is_rule(line) or (line.startswith("|") and _is_rule(below))


def _is_rule(line: str) -> bool:
    return line.startswith("|") and not line.strip("|-: ")


def _flat(text: str) -> str:
    return " ".join(re.sub(r"[*_`\\]", "", text).replace("|", " ").split()).lower()
