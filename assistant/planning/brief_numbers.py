"""Invariant: a number is the brief's only where the brief says it; any other is somebody's assumption."""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.planning.draft import DraftNumber
from assistant.planning.findings import Finding

_READ_BY_CODE = ("people", "weeks")
"""Numbers that code reads from the brief itself, so that no words have to be shown."""


def founded(numbers: Sequence[DraftNumber], brief: str) -> tuple[tuple[DraftNumber, ...], tuple[Finding, ...]]:
    """The numbers, and a PF301 error for each that is called the brief's but whose `words` do not stand in it.

    Such a number is kept as an assumption with the range code gives to one that has none.
    """
    kept: list[DraftNumber] = []
    findings: list[Finding] = []
    for at, number in enumerate(numbers):
        if number.origin == "brief" and not _stands(number, brief):
            findings.append(_invented(at, number))
            number = number.model_copy(update={"origin": "assumption", "low": None, "high": None})
        kept.append(number)
    return tuple(kept), tuple(findings)


def _stands(number: DraftNumber, brief: str) -> bool:
    words = _folded(number.words)
    if not words:
        return number.name in _READ_BY_CODE
    whole = rf"(?<!\d)(?<!\d[.,]){re.escape(words)}(?!\d|[.,]\d)" if words[0].isdigit() else re.escape(words)
    return re.search(whole, _folded(brief)) is not None


def _folded(text: str) -> str:
    return " ".join(text.casefold().split()).strip(" .,;:'\"“”‘’")


def _invented(at: int, number: DraftNumber) -> Finding:
    said = f"quotes {number.words[:80]!r}, which the brief does not say" if number.words else "quotes none of its words"
    return Finding(
        "PF301",
        "error",
        f"numbers[{at}]",
        f"The number {number.name} is called the brief's and {said}.",
        "Quote the brief's own words in `words`, or call it an assumption with low and high.",
    )
