"""Invariant: two times are compared only on the same clock: months, weeks or quarters of a plan, or the calendar."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

Clock = Literal["calendar", "month", "week", "day", "quarter", "sprint"]

_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "jan january januar", "feb february februar", "mar march märz", "apr april", "may mai", "jun june juni",
            "jul july juli", "aug august", "sep sept september", "oct october okt oktober", "nov november",
            "dec december dez dezember",
        ),
        start=1,
    )
    for name in names.split()
}  # fmt: skip
_NAME = "|".join(sorted(_MONTHS, key=len, reverse=True))
_SPAN = re.compile(
    r"\b(months?|monate?|weeks?|wks?|wochen?|kw|days?|tage?|quarters?|sprints?|iterations?|mes(?:es)?|mois|semanas?|semaines?)\s*(\d{1,3})"
    r"(?:\s*(?:[-–—]|to|bis|through|al?|à|y|et)\s*(\d{1,3}))?\b",
    re.I,
)
_SHORT = re.compile(r"\b([mwq])(\d{1,2})(?:\s*[-–—]\s*[mwq]?(\d{1,2}))?(?:\s*(20\d\d))?\b", re.I)
_ISO = re.compile(r"\b(20\d\d)-(\d\d)(?:-(\d\d))?\b")
_NAMED = re.compile(rf"\b(?:(\d{{1,2}})\.?\s+)?({_NAME})\.?(?:\s+(\d{{1,2}})(?!\d))?,?(?:\s+(20\d\d))\b", re.I)
_CLOCKS: dict[str, Clock] = {
    "mo": "month", "m": "month", "w": "week", "k": "week", "d": "day", "t": "day", "q": "quarter", "s": "sprint",
    "i": "sprint", "se": "week",
}  # fmt: skip
_STAMP = re.compile(
    rf"(?:{_SPAN.pattern}|{_SHORT.pattern}|20\d\d-\d\d(?:-\d\d)?"
    rf"|(?:(?:\d{{1,2}}\.? )?(?:{_NAME})(?:\s*[-–—]\s*(?:{_NAME}))?)"
    r"(?: 20\d\d)?|(?:phase|stage|step|milestone)\s+\d{1,2})(?:\s*[:.)]|\s+[-–—])(?:\s+|$)",
    re.I,
)
_UNIT = re.compile(r"(months?|monate?|weeks?|wks?|wochen?|quarters?|sprints?|iterations?)\b", re.I)


@dataclass(frozen=True)
class Time:
    """When a step runs: from `start` to `end` on one clock; days since the year 0, about, on the calendar."""

    clock: Clock
    start: int
    end: int
    text: str


def time_in(text: str) -> Time | None:
    """The first time that the text names, or None. A day without its year is no time: it cannot be placed."""
    return _span(text) or _calendar(text)


def stamp_of(text: str) -> str:
    """The time or number with which a line begins, as `Weeks 2 to 9.` or `Q3:`; empty when it begins otherwise."""
    found = _STAMP.match(text)
    return found[0] if found else ""


def time_of_cell(column: str, cell: str) -> Time | None:
    """The time in a table's cell, where the column may name the unit: `1-4` under `Months`."""
    unit, number = (
        _UNIT.match(column),
        re.match(r"\W*(?:from |ab |after )?(\d{1,3}(?:\s*(?:[-–—]|to|bis)\s*\d{1,3})?)", cell),
    )
    return time_in(cell) or (_span(f"{unit[1]} {number[1]}") if unit and number else None)


def _span(text: str) -> Time | None:
    found = _SPAN.search(text) or _SHORT.search(text)
    if found is None:
        return None
    unit = found[1].lower()
    clock = _CLOCKS.get(unit[:2]) or _CLOCKS[unit[0]]
    start = int(found[2])
    year = found[4] if found.re is _SHORT else None
    if clock == "quarter" and year:
        return Time("calendar", int(year) * 372 + (start - 1) * 93, int(year) * 372 + start * 93 - 1, found[0])
    return Time(clock, start, int(found[3] or start), found[0])


def _calendar(text: str) -> Time | None:
    iso, spelled = _ISO.search(text), _NAMED.search(text)
    if iso is not None and int(iso[2]) <= 12:
        return _day(int(iso[1]), int(iso[2]), iso[3], iso[0])
    if spelled is not None:
        return _day(int(spelled[4]), _MONTHS[spelled[2].lower()], spelled[1] or spelled[3], spelled[0])
    return None


def _day(year: int, month: int, day: str | None, text: str) -> Time:
    first = year * 372 + (month - 1) * 31
    return Time("calendar", first + int(day or 1) - 1, first + int(day or 31) - 1, text)
