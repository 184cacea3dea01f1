"""Invariant: the user's words are kept as they were said; what a drafter reads is made from them by code, each time.

A plan's brief grows by lines `Answer to “…”: …` and `Change: …`. For drafting, an answer to a yes-or-no question
becomes a statement, and a changed amount is put in the old one's place, so that never both are read.
"""

from __future__ import annotations

import re
from datetime import date

from assistant.planning.brief_reader import read_brief
from assistant.planning.changed_amounts import ANY_DAY, NUMBER, due_said, with_amounts
from assistant.planning.elements import Question

_ANSWER = re.compile(r"^Answer to “(?P<question>.+?)”: (?P<answer>.+)$")
_CHANGE = re.compile(r"^Change: (?P<note>.+)$")
_YES_NO = re.compile(r"^(?P<not>no|nein|never)\b|^(?:yes|ja)\b", re.I)
_INVERTED = re.compile(
    r"^(?P<modal>May|Must|Can|Will|Should)\s+(?P<subject>.+?)\s+"
    r"(?P<rest>(?:leave|go|be|change|act|read|see|use|send|keep|have|run|decide|answer|write|anybody)\b.*?)\?$"
)
_TIMED = re.compile(r"\b(?:minutes|hours)\b.*\b(?:hourly|cost|rate)\b", re.I)
_TIME = re.compile(rf"(?P<amount>{NUMBER})\s?-?(?P<unit>minutes?|mins?|hours?|h)\b", re.I)
_PAY = re.compile(
    rf"(?P<sign>[$€£])\s?(?P<a>{NUMBER})|\b(?P<b>{NUMBER})\s?(?P<name>dollars?|euros?|USD|EUR|pounds?)\b", re.I
)
_SIGNS = {"eur": "€", "pou": "£"}
_FOREIGN = re.compile(r"[€£]|\b(?:euros?|EUR|pounds?|GBP|zł|PLN|CHF)\b", re.I)


def answer_line(question: Question, answer: str) -> str:
    """How an answer is written down in the brief."""
    return f"Answer to “{_one_line(question.text)}”: {_one_line(answer)}"


def change_line(note: str) -> str:
    """How a note is written down in the brief."""
    return f"Change: {_one_line(note)}"


def drafting_text(text: str, today: date = ANY_DAY) -> str:
    """What a drafter reads for a brief with such lines: answers as statements, changed amounts in place.

    `today` is the day of the plan, from which a deadline such as `by March` counts.
    """
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
    due, said = "", list[str]()
    for note in notes:
        dated = any(constraint.kind == "deadline" for constraint in read_brief(brief, today).constraints)
        due = "" if dated else (due_said(note) or due)
        brief = with_amounts(brief, note, today)
        said = [*(with_amounts(earlier, note, today) for earlier in said), f"{note.rstrip('.')}."]
    said += [f"Due {due}."] if due else []
    return "\n".join([brief, *(["", *told] if told else []), *said])


def statement(question: str, answer: str) -> str:
    """A yes-or-no question with its answer as one sentence; any other stays question and answer.

    `May the text leave?` and `no` give `The text may not leave.`
    """
    decided, inverted = _YES_NO.match(answer.strip()), _INVERTED.match(question.strip())
    if cost := _unit_cost(question, answer):
        return cost
    if decided is None or inverted is None:
        return f"{question} {answer}" if decided is None else f"To the question {question!r}: {answer}"
    subject, modal = inverted["subject"], inverted["modal"].lower()
    no = " need not" if modal == "must" else f" {modal} not"
    more = answer.strip()[decided.end() :].strip(" ,;:.")
    rest = re.sub(r" under (?:a )?.*contract$", "", inverted["rest"]) if decided["not"] else inverted["rest"]
    said = f"{subject[:1].upper()}{subject[1:]}{no if decided['not'] else f' {modal}'} {rest}."
    return f"{said} {more[:1].upper()}{more[1:]}." if more else said


def yes_or_no(answer: str) -> str:
    """`yes` or `no` for an answer that begins with one of them, '' for any other."""
    decided = _YES_NO.match(answer.strip())
    return "" if decided is None else "no" if decided["not"] else "yes"


def _unit_cost(question: str, answer: str) -> str:
    """`6 minutes, $30` to the question of minutes and hourly cost in the one form that is no budget; '' otherwise."""
    time, pay = _TIME.search(answer), _PAY.search(answer)
    if time is None or pay is None or not _TIMED.search(question):
        return ""
    sign = pay["sign"] or _SIGNS.get(pay["name"].lower()[:3], "$")
    return f"{question} {time['amount']} {time['unit']} at {sign}{(pay['a'] or pay['b']).strip()} an hour."


def other_currency(words: str) -> bool:
    """Whether the words name money that is not dollars, in which a plan cannot reckon: it knows no exchange rate."""
    return _FOREIGN.search(words) is not None


def _one_line(text: str) -> str:
    return " ".join(text.split())
