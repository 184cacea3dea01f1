"""Invariant: how much work there is stands in the brief's own words, with or without a noun, as long as it says how often.

`4,000 tickets a month`, `tickets come to 4,000 a month` and a bare `40 a day` are counts; money and hours are none.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from assistant.planning.calendar_days import without_days
from assistant.planning.written_numbers import NUMBER, number

ROLES = r"engineers?|developers?|people|persons?|founders?|devs?|analysts?|data scientists?|programmers?|students?|staff|of us"
"""Who builds: counted as the team, never as work."""
_PERIODS = {
    "day": 30.0, "weekday": 260 / 12, "week": 52 / 12, "month": 1.0, "quarter": 1 / 3, "year": 1 / 12,
    "second": 2_592_000.0, "hour": 720.0, "minute": 43_200.0, "night": 30.0,
}  # fmt: skip
_ADVERBS = {"daily": "day", "nightly": "night", "weekly": "week", "monthly": "month", "yearly": "year",
            "annually": "year", "hourly": "hour"}  # fmt: skip
_OFTEN = (
    r"(?:\s+(?:a|an|per|each|every)\s+(?:single )?|\s?/\s?)(?P<period>(?:(?:working|business|school|week)[ -]?)?day|night"
    rf"|week|month|quarter|year|hour|minute|second|mo|yr)\b|\s+(?P<adverb>{'|'.join(_ADVERBS)})\b(?!\s+[a-z-]+s\b)"
)
"""How often: `a day`, `per working day`, `/month`, `weekly`. What follows an adverb may be what is counted."""
_NO_WORK = rf"(?:days?|weeks?|months?|years?|hours?|minutes?|seconds?|ms|{ROLES}|languages|dollars|euros?|wants|needs|retires|has|is|uses|does|sales|this|was)"


@dataclass(frozen=True)
class Count:
    """A counted thing in the brief: `4,000 tickets a month` → value 4000, noun `tickets`, period `month`.

    The noun is empty where the brief only says how often: `40 a day`.
    """

    value: float
    noun: str
    words: str
    period: str = ""

    @property
    def per_month(self) -> float:
        """The count scaled to a month (30 days, 260/12 working days, 52/12 weeks); unscaled when no period is named."""
        return self.value * _PERIODS.get(self.period, 1.0)


_COUNTED = re.compile(
    rf"(?<![$€£\w.,-])(?P<number>{NUMBER})[ -](?P<noun>(?:[a-z][\w'’]*[ -]){{0,2}}?[a-z][\w'’]*?s)\b(?:{_OFTEN})?", re.I
)
_COME = re.compile(
    rf"\b(?P<noun>[a-z]{{3,}}s|volume|traffic) (?:now )?(?:are|is|were|come to|run at|amount to|number|"
    r"(?:doubled|tripled|halved|grew|rose|fell|dropped|went up|went down|cut) to) (?:now |about |around |roughly |only )?"
    rf"(?P<number>{NUMBER})(?:{_OFTEN})",
    re.I,
)
"""`tickets are 4,000 a month` counts like `4,000 tickets a month`."""
_BARE = re.compile(rf"(?<![$€£\w.,-])(?<![$€£]\s)(?P<number>{NUMBER})(?:{_OFTEN})", re.I)
_PAID = re.compile(
    r"(?:\b(?:bill|costs?|costing|pays?|paying|paid|spend\w*|spent|price|fee|rent|salary|wage|budget|worth|invoice|"
    r"subscription|charge[sd]?|charging|earn\w*|revenue|turnover|losing|loses?|saves?|saving|inference|offered|quoted|"
    r"licen[cs]e|USD|EUR|GBP|money)\b|[$€£])(?:[^.;:!?\n,]|[.,](?=\d)){0,40}$",
    re.I,
)
"""Before a bare number: it is money, not work."""


def counts(text: str) -> tuple[Count, ...]:
    """Every count in `text`: those with a noun first, then what is only said to come so often."""
    found = list(_named(without_days(text)))
    return (*found, *_bare(without_days(text), found))


def _named(text: str) -> Iterator[Count]:
    seen: set[str] = set()
    for match in _COUNTED.finditer(text):
        noun = match["noun"].lower()
        if re.fullmatch(_NO_WORK, noun.split()[-1]):
            continue
        period = "day" if "daily" in noun else _period(match)
        if noun not in seen:
            seen.add(noun)
            yield Count(number(match["number"]), noun, match[0], period)
    for match in _COME.finditer(text):
        if match["noun"].lower() not in seen:
            yield Count(number(match["number"]), match["noun"].lower(), match[0], _period(match))


def _bare(text: str, named: list[Count]) -> Iterator[Count]:
    for match in _BARE.finditer(text):
        if any(match[0] in count.words for count in named) or _PAID.search(text[: match.start()]):
            continue
        yield Count(number(match["number"]), "", match[0], _period(match))


def _period(match: re.Match[str]) -> str:
    if match["adverb"]:
        return _ADVERBS[match["adverb"].lower()]
    said = re.sub(r"[ -]", "", (match["period"] or "").lower())
    if said.endswith("day") and said != "day":
        return "weekday"
    return {"mo": "month", "yr": "year"}.get(said, said)
