"""Invariant: what a brief demands is found by code and kept in the user's own words, whatever model drafts the plan.

Reads constraints (deadline, budget, team, volume, latency, privacy, place, regulation), phase, stakes and language.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta

from assistant.planning.calendar_days import MONTHS, due_day, without_days
from assistant.planning.elements import Quantity
from assistant.planning.language import language_of
from assistant.planning.phase import phase_of, stakes_of
from assistant.planning.purpose import Constraint, ConstraintKind, Phase, Stakes

_NUMBER_WORDS = {
    "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10,
    "eleven": 11, "twelve": 12, "fifteen": 15, "twenty": 20, "thirty": 30, "forty": 40, "fifty": 50,
}  # fmt: skip
DIGITS = r"(?:\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d{1,3}(?:\.\d{3})+(?:,\d+)?|\d+(?:[.,]\d+)?)(?![.,]?\d)"
"""A number a person would write; addresses and versions, with points between more than two, are none."""
_NUM = rf"(?:{DIGITS}|" + "|".join(_NUMBER_WORDS) + r")(?:\s?(?:k|m|thousand|million|billion)\b)?"
_PERIODS = {"day": 30.0, "week": 52 / 12, "month": 1.0, "quarter": 1 / 3, "year": 1 / 12, "second": 2_592_000.0,
            "hour": 720.0, "minute": 43_200.0, "night": 30.0}  # fmt: skip
_ROLES = r"engineers?|developers?|people|persons?|founders?|devs?|analysts?|data scientists?|programmers?|students?|staff|of us"

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

_CUES: tuple[tuple[ConstraintKind, str], ...] = (
    ("latency", rf"(?:under|within|in|below|less than)\s+{_NUM}\s*(?:ms|milliseconds?|seconds?|s)\b"),
    ("latency", r"\breal[- ]time\b|\binstant(?:ly)?\b"),
    ("place", r"\boffline\b|\bon[- ]device\b|\bno (?:internet|connectivity|network)\b|\bair[- ]gapped\b|\bon[- ]prem(?:ises)?\b"),
    ("privacy", r"\bconfidential\w*|\b(?:data|text|records|documents) (?:may|must|can)(?:not| not|n't) leave\b|\bpermissions?\b|\bGDPR\b|\bHIPAA\b|\bprivacy\b|\bpersonal data\b"),
    ("regulation", r"\bregulat\w+|\bMDR\b|\bFDA\b|\bEU AI Act\b|\bhigh[- ]risk\b|\bcompliance\b|\bworks? council\b"),
    ("quality", r"\bzero (?:errors|mistakes)\b|\b\d{2}(?:\.\d+)?\s?% (?:accura\w+|precision|recall)\b"),
)  # fmt: skip


@dataclass(frozen=True)
class Count:
    """A counted thing in the brief: `4,000 tickets a month` → value 4000, noun `tickets`, period `month`."""

    value: float
    noun: str
    words: str
    period: str = ""

    @property
    def per_month(self) -> float:
        """The count scaled to a month (30 days, 52/12 weeks); unscaled when the brief names no period."""
        return self.value * _PERIODS.get(self.period, 1.0)


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
    people, people_words = _people(text)
    money, money_words = _money(text)
    counts = tuple(_counts(text))
    found: list[tuple[ConstraintKind, str, Quantity | None]] = []
    if deadline_words:
        weeks = (deadline - today).days / 7 if deadline else 0
        found.append(("deadline", deadline_words, _from_brief("time until the deadline", round(weeks, 1), "weeks")))
    if people_words and people is not None:
        found.append(("team", people_words, _from_brief("people building", people, "people")))
    if money_words and money is not None:
        found.append(("budget", money_words, _from_brief("money named in the brief", money, "money as in the brief")))
    found += [("volume", count.words, _from_brief(count.noun, count.value, count.noun)) for count in counts[:3]]
    found += [(kind, words, None) for kind, words in _cues(text)]
    constraints = tuple(
        Constraint(id=f"k{i}", kind=kind, text=words, quantity=quantity, answered_by=_WHERE[kind])
        for i, (kind, words, quantity) in enumerate(found, 1)
    )
    phase = phase_of(text)
    return BriefFacts(
        text=text, language=language_of(text), phase=phase, stakes=stakes_of(text, phase), deadline=deadline, people=people,
        money=money, money_words=money_words, counts=counts, constraints=constraints,
    )  # fmt: skip


def number(words: str) -> float:
    """The value of `12,000`, `1.5 million`, `4k`, `two`. Raises ValueError when it is none of these."""
    match = re.fullmatch(r"\s*([\d.,]+|[a-z]+)\s*(k|m|thousand|million|billion)?\s*", words.lower())
    if match is None:
        raise ValueError(words)
    digits, scale = match.groups()
    base = float(_NUMBER_WORDS[digits]) if digits in _NUMBER_WORDS else float(_plain(digits))
    return base * {"k": 1e3, "thousand": 1e3, "m": 1e6, "million": 1e6, "billion": 1e9}.get(scale or "", 1.0)


def _plain(digits: str) -> str:
    if re.fullmatch(r"\d{1,3}([.,]\d{3})+", digits):
        return re.sub(r"[.,]", "", digits)
    if "," in digits and "." in digits:
        point = max(",.", key=digits.rfind)
        return digits.replace("." if point == "," else ",", "").replace(point, ".")
    return digits.replace(",", ".") if digits.count(",") == 1 and "." not in digits else digits.replace(",", "")


def _from_brief(label: str, value: float, unit: str) -> Quantity:
    return Quantity(label=label, value=value, unit=unit, origin="brief")


_SPENT = re.compile(r"\b(?:takes?|took|lasts?|spends?|loses?|costs?)\b[^.,;]{0,25}$", re.I)
"""Before a span of time: it tells what the work takes today, not when it is due."""
_WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_OTHER_QUESTION = re.compile(r"(?:What|How|Which|Who)\b(?!.*\b(?:money|budget)\b)[^?]*\? ")


def _deadline(text: str, today: date) -> tuple[date | None, str]:
    later = rf"(?:in |within |next |have |has |, |\b)({_NUM})[ -](day|week|month)s?\b(?! (?:old|ago|later?|earlier|sooner|history|of history|of data|of logs))"
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
    month = re.search(r"\b(?:by|before|until|in|end of)\s+(?:early |mid |late |the end of )?(" + "|".join(MONTHS) + r")\b(?:\s+(20\d\d))?", text, re.I)  # fmt: skip
    if month:
        number_of = MONTHS[month[1].lower()]
        year = int(month[2]) if month[2] else today.year + (number_of < today.month)
        return _month_end(year, number_of), month[0]
    day = re.search(
        rf"\b(?:by|before|until)\s+(?:the\s+)?(?:next\s+|this\s+|coming\s+)?({'|'.join(_WEEKDAYS)})\b", text, re.I
    )
    if day:
        ahead = (_WEEKDAYS.index(day[1].lower()) - today.weekday() - 1) % 7 + 1
        return today + timedelta(days=ahead), day[0]
    if match := re.search(r"\bthis quarter\b", text, re.I):
        return _month_end(today.year, (today.month - 1) // 3 * 3 + 3), match[0]
    if match := re.search(r"\b(?:this|by the end of the|by year[’']?s?) ?(?:year|end)\b", text, re.I):
        return date(today.year, 12, 31), match[0]
    if match := re.search(r"\b(?:by |for )?tomorrow\b", text, re.I):
        return today + timedelta(days=1), match[0]
    return None, ""


def _month_end(year: int, month: int) -> date:
    following = date(year + month // 12, month % 12 + 1, 1)
    return following - timedelta(days=1)


def _people(text: str) -> tuple[float | None, str]:
    match = re.search(rf"\b({_NUM})\s+(?:\w+[- ]){{0,2}}?(?:{_ROLES})\b", text, re.I)
    if match and number(match[1]) <= 60:
        return number(match[1]), match[0]
    if match := re.search(r"\b(?:i am|i'm|just me|alone|by myself|solo|on my own)\b", text, re.I):
        return 1.0, match[0]
    return None, ""


def _money(text: str) -> tuple[float | None, str]:
    amount = rf"(?:[$€£]\s?({_NUM}))|(?:\b({_NUM})\s?(?:dollars|euros?|EUR|USD|pounds|zł|PLN)\b)"
    match = next((m for m in re.finditer(amount, text, re.I) if not _is_a_rate(text, m)), None)
    if match is None:
        return None, ""
    tail = re.match(r"\s*(?:a|per|each)\s+(?:day|week|month|year)", text[match.end() :], re.I)
    return number(match[1] or match[2]), match[0] + (tail[0] if tail else "")


def _is_a_rate(text: str, match: re.Match[str]) -> bool:
    """Whether the amount is what an hour of somebody's time costs, or answers another question: no budget."""
    timed = re.search(r"\b(?:minutes?|mins?|hours?)\b[^.;?]{0,20}\b(?:at|costing|for)\s*$", text[: match.start()], re.I)
    hourly = re.match(r"\s*(?:an|per|/)\s?h(?:our|r)?\b", text[match.end() :], re.I)
    return bool(timed or hourly or _OTHER_QUESTION.match(text[: match.start()].rpartition("\n")[2]))


