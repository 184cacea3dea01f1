"""Invariant: a note changes the amounts it speaks of and no other, each in its place, so that never both are read.

An amount per month is no deadline, and the number of a day is no count of weeks.
"""

from __future__ import annotations

import re
from datetime import date

from assistant.planning.brief_reader import read_brief
from assistant.planning.calendar_days import MONTHS, day_said, without_days
from assistant.planning.purpose import Constraint, ConstraintKind
from assistant.planning.slips import MOVED, SLIP, slipped
from assistant.planning.written_numbers import number

_TEAM = r"team|people|engineers?|developers?|staff|head ?count"
_NOUNS: tuple[tuple[ConstraintKind, str], ...] = (
    ("budget", r"budget|money|funds?|spend"),
    ("team", _TEAM),
    ("volume", r"volume|tickets?|requests?|calls|orders|traffic|load|demand"),
    ("deadline", r"deadline|time|days?|weeks?|months?"),
)
_FACTORS = (
    (r"halved|cut in half|by half", 0.5),
    (r"doubled|twice", 2.0),
    (r"tripled|trebled", 3.0),
    (r"quadrupled", 4.0),
)
_PERCENT = re.compile(
    r"(?P<way>cut|reduced|lowered|down|shrunk|raised|increased|up|grown)\s+(?:by\s+)?(?P<share>\d{1,3})\s?%", re.I
)
_WORDS = "one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve"
NUMBER = rf"\d[\d.,]*\d?(?:\s?(?:k|m|thousand|million)\b)?|{_WORDS}"
_NEW = re.compile(rf"\b(?:now|to|is|are|only|=)\s+(?:now |about |only )?((?:[$€£]\s?)?(?:{NUMBER}))\b", re.I)
_MORE = re.compile(
    rf"\b(?:{NUMBER}) (?:more|further|extra|additional|fewer|less) (?P<noun>[a-z]+s|people)\b"
    r"(?P<often>\s+(?:a|per|each|every) (?:hour|day|week|month|quarter|year)\b)?",
    re.I,
)
"""A step from an amount: without that amount nobody can tell where it leads."""
_LONGER = re.compile(
    rf"\b(?:(?:{NUMBER}|a) (?:more|further|extra|additional)|another(?: {NUMBER})?) (?:day|week|month)s?\b"
    r"|\b(?:day|week|month)s? more\b",
    re.I,
)
ANY_DAY = date(2026, 1, 1)
"""The words of a constraint do not depend on the day they are read."""
_CALLED = {"budget": "budget", "team": "number of people", "volume": "volume", "deadline": "deadline"}
_STATED = {
    "budget": "budget is $30,000", "team": "3 engineers", "volume": "8,000 tickets a month",
    "deadline": "deadline 1 March 2027",
}  # fmt: skip
_LESS = frozenset(("cut", "reduced", "lowered", "down", "shrunk"))


_NOT_MOVED = r"(?! (?:later?|earlier|more|less|sooner|ago|old)\b)"
"""After a span of time: it does not say by how much something is late or how long ago it was."""
_RATE = re.compile(r"(?:\b(?:a|an|per|each|every)\s+|/\s?)(?:hour|day|week|month|quarter|year)\b", re.I)
_MONTH = re.compile(
    rf"\b(?:to|until|till|by|before|in|is|now)\s+(?:now\s+)?((?:the end of |end of |early |mid |late )?"
    rf"(?:{'|'.join(MONTHS)})(?: 20\d\d)?)\b",
    re.I,
)
_CLAUSE = re.compile(r";|,\s+|\s+(?:and|but|while)\s+", re.I)


def with_amounts(brief: str, note: str, today: date = ANY_DAY) -> str:
    """The brief with the amounts that `note` gives in the place of those it had; `today` dates a slipping deadline."""
    facts = read_brief(brief, today)
    for constraint in facts.constraints:
        moved = slipped(constraint.text, facts.deadline, note) if constraint.kind == "deadline" else ""
        if moved:
            brief = brief.replace(constraint.text, moved, 1)
        elif words := _words_for(constraint):
            brief = brief.replace(constraint.text, _changed(constraint, note, words), 1)
    return brief


def due_said(note: str) -> str:
    """`by 3 March` for a note that says until when, '' for any other."""
    return next((due for clause in (*_CLAUSE.split(note), note) if (due := _due(_RATE.sub("", clause)))), "")


def nothing_to_change(brief: str, note: str) -> str:
    """The sentence that says which amount a note would halve, double or move though the brief does not state it."""
    factor = _factor(note)
    slips = any(SLIP.search(clause) for clause in _CLAUSE.split(note)) or _LONGER.search(note) is not None
    had = {constraint.kind for constraint in read_brief(brief, ANY_DAY).constraints}
    for kind, words in _NOUNS:
        about = slips if kind == "deadline" else factor is not None
        named = re.search(rf"\b(?:{words})\b", note, re.I) or (kind == "deadline" and slips)
        if about and named and kind not in had:
            return f"the brief states no {_CALLED[kind]} that this could change. State it instead: “{_STATED[kind]}”"
    more = _MORE.search(note)
    moves = factor is not None or (more is not None and (more["often"] or re.search(_TEAM, more["noun"], re.I)))
    if moves and with_amounts(brief, note) == brief and _NEW.search(note) is None:
        return f"the brief states no such amount. It states {_amounts_in(brief)}; say what is now, as a number"
    return ""


def _amounts_in(brief: str) -> str:
    told = [each.text for each in read_brief(brief, ANY_DAY).constraints if each.quantity is not None]
    return ", ".join(f"“{text}”" for text in told) or "none"


