"""Invariant: the user's words are kept as they were said; what a drafter reads is made from them by code, each time.

A plan's brief grows by lines `Answer to “…”: …` and `Change: …`. For drafting, an answer to a yes-or-no question
becomes a statement, and a changed amount is put in the old one's place, so that never both are read.
"""

from __future__ import annotations

import re
from datetime import date

from assistant.planning.brief_reader import number, read_brief
from assistant.planning.elements import Question
from assistant.planning.purpose import ConstraintKind

_ANSWER = re.compile(r"^Answer to “(?P<question>.+?)”: (?P<answer>.+)$")
_CHANGE = re.compile(r"^Change: (?P<note>.+)$")
_YES_NO = re.compile(r"^(?P<not>no|nein|never)\b|^(?:yes|ja)\b", re.I)
_INVERTED = re.compile(
    r"^(?P<modal>May|Must|Can|Will|Should)\s+(?P<subject>.+?)\s+"
    r"(?P<rest>(?:leave|go|be|change|act|read|see|use|send|keep|have|run|decide|answer|write|anybody)\b.*?)\?$"
)
_NOUNS: tuple[tuple[ConstraintKind, str], ...] = (
    ("budget", r"budget|money|funds?|spend"),
    ("team", r"team|people|engineers?|developers?|staff|head ?count"),
    ("volume", r"volume|tickets?|requests?|calls|orders|traffic|load"),
    ("deadline", r"deadline|time|days?|weeks?|months?"),
)
_FACTORS = (
    (r"halved|cut in half|by half", 0.5),
    (r"doubled|twice", 2.0),
    (r"tripled|trebled", 3.0),
)
_PERCENT = re.compile(
    r"(?P<way>cut|reduced|lowered|down|shrunk|raised|increased|up|grown)\s+(?:by\s+)?(?P<share>\d{1,3})\s?%", re.I
)
_WORDS = "one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve"
_NUMBER = rf"\d[\d.,]*\d?(?:\s?(?:k|m|thousand|million)\b)?|{_WORDS}"
_NEW = re.compile(rf"\b(?:now|to|is|only|=)\s+((?:[$€£]\s?)?(?:{_NUMBER}))\b", re.I)
_ANY_DAY = date(2026, 1, 1)
"""The words of a constraint do not depend on the day they are read."""
_LESS = frozenset(("cut", "reduced", "lowered", "down", "shrunk"))


def answer_line(question: Question, answer: str) -> str:
    """How an answer is written down in the brief."""
    return f"Answer to “{_one_line(question.text)}”: {_one_line(answer)}"


def change_line(note: str) -> str:
    """How a note is written down in the brief."""
    return f"Change: {_one_line(note)}"


def drafting_text(text: str) -> str:
    """What a drafter reads for a brief with such lines: answers as statements, changed amounts in place."""
    told: list[str] = []
    notes: list[str] = []
    kept: list[str] = []
    for line in text.splitlines():
        if found := _ANSWER.match(line):
            told.append(statement(found["question"], found["answer"]))
        elif found := _CHANGE.match(line):
            notes.append(found["note"])
        else:
            kept.append(line)
    brief = "\n".join(kept).strip()
    for note in notes:
        brief = _with_amounts(brief, note)
    return "\n".join([brief, *(["", *told] if told else []), *(f"{note.rstrip('.')}." for note in notes)])


def _with_amounts(brief: str, note: str) -> str:
    for constraint in read_brief(brief, _ANY_DAY).constraints:
        words = next((words for kind, words in _NOUNS if kind == constraint.kind), "")
        if words and re.search(rf"\b(?:{words})\b", note, re.I):
            brief = brief.replace(constraint.text, changed_amount(constraint.text, note, words), 1)
    return brief


def statement(question: str, answer: str) -> str:
    """A yes-or-no question with its answer as one sentence; any other stays question and answer.

    `May the text leave?` and `no` give `The text may not leave.`
    """
    decided, inverted = _YES_NO.match(answer.strip()), _INVERTED.match(question.strip())
    if decided is None or inverted is None:
        return f"{question} {answer}" if decided is None else f"To the question {question!r}: {answer}"
    subject, modal = inverted["subject"], inverted["modal"].lower()
    no = " need not" if modal == "must" else f" {modal} not"
    more = answer.strip()[decided.end() :].strip(" ,;:.")
    rest = re.sub(r" under (?:a )?.*contract$", "", inverted["rest"]) if decided["not"] else inverted["rest"]
    said = f"{subject[:1].upper()}{subject[1:]}{no if decided['not'] else f' {modal}'} {rest}."
    return f"{said} {more[:1].upper()}{more[1:]}." if more else said


def changed_amount(text: str, note: str, nouns: str = "") -> str:
    """`text` with the amount that `note` gives it: half, double, a percentage less or more, or `now $30,000`.

    With `nouns` (alternatives of a regular expression) an amount of one of these counts before any other: `one engineer
    and four weeks` says four of weeks. `text` as it is when the note says nothing of that kind.
    """
    said = re.search(r"(?P<mark>[$€£]\s?|\b)(?P<number>\d[\d.,]*\d|\d)(?P<scale>\s?(?:k|m|thousand|million)\b)?", text)
    place = said or re.search(rf"\b(?:{_WORDS})\b", text, re.I)
    if place is None:
        return text
    own = re.search(rf"\b({_NUMBER})[ -](?:more |further )?({nouns})\b", note, re.I) if nouns else None
    factor = _factor(note)
    if own is not None and factor is None:
        return _of_nouns(text, place, own, nouns)
    new = _NEW.search(note)
    if factor is None:
        return f"{text[: place.start()]}{new[1].strip()}{text[place.end() :]}" if new else text
    old = number(f"{said['number']}{said['scale'] or ''}" if said else place[0])
    mark = said["mark"] if said else ""
    return f"{text[: place.start()]}{mark}{_shown(old * factor)}{text[place.end() :]}"


def _of_nouns(text: str, place: re.Match[str], own: re.Match[str], nouns: str) -> str:
    unit = re.match(rf"[ -](?:{nouns})\b", text[place.end() :], re.I)
    end = place.end() + (unit.end() if unit else 0)
    return f"{text[: place.start()]}{own[0] if unit else own[1]}{text[end:]}"


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


def _one_line(text: str) -> str:
    return " ".join(text.split())
