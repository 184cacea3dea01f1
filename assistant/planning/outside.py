"""Invariant: a plan somebody else wrote is judged only by what its words can show; the rest is said to be not measured.

Reads Markdown line by line, English only: what the lines do is told by `content.work_in`, the same reading that our own
stages get. A line counts as shipping when it says that people get to use something.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from assistant.errors import NotMeasured
from assistant.planning.content import work_in
from assistant.planning.findings import Finding, Severity

_SHIP = re.compile(
    r"\b(?:ship(?:s|ped|ping)?|launch(?:es|ed)?|releas(?:e|es|ed)|goes? live|go-live|roll(?:s|ed)?[ -]?out"
    r"|pilot(?:s|ed)?|deploy(?:s|ed|ment)?|beta|mvp|first users?|in production|in the hands of)\b",
    re.I,
)
_BEFORE = re.compile(r"\b(?:before|until|prior to|towards?|not|never|pre|after|once|since)[ -](?:\w+ ){0,2}$", re.I)
_CONDITION = re.compile(r"\b(?:if|when|once|until|unless|only after|as soon as|gate[ds]?|threshold|trigger)\b", re.I)
_NUMBER = re.compile(r"\d")
_OTHER_ORDER = re.compile(r"^\W*path\W+(?:classical|adapted|clarify|stop)\b", re.I | re.M)
_NEAR = 2
"""A condition counts for a step when it stands at most so many lines away (project rule)."""


@dataclass(frozen=True)
class _Line:
    number: int
    text: str


@dataclass(frozen=True)
class _Asked:
    """A question to the whole text: the pattern that answers it, and what to say when nothing does."""

    code: str
    severity: Severity
    pattern: re.Pattern[str]
    message: str
    fix: str


_WHOLE = (
    _Asked(
        "PF203",
        "error",
        re.compile(
            r"\b(?:stop|kill|abandon|cancel|walk away|pull the plug|give up|shut (?:it )?down|no[- ]go)\b", re.I
        ),
        "Nothing says when to stop.",
        "Write down, with a date, the reading at which the work ends.",
    ),
    _Asked(
        "PF204",
        "error",
        re.compile(
            r"\b(?:evals?|evaluat\w+|test (?:set|cases?)|golden|held[- ]out|back-?test|benchmark|labelled cases)\b",
            re.I,
        ),
        "No eval set is named.",
        "Name one before launch: its size, its source and its bar.",
    ),
    _Asked(
        "PF305",
        "warning",
        re.compile(r"\b(?:buy|buying|bought|vendors?|off[- ]the[- ]shelf|saas|licen[cs]e)\b", re.I),
        "Building is not compared with buying.",
        "Put the price of buying, and of today's way, beside the build.",
    ),
    _Asked(
        "PF601",
        "warning",
        re.compile(r"\b(?:this week|next week|today|tomorrow|monday|week (?:1|one)|first week|days? 1)\b", re.I),
        "Nothing is to be done this week.",
        "Name one to three actions, each with a done-when.",
    ),
    _Asked(
        "PF605",
        "warning",
        re.compile(
            r"\b(?:against|objections?|counter-?arguments?|why (?:this|it) (?:may|might|could) (?:fail|be wrong))\b",
            re.I,
        ),
        "The case against the plan is missing.",
        "State the strongest one.",
    ),
)
_PLACEHOLDER = re.compile(r"\b(?:TODO|TBD|FIXME|lorem ipsum)\b|\[(?:insert|your|tbd)\b", re.I)
_NOT_READ = "Read as Markdown, so only order, gates, stopping, evals, buying and form were looked at."


def review_markdown(text: str) -> tuple[Finding, ...]:
    """The findings about a plan in Markdown. Raises NotMeasured when no step of a plan is recognised in it."""
    lines = list(_lines(text))
    ships = [line for line in lines if _ships(line.text)]
    works = [line for line in lines if work_in(line.text)]
    if not ships and not works:
        raise NotMeasured(
            "No step of a plan was recognised in the text",
            fix="Give a plan in English that says what is shipped, collected or trained, or a plan.json.",
        )
    other_order = _OTHER_ORDER.search(text) is not None
    return (
        *_order(ships, works, other_order),
        *_gates(works, lines, other_order),
        *(Finding(a.code, a.severity, "text", a.message, a.fix) for a in _WHOLE if not a.pattern.search(text)),
        *(
            Finding("PF602", "error", f"line {line.number}", "A placeholder was left in.", "Say what is meant.")
            for line in lines
            if _PLACEHOLDER.search(line.text)
        ),
        Finding("PF304", "not_measured", "text", _NOT_READ, "For all thirty rules, check a plan.json."),
    )


def _lines(text: str) -> Iterator[_Line]:
    """Lines that say something of the plan's own: code, quotes and rulers are passed over."""
    fenced = False
    for number, line in enumerate(text.splitlines(), start=1):
        stripped = line.strip()
        if stripped.startswith(("```", "~~~")):
            fenced = not fenced
        elif not fenced and not stripped.startswith(">") and re.search(r"\w", stripped):
            yield _Line(number, stripped.replace("*", ""))


def _ships(text: str) -> bool:
    return not work_in(text) and any(not _BEFORE.search(text[: found.start()]) for found in _SHIP.finditer(text))


def _order(ships: list[_Line], works: list[_Line], other_order: bool) -> Iterator[Finding]:
    if not works or (ships and ships[0].number < works[0].number):
        return
    first = works[0]
    phrase = work_in(first.text)[0].phrase
    where = f"line {ships[0].number} ships" if ships else "no line ships anything"
    yield Finding(
        "PF101",
        "warning" if other_order else "error",
        f"line {first.number}",
        f"Data or model work comes first: “{phrase}”, and {where}.",
        "Ship on a rented model or a baseline first, or show by the six fit questions that another order is right.",
    )


def _has_condition(line: _Line, lines: list[_Line]) -> bool:
    near = " ".join(other.text for other in lines if abs(other.number - line.number) <= _NEAR)
    return _CONDITION.search(near) is not None and _NUMBER.search(near) is not None


def _gates(works: list[_Line], lines: list[_Line], other_order: bool) -> Iterator[Finding]:
    """One guarded mention is enough: a plan speaks of its later work in several places."""
    if not works or any(_has_condition(line, lines) for line in works):
        return
    yield Finding(
        "PF104",
        "warning" if other_order else "error",
        f"line {works[0].number}",
        f"Nothing guards “{work_in(works[0].text)[0].phrase}”: no condition with a number stands near it.",
        "Say which metric, over which window, lets it begin.",
    )