_COME = re.compile(
    rf"\b(?P<noun>[a-z]{{3,}}s|volume|traffic) (?:now )?(?:are|is|were|come to|run at|amount to|number|"
    r"(?:doubled|tripled|halved|grew|rose|fell|dropped|went up|went down|cut) to) (?:now |about |around |roughly |only )?"
    rf"(?P<number>{_NUM}) (?:a|per|each|every) (?P<period>day|week|month|quarter|year|hour)\b",
    re.I,
)
"""`tickets are 4,000 a month` counts like `4,000 tickets a month`."""


def _counts(text: str) -> Iterator[Count]:
    seen: set[str] = set()
    pattern = rf"(?<![$€£\w.,-])({_NUM})[ -]((?:[a-z][\w'’/]*[ -]){{0,2}}?[a-z][\w'’]*?s)\b(?:\s+(?:a|per|each|every)\s+(\w+))?"
    text = without_days(text)
    for match in re.finditer(pattern, text, re.I):
        noun = match[2].lower()
        head = noun.split()[-1]
        if re.fullmatch(
            rf"(days?|weeks?|months?|years?|hours?|minutes?|seconds?|ms|{_ROLES}|languages|dollars|euros?|wants|needs|retires|has|is|uses|does|sales|this|was)",
            head,
        ):
            continue
        period = (match[3] or "").lower().rstrip("s")
        period = "day" if "daily" in noun else period
        if noun not in seen:
            seen.add(noun)
            yield Count(number(match[1]), noun, match[0], period if period in _PERIODS else "")
    for said in _COME.finditer(text):
        if said["noun"].lower() not in seen:
            yield Count(number(said["number"]), said["noun"].lower(), said[0], said["period"].lower())


def _cues(text: str) -> Iterator[tuple[ConstraintKind, str]]:
    for kind, pattern in _CUES:
        if match := re.search(pattern, text, re.I):
            yield kind, match[0]
