"""Invariant: reading a head never changes the text; it only says which fields it has and where the body begins.

A head is `key: value` lines between two `---` lines at the very start (a byte order mark may precede it). Lenient on
purpose: a note of the user's may hold any other YAML there, and lines that are not plain fields are passed over.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

_OPENING = re.compile(r"\ufeff?---[ \t]*\r?\n")
_CLOSING = re.compile(r"^---[ \t]*\r?$", re.MULTILINE)
_FIELD = re.compile(r"^([A-Za-z_][\w-]*):[ \t]+(\S.*)$", re.MULTILINE)


@dataclass(frozen=True)
class Head:
    """The fields of a head, and the offset of the first character after it."""

    fields: Mapping[str, str]
    body: int


def read(text: str) -> Head:
    """The head of `text`; no fields and body 0 when there is none."""
    opening = _OPENING.match(text)
    closing = _CLOSING.search(text, opening.end()) if opening else None
    if opening is None or closing is None:
        return Head({}, 1 if text.startswith("\ufeff") else 0)
    fields = {
        key: value.rstrip(" \t\r").strip("'\"") for key, value in _FIELD.findall(text, opening.end(), closing.start())
    }
    return Head(fields, min(closing.end() + 1, len(text)))
