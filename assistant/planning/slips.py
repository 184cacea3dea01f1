"""Invariant: a deadline that slips by a span moves by that span, and never becomes the span.

`slipped by two weeks`, `delayed by a month`, `two weeks later`, `we have one more week`, `brought forward by ten days`.
"""

from __future__ import annotations

import re
from datetime import date, timedelta

_WORDS = {
    "a": 1, "an": 1, "another": 1, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7,
    "eight": 8, "nine": 9, "ten": 10, "eleven": 11, "twelve": 12,
}  # fmt: skip
_DAYS = {"day": 1.0, "week": 7.0, "month": 30.4}
_SPAN = rf"(?P<count>\d{{1,3}}|{'|'.join(_WORDS)})[ -](?:more |extra |further |additional )?(?P<unit>day|week|month)s?"
_LATER = r"slip\w*|delay\w*|postpon\w*|push\w*|extend\w*|late|later|longer|put back|set back|behind"
_SOONER = (
    r"earlier|sooner|brought forward|bring forward|pull\w* (?:in|forward)|moved? (?:up|forward)|shorten\w*|shorter"
)
_SUBJECT = r"deadline|launch|release|ship\w*|go-live|due|schedule|project|timeline|date"
_COUNT = rf"(?:{'|'.join(_WORDS)}|\d{{1,3}})"
_MORE = rf"(?:have|get|got|need|are given) (?:now )?{_COUNT} (?:more|extra|further|additional)\b|\banother \w+"
SLIP = re.compile(
    rf"^(?=.*\b{_SPAN}\b)(?:(?=.*\b(?:{_SUBJECT})\b)(?=.*\b(?:{_LATER}|{_SOONER}|more)\b)"
    rf"|(?=(?:(?:we|it|everything|this|the plan) )?(?:(?:is|are|was|were|has|have|been|had|got|now|will|be|must) )*"
    rf"(?:{_LATER}|{_SOONER}|{_MORE}|{_COUNT} \w+ (?:late|later|behind|earlier|sooner)\b)))",
    re.I,
)
"""A clause that says by how much the deadline moves."""
MOVED = re.compile(
    rf"^(?:(?:it|the|our|this|we|that|everything) )*(?:(?:{_SUBJECT}|start|delivery|plan) )*"
    r"(?:(?:is|was|has|have|been|now|got|just|are|were) )*"
    r"(?:moved|moves|slipped|slips|postponed|delayed|pushed(?: back| out)?|rescheduled|brought forward)\b",
    re.I,
)
"""A clause that says that the deadline moves; the day follows."""
_CLAUSE = re.compile(r";|,\s+|\s+(?:and|but|while)\s+", re.I)
_RELATIVE = re.compile(
    r"(?P<before>.*?)(?P<count>\d{1,3}|[a-z]+)(?P<gap>[ -])(?P<unit>day|week|month)(?P<rest>s?)$", re.I
)


def slipped(text: str, deadline: date | None, note: str) -> str:
    """The words of a deadline after `note` has moved it by a span; '' when the note does not.

    `text` are the brief's words for it, `deadline` the day they mean: a span stays a span, a day a day.
    """
    clause = next((clause for clause in _CLAUSE.split(note) if SLIP.search(clause.strip())), "")
    span = re.search(rf"\b{_SPAN}\b", clause, re.I)
    if span is None:
        return ""
    sign = -1 if re.search(rf"\b(?:{_SOONER})\b", clause, re.I) else 1
    move = sign * _count(span["count"]) * _DAYS[span["unit"].lower()]
    said = _RELATIVE.fullmatch(text)
    if said is not None and (old := _count(said["count"])):
        days = old * _DAYS[said["unit"].lower()] + move
        return _span(said, days) if days > 0 else ""
    if deadline is None:
        return ""
    moved = deadline + timedelta(days=round(move))
    return f"by {moved.day} {moved:%B} {moved.year}"


def _span(said: re.Match[str], days: float) -> str:
    per = _DAYS[said["unit"].lower()]
    if days % per:
        return f"{said['before']}{round(days)} days"
    return f"{said['before']}{days / per:g} {said['unit']}s"


def _count(words: str) -> int:
    return int(words) if words.isdigit() else _WORDS.get(words.lower(), 0)
