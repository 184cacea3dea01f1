"""Invariant: a pattern is known by its label and marks what to replace as `v`, whichever table it stands in."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from assistant.usage import acceptance

LINE = r"(?<=\\[nrt])"
"""A line's beginning inside a quoted text, as exceptions show it: the letter belongs to the escape, not to the word."""


def after(no: str) -> str:
    """Where no character of the class `no` stands before, or only the letter of an escape."""
    return rf"(?:(?<!{no})|{LINE})"


START = after("[A-Za-z0-9]")
QUOTE = r"\\{0,3}[\"']"


@dataclass(frozen=True)
class Pattern:
    """One kind of thing to replace. `label` is what the pseudonym shows."""

    label: str
    regex: re.Pattern[str]
    needs: tuple[str, ...]
    accept: Callable[[str], int] = acceptance.whole


def pattern(label: str, body: str, *needs: str, accept: Callable[[str], int] = acceptance.whole) -> Pattern:
    """`body` is what to replace, at a word's beginning, or a whole expression that marks it as `v`."""
    return Pattern(label, re.compile(body if "(?P<v>" in body else f"{START}(?P<v>{body})"), needs, accept)
