"""Invariant: reading a head never changes the text; it only says which fields it has and where the body begins.

A head is `key: value` lines between two `---` lines at the very start (a byte order mark may precede it). Lenient on
purpose: a note of the user's may hold any other YAML there, and lines that are not plain fields are passed over.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

_OPENING = re.compile(r"\ufeff?---[ \t]*\r?\n")
_CLOSING = re.compile(r"^---[ \t]*\r?$", re.MULTILINE)
_LINES, _ALIASES = 1_000, 20  # project rule: more is no head of a note
_FIELD = re.compile(r"^([A-Za-z_][\w-]*):[ \t]+(\S.*)$", re.MULTILINE)


@dataclass(frozen=True)
class Head:
    """The fields of a head, and the offset of the first character after it. `aliases` are other names of the note, as
    Obsidian keeps them: in one line, in brackets, or a line each."""

    fields: Mapping[str, str]
    body: int
    aliases: tuple[str, ...] = ()


def read(text: str) -> Head:
    """The head of `text`; no fields and body 0 when there is none."""
    opening = _OPENING.match(text)
    closing = _CLOSING.search(text, opening.end()) if opening else None
    if opening is None or closing is None:
        return Head({}, 1 if text.startswith("\ufeff") else 0)
    fields = {
        key: value.rstrip(" \t\r").strip("'\"") for key, value in _FIELD.findall(text, opening.end(), closing.start())
    }
    aliases = _aliases(text[opening.end() : closing.start()])
    return Head(fields, min(closing.end() + 1, len(text)), aliases)


def undated(fields: Mapping[str, str]) -> str:
    """What to say of a head whose days are none, or ''."""
    bad = [
        f"{name} “{fields[name][:40]}”" for name in ("as_of", "review_by") if name in fields and not day(fields[name])
    ]
    return (
        f"its {' and '.join(bad)} {'is no day' if len(bad) == 1 else 'are no days'} such as 2026-11-23" if bad else ""
    )


def day(value: str) -> date | None:
    """The day that a field says, with or without an hour; None when it says none."""
    try:
        return datetime.fromisoformat(value).date()
    except ValueError:
        return None


def _aliases(head: str) -> tuple[str, ...]:
    found: list[str] = []
    inside = False
    for line in head.splitlines()[:_LINES]:
        name, colon, value = line.partition(":")
        if inside and line.lstrip().startswith("- "):
            found.append(line.lstrip()[2:])
        elif inside := bool(colon) and name in ("alias", "aliases"):
            found += value.strip(" []").split(",")
    return tuple(clean for each in found if (clean := each.strip(" \t\r'\"")))[:_ALIASES]
