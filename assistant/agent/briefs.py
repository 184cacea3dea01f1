"""Invariant: a brief that reaches a model is readable text of bounded size; all else is refused in one sentence."""

from __future__ import annotations

from assistant.errors import BriefError
from assistant.knowledge import hidden
from assistant.planning.language import name_of

MAX_BRIEF_CHARACTERS = 40_000
"""About ten thousand tokens (project rule): a longer text is notes, not a brief."""


def read(data: object, *, where: str = "") -> str:
    """The brief in `data`, text or bytes, white space at its ends removed.

    Raises BriefError when it is empty, binary, not UTF-8, or longer than MAX_BRIEF_CHARACTERS.
    """
    text = _decode(data, where) if isinstance(data, bytes) else data
    if not isinstance(text, str):
        raise BriefError(
            f"A brief is text, not {type(text).__name__}", where=where, fix="Give the idea as a string, in a sentence."
        )
    if "\x00" in text:
        raise BriefError(
            "The brief is binary, not text", where=where, fix="Give a text file, or type the idea in quotes."
        )
    text = text.encode("utf-8", "replace").decode("utf-8").strip()
    if not any(character.isalnum() for character in text):
        raise BriefError(
            "The brief is empty", where=where, fix="Say who does what with it, and by when, in a sentence."
        )
    if len(text) > MAX_BRIEF_CHARACTERS:
        raise BriefError(
            f"The brief has {len(text):,} characters; at most {MAX_BRIEF_CHARACTERS:,} are read",
            where=where,
            fix="Shorten it, and hand the rest over as notes with --notes PATH.",
        )
    return text


def notices(text: str, language: str) -> tuple[str, ...]:
    """What the writer of a brief should know about how it is read. `language` is its code, such as `de`."""
    told = []
    if unseen := hidden.reservation(text):
        told.append(f"The brief {unseen}.")
    if language != "en":
        told.append(
            f"The brief reads as {name_of(language)}; the corpus is English, so search finds less "
            "and the offline drafter writes English."
        )
    return tuple(told)


def _decode(data: bytes, where: str) -> str:
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise BriefError(
            f"The brief is not UTF-8 text (byte {error.start:,})", where=where, fix="Save it as UTF-8 text."
        ) from error
