"""Invariant: text becomes markup in one place, escaped; what was not built by `tag` cannot be an element.

A str that is not Markup is text wherever it stands. Joining Markup by `+` gives a str, which is escaped once more: the
mistake shows on the page, and never runs.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from html import escape

_UNWANTED = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]"
)
"""Controls, overrides of the reading direction, lone surrogates and non-characters: no part of readable text."""

_VOID = frozenset(("meta", "link", "br"))


class Markup(str):
    """Markup that was built here, and is not escaped again."""

    __slots__ = ()


def text(value: str) -> Markup:
    """Untrusted text as character data, safe between tags and between double quotes."""
    return value if isinstance(value, Markup) else Markup(escape(_UNWANTED.sub("", value), quote=True))


def tag(name: str, /, *children: str, **attributes: str) -> Markup:
    """One element. `class_` is written `class`, `stroke_width` as `stroke-width`; an empty attribute is left out.

    Raises ValueError for a link that leads out of the document.
    """
    if not attributes.get("href", "#").startswith(("#", "data:,")):
        raise ValueError("a report links to itself alone")
    given = "".join(f' {_attribute(key)}="{text(value)}"' for key, value in attributes.items() if value)
    if name in _VOID:
        return Markup(f"<{name}{given}>")
    return Markup(f"<{name}{given}>{join(children)}</{name}>")


def join(parts: Iterable[str], between: str = "") -> Markup:
    """The parts one after another, each escaped unless it is markup."""
    return Markup(text(between).join(text(part) for part in parts))


def _attribute(key: str) -> str:
    return key.rstrip("_").replace("_", "-")
