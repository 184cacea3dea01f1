"""Invariant: a note made from the template is not cited before it is written: no line of the template's own is left.

Pure but for the template, which is read once from the shipped corpus.
"""

from __future__ import annotations

import re
import unicodedata
from datetime import date, timedelta
from functools import cache

from assistant import resources
from assistant.errors import InputError

_REVIEW_AFTER = timedelta(days=182)  # project rule: half a year, as the template has it
_SLUG_LIMIT = 60


def draft(title: str, today: date) -> str:
    """The template under this title, dated today, to be read again in half a year."""
    head = {
        "id": slug(title),
        "title": _one_line(title),
        "as_of": today.isoformat(),
        "review_by": (today + _REVIEW_AFTER).isoformat(),
    }
    text = template()
    lines = {f"{key}: ": f"{key}: {value}" for key, value in head.items()} | {"# ": f"# {_one_line(title)}"}
    for mark, line in lines.items():
        before, _, rest = text.partition(f"\n{mark}")
        text = f"{before}\n{line}\n{rest.partition(chr(10))[2]}"
    return text


def slug(title: str) -> str:
    """The title as a file name without suffix: lower case, hyphens. Raises InputError when nothing is left of it."""
    plain = unicodedata.normalize("NFKC", title).lower()
    name = re.sub(r"[\W_]+", "-", plain).strip("-")[:_SLUG_LIMIT].strip("-")
    if not name:
        raise InputError("The title has no letter or digit", fix='Give it one, such as: assistant notes new "Refunds"')
    return name


def placeholders(text: str) -> tuple[str, ...]:
    """The lines of the template that nobody has replaced yet."""
    waiting = _placeholder_lines()
    return tuple(line for line in map(str.strip, text.splitlines()) if line in waiting)


@cache
def template() -> str:
    """The shipped template of a note."""
    return resources.folder("corpus").joinpath("TEMPLATE.md").read_text(encoding="utf-8")


@cache
def _placeholder_lines() -> frozenset[str]:
    """Every line of the template that says what to write: neither a heading, nor a field, nor a mark."""
    kept = re.compile(r"(?:#.*|---|(?:id|title|as_of|review_by|confidence|sources|related):.*)?")
    return frozenset(line for line in map(str.strip, template().splitlines()) if not kept.fullmatch(line))


def _one_line(title: str) -> str:
    return " ".join(title.split())
