"""Invariant: in Markdown, a string of a plan is one line of text: no block, no raw HTML, no link.

Emphasis and code marks stay, for plans are written with them; they reach no further than their paragraph.
"""

from __future__ import annotations

import re
from typing import TypeVar

from pydantic import BaseModel

from assistant.planning.gate_readings import OPS

Part = TypeVar("Part", bound=BaseModel)

_DRIVES = "\x1b\\][^\x07\x1b]*(?:\x07|\x1b\\\\)|\x1b\\[[0-?]*[ -/]*[@-~]"
"""Sequences that drive a terminal: titles and cursor moves (ECMA-48)."""
_UNSEEN = re.compile(
    _DRIVES + "|[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff]"
)
"""Those, controls, overrides of the reading direction and lone surrogates: no part of readable text."""
_OPENS_A_BLOCK = re.compile(r"^(?:(?:#{1,6}|>+|[-+*]|`{3,}\w*|~{3,}\w*|={3,}|-{3,}|\*{3,}|_{3,})(?:\s+|$))+")
_TAG = re.compile(r"(?<!\\)<(?=[A-Za-z/!?])")
"""Where HTML, a comment or an automatic link would begin (CommonMark 0.31, 6.5 and 6.6)."""
_LINK = re.compile(r"\](?=[(:])")
"""Where the target of a link or an image, or the definition of one, would begin."""


def line(text: str) -> str:
    """The text on one line, with what Markdown would act on taken away or escaped by a backslash."""
    if not text or text in OPS:
        return text
    flat = " ".join(_UNSEEN.sub("", text).split()) if re.search(r"\s{2}|[^\S ]", text) else _UNSEEN.sub("", text)
    return _LINK.sub(r"]\\", _TAG.sub(r"\\<", _OPENS_A_BLOCK.sub("", flat.lstrip())))


def neutral(part: Part) -> Part:
    """The plan, or a part of it, with every string as `line` has it; what is harmless stays the same object."""
    changed = {}
    for name in type(part).model_fields:
        value = getattr(part, name)
        new = _neutral(value)
        if new is not value:
            changed[name] = new
    return part.model_copy(update=changed) if changed else part


def _neutral(value: object) -> object:
    if isinstance(value, str):
        told = line(value)
        return value if told == value else told
    if isinstance(value, BaseModel):
        return neutral(value)
    if isinstance(value, tuple):
        each = tuple(map(_neutral, value))
        return value if all(a is b for a, b in zip(each, value, strict=True)) else each
    return value
