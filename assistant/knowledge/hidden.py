"""Invariant: what a model reads of a brief, a note or a tool's result, a person can see on a screen.

Tag characters, zero-width and bidi controls, variation selectors outside pictures, and escape sequences are what the
terminal's sanitiser drops, so that one definition serves both (OWASP Top 10 for LLM Applications 2026, LLM01).
"""

from __future__ import annotations

from assistant.knowledge.decoding import is_plain
from assistant.terminal import Sanitizer


def visible(text: str) -> str:
    """The text without what no reader sees."""
    if is_plain(text) and "\r" not in text:
        return text
    sanitizer = Sanitizer()
    return sanitizer.feed(_plain(text)) + sanitizer.flush()


def count(text: str) -> int:
    """How many characters of it no reader sees; a byte order mark at the start and line ends are not counted."""
    return len(_plain(text)) - len(visible(text))


def reservation(text: str) -> str:
    """What to say of a text with hidden characters, or ''."""
    if is_plain(text):
        return ""
    found = count(text)
    return f"holds {found:,} hidden characters, which no model is shown" if found else ""


def _plain(text: str) -> str:
    return text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
