"""Invariant: pieces of text are joined into sentences the same way in every part of a rendering."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date


def day(when: date) -> str:
    """A date as people write it: 18 Dec 2026."""
    return f"{when.day} {when:%b %Y}"


def cell(text: str) -> str:
    """Text for one cell of a Markdown table."""
    return text.replace("|", "/").replace("\n", " ")


def title(text: str) -> str:
    """Text for one heading line."""
    return text.replace("\n", " ").rstrip(".")


def sentence(text: str) -> str:
    """Text that ends as a sentence."""
    text = text.strip()
    return text if not text or re.search(r"[.!?…”*]$", text) else f"{text}."


def down(text: str) -> str:
    """Text with a small first letter, unless it starts with a name or acronym."""
    return text[:1].lower() + text[1:] if len(text) > 1 and (text[1].islower() or text[1] == " ") else text


def up(text: str) -> str:
    """Text with a capital first letter."""
    return text[:1].upper() + text[1:]


def listed(names: Sequence[str]) -> str:
    """`1`, `1 and 3`, `1, 3 and 5`."""
    *first, last = names
    return f"{', '.join(first)} and {last}" if first else last


def shorten(text: str) -> str:
    """At most 100 characters, cut at a word."""
    return text if len(text) <= 100 else text[:97].rsplit(" ", 1)[0] + " …"
