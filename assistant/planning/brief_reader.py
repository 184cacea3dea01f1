"""Invariant: what a brief demands is found by code and kept in the user's own words, whatever model drafts the plan.

Reads constraints (deadline, budget, team, volume, latency, privacy, place, regulation), phase, stakes and language.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date, timedelta

from assistant.planning.brief_counts import ROLES, Count, counts
from assistant.planning.brief_cues import cues
from assistant.planning.brief_money import budget
from assistant.planning.calendar_days import due_day, due_month, month_end
from assistant.planning.elements import Quantity
from assistant.planning.language import language_of
from assistant.planning.phase import phase_of, stakes_of
from assistant.planning.purpose import Constraint, ConstraintKind, Phase, Stakes
from assistant.planning.written_numbers import NUMBER, number

_WHERE: dict[ConstraintKind, str] = {
    "deadline": "product.ship_by",
    "budget": "costs",
    "team": "costs.build",
    "volume": "costs.value",
    "latency": "fit",
    "privacy": "fit",
    "place": "fit",
    "regulation": "risks",
    "quality": "success",
    "data": "data",
    "other": "product",
}
"""Which part of every plan answers a constraint of that kind."""


@dataclass(frozen=True)
class BriefFacts:
    """What code found in a brief. Dates are absolute; weeks count from today."""

    text: str
    language: str = "en"
    phase: Phase = "idea"
    stakes: Stakes = "launch"
    deadline: date | None = None
    people: float | None = None
    money: float | None = None
    money_words: str = ""
    counts: tuple[Count, ...] = ()
    constraints: tuple[Constraint, ...] = field(default=())

    def weeks_left(self, today: date) -> float | None:
        """Weeks until the deadline, or None without one."""
        return None if self.deadline is None else max(0.0, (self.deadline - today).days / 7)


def read_brief(text: str, today: date) -> BriefFacts:
    """Everything code can read in `text`; `today` turns "eight weeks" into a date. Never raises."""
    deadline, deadline_words = _deadline(text, today)
    said = _without_questions(text)
    people, people_words = _people(said)
    phase = phase_of(text)
    money, money_words = budget(text, phase)
    found_counts = counts(said)
    found: list[tuple[ConstraintKind, str, Quantity | None]] = []
    if deadline_words:
        weeks = (deadline - today).days / 7 if deadline else 0
        found.append(("deadline", deadline_words, _from_brief("time until the deadline", round(weeks, 1), "weeks")))
    if people_words and people is not None:
        found.append(("team", people_words, _from_brief("people building", people, "people")))
    if money_words and money is not None:
        found.append(("budget", money_words, _from_brief("money named in the brief", money, "money as in the brief")))
    found += [
        (
            "volume",
            count.words,
            _from_brief(count.noun or "work to be done", count.value, count.noun or f"a {count.period}"),
        )
        for count in found_counts[:3]
    ]
    found += [(kind, words, None) for kind, words in cues(text)]
    constraints = tuple(
        Constraint(id=f"k{i}", kind=kind, text=words, quantity=quantity, answered_by=_WHERE[kind])
        for i, (kind, words, quantity) in enumerate(found, 1)
    )
    return BriefFacts(
        text=text, language=language_of(text), phase=phase, stakes=stakes_of(text, phase), deadline=deadline, people=people,
        money=money, money_words=money_words, counts=found_counts, constraints=constraints,
    )  # fmt: skip


def _without_questions(text: str) -> str:
    """The text without the questions that a plan asked: their numbers are nobody's, only the answers are the user's.

    Answers stand below the brief and an empty line, each behind its question.
    """
    brief, gap, below = text.rpartition("\n\n")
    return f"{brief}{gap}{_ASKED.sub('', below)}" if gap else text


def _from_brief(label: str, value: float, unit: str) -> Quantity:
    return Quantity(label=label, value=value, unit=unit, origin="brief")


_ASKED = re.compile(
    r"^(?:(?:On )?(?:How|Which|What|Who|Where|When|Whom?)\b|(?:Is|Are|Do|Does|May|Must|Can|Will|Should)\b)[^?\n]*\?(?= \S)",
    re.M,
)
"""A question with its answer behind it on one line."""
_SPENT = re.compile(r"\b(?:takes?|took|lasts?|spends?|loses?|costs?)\b[^.,;]{0,25}$", re.I)
"""Before a span of time: it tells what the work takes today, not when it is due."""
_WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


def _deadline(text: str, today: date) -> tuple[date | None, str]:
    later = rf"(?:in |within |next |have |has |, |\b)({NUMBER})[ -](day|week|month)s?\b(?! (?:old|ago|later?|earlier|sooner|history|of history|of data|of logs))"
    dated = due_day(text, today)
    for match in () if dated else re.finditer(later, text, re.I):
        before = text[max(0, match.start() - 14) : match.start()].lower()
        if re.search(r"(last|past|for the|every|previous|since)\s*$", before) or re.match(
            r"\s+(of|worth)\s+(logs|data|history|sales|records)", text[match.end() :], re.I
        ):
            continue
        if _SPENT.search(text[: match.start()]) and re.match(
            r"\d|[a-z]+[ -](?:day|week|month)", match[0].strip(" ,"), re.I
        ):
            continue
        days = number(match[1]) * {"day": 1, "week": 7, "month": 30.4}[match[2].lower()]
        if 0 < days < 1500:
            return today + timedelta(days=round(days)), match[0].strip(" ,")
    return dated or _named_deadline(text, today)


def _named_deadline(text: str, today: date) -> tuple[date | None, str]:
    if month := due_month(text, today):
        return month
    day = re.search(
        rf"\b(?:by|before|until)\s+(?:the\s+)?(?:next\s+|this\s+|coming\s+)?({'|'.join(_WEEKDAYS)})\b", text, re.I
    )
    if day:
        ahead = (_WEEKDAYS.index(day[1].lower()) - today.weekday() - 1) % 7 + 1
        return today + timedelta(days=ahead), day[0]
    if match := re.search(r"\bthis quarter\b", text, re.I):
        return month_end(today.year, (today.month - 1) // 3 * 3 + 3), match[0]
    if match := re.search(r"\b(?:this|by the end of the|by year[’']?s?) ?(?:year|end)\b", text, re.I):
        return date(today.year, 12, 31), match[0]
    if match := re.search(r"\b(?:by |for )?tomorrow\b", text, re.I):
        return today + timedelta(days=1), match[0]
    return None, ""


def _people(text: str) -> tuple[float | None, str]:
    match = re.search(rf"\b({NUMBER})\s+(?:\w+[- ]){{0,2}}?(?:{ROLES})\b", text, re.I)
    if match and number(match[1]) <= 60:
        return number(match[1]), match[0]
    if match := re.search(r"\b(?:i am|i'm|just me|alone|by myself|solo|on my own)\b", text, re.I):
        return 1.0, match[0]
    return None, ""