def _changed(constraint: Constraint, note: str, words: str) -> str:
    for clause in (*_CLAUSE.split(note), note):
        plain = _RATE.sub("", clause) if constraint.kind == "deadline" else clause
        if constraint.kind == "deadline" and (due := _due(plain)):
            return due
        plain = without_days(plain)
        if re.search(rf"\b(?:{words})\b", plain, re.I) and not (clause == note and _about_others(note, words)):
            dated = constraint.kind == "deadline" and not re.search(r"(?:day|week|month)s?$", constraint.text, re.I)
            new = _span(plain) if dated else changed_amount(constraint.text, plain, words)
            if new and new != constraint.text:
                return new
    return constraint.text


def _about_others(note: str, words: str) -> bool:
    """Whether the clause of the note that names these words says something of its own, as in `the deadline stays`."""
    own = next((clause for clause in _CLAUSE.split(note) if re.search(rf"\b(?:{words})\b", clause, re.I)), "")
    return len(_CLAUSE.split(note)) > 1 and len(own.split()) > 2


def _words_for(constraint: Constraint) -> str:
    words = next((words for kind, words in _NOUNS if kind == constraint.kind), "")
    own = constraint.quantity.label.split()[-1:] if constraint.kind == "volume" and constraint.quantity else []
    return "|".join([words, *map(re.escape, own)]) if words else ""


def _due(clause: str) -> str:
    """`by 1 March 2027` for a clause that says until when, '' for any other."""
    month = _MONTH.search(clause)
    if not (
        re.search(r"\b(?:deadline|until|till|due|by|ship|launch|live|ready|time)\b", clause, re.I)
        or MOVED.match(clause)
    ):
        return ""
    if day := day_said(clause):
        return f"by {day}"
    return f"by {month[1]}" if month else ""


def _span(clause: str) -> str:
    """`in 6 weeks` for a clause that names a span of time, '' for any other."""
    span = re.search(rf"\b({NUMBER})[ -](day|week|month)s?\b(?! (?:later|earlier|more|less|sooner))", clause, re.I)
    return f"in {span[1]} {span[2].lower()}s" if span else ""


def changed_amount(text: str, note: str, nouns: str = "") -> str:
    """`text` with the amount that `note` gives it: half, double, a percentage less or more, or `now $30,000`.

    With `nouns` (alternatives of a regular expression) an amount of one of these counts before any other: `one engineer
    and four weeks` says four of weeks. `text` as it is when the note says nothing of that kind.
    """
    said = re.search(r"(?P<mark>[$€£]\s?|\b)(?P<number>\d[\d.,]*\d|\d)(?P<scale>\s?(?:k|m|thousand|million)\b)?", text)
    place = said or re.search(rf"\b(?:{_WORDS})\b", text, re.I)
    if place is None:
        return text
    own = (
        re.search(rf"\b({NUMBER})[ -](?:(?:more|further|extra) )?({nouns})\b{_NOT_MOVED}", note, re.I)
        if nouns
        else None
    )
    if nouns and (step := _step(note, nouns)):
        left = _shown(max(0.0, number(place[0]) + step))
        unit = text[place.end() :]
        unit = re.sub(r"^ (?:(people)|([a-z]+[^s\W])s)\b", _one, unit, flags=re.I) if left == "1" else unit
        return f"{text[: place.start()]}{left}{unit}"
    new = _NEW.search(note)
    factor = None if new else _factor(note)
    if own is not None and factor is None:
        return _of_nouns(text, place, own, nouns)
    if factor is None:
        return f"{text[: place.start()]}{new[1].strip()}{text[place.end() :]}" if new else text
    old = number(f"{said['number']}{said['scale'] or ''}" if said else place[0])
    mark = said["mark"] if said else ""
    return f"{text[: place.start()]}{mark}{_shown(old * factor)}{text[place.end() :]}"


def _one(several: re.Match[str]) -> str:
    return " person" if several[1] else f" {several[2]}"


def _of_nouns(text: str, place: re.Match[str], own: re.Match[str], nouns: str) -> str:
    unit = re.match(rf"[ -](?:{nouns})\b", text[place.end() :], re.I)
    end = place.end() + (unit.end() if unit else 0)
    return f"{text[: place.start()]}{own[0] if unit else own[1]}{text[end:]}"


def _step(note: str, nouns: str) -> float:
    """How many more (or, below zero, fewer) of these a note says there are; 0 for a note that counts them anew."""
    more = re.search(rf"\b({NUMBER}|an?|another) (?:(?:more|further|extra|additional|new) )?({nouns})\b", note, re.I)
    if more is None:
        return 0.0
    count = 1.0 if more[1].lower() in ("a", "an", "another") else number(more[1])
    if re.search(r"\b(?:lost|lose|leaves?|left|quit|fewer|less|gone|without)\b", note, re.I):
        return -count
    added = re.search(r"\b(?:more|further|extra|additional|another|hired?|joins?|joined|won)\b", note, re.I)
    return count if added else 0.0


def _factor(note: str) -> float | None:
    for words, factor in _FACTORS:
        if re.search(rf"\b(?:{words})\b", note, re.I):
            return factor
    percent = _PERCENT.search(note)
    if percent is None:
        return None
    share = int(percent["share"]) / 100
    return max(0.0, 1 - share) if percent["way"].lower() in _LESS else 1 + share


def _shown(value: float) -> str:
    return f"{value:,.0f}" if value >= 10 or value == int(value) else f"{value:.1f}"
