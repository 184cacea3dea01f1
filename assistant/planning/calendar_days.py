"""Invariant: a day of the calendar is read as that day, never as a count of days or weeks."""

from __future__ import annotations

import re
from datetime import date, timedelta

MONTHS = {
    "january": 1, "february": 2, "march": 3, "april": 4, "may": 5, "june": 6, "july": 7, "august": 8, "september": 9,
    "october": 10, "november": 11, "december": 12,
}  # fmt: skip
_SHORT = "|".join(f"{name[:3]}(?:{name[3:]})?" if name != "may" else name for name in MONTHS)
_ISO = r"(?P<iso>20\d\d-\d\d-\d\d)"
_POINTS = r"(?P<day3>\d{1,2})\.\s?(?P<month3>\d{1,2})\.\s?(?P<year3>20\d\d)"
_DAY_FIRST = rf"(?P<day>\d{{1,2}})(?:st|nd|rd|th)?(?: of)? (?P<month>{_SHORT})\b\.?,?(?: (?P<year>20\d\d))?"
_MONTH_FIRST = rf"(?P<month2>{_SHORT})\b\.? (?P<day2>\d{{1,2}})(?:st|nd|rd|th)?\b(?!\d|,\d)(?:,? (?P<year2>20\d\d))?"
DAY = rf"(?<![\w.,-])(?:{_ISO}|{_POINTS}|{_DAY_FIRST}|{_MONTH_FIRST})(?!\w)"
"""A day as people write it: `1 March 2027`, `March 1, 2027`, `2027-03-01`; its year may be left out."""
_MOMENT = (
    r"(?:ship(?:s|ping)?|launch(?:es|ing)?|(?:go(?:es|ing)?[- ])?live|ready|done|deliver(?:s|y|ing|ed)?|release(?:s|d)?|releasing|"
    r"roll(?:s|ing)?[- ]?out|finish(?:es|ing|ed)?|shipped|launched|hand(?:s|ing)?[- ]?over|opens?|opening|in (?:use|production|"
    r"service|place)|up and running|due|needed|wanted|expected|required|target|aim(?:s|ing)?)"
)
"""When somebody is to have it, as verb or noun."""
_DUE = (
    r"(?:\b(?:by|before|until|till|(?:no|not) later than)"
    r"|\bdeadline\b[^.;\n]{0,30}?\b(?:to|is|was|of|on|now)|\bdeadline:?"
    rf"|\b{_MOMENT}(?: (?:date|day))?(?: (?!(?:by|before|until|since|of|last|dated|between)\b)\w+){{0,4}}:?)"
)
_PAST = re.compile(
    r"\b(?:since|after|went|gone|was|were|had|has been|have been|last|previous|first|old) (?:\w+ ){0,2}$", re.I
)
_PARTICIPLE = re.compile(r"(?:launched|released|shipped|delivered|finished|done)\b", re.I)
_TO_COME = re.compile(r"\b(?:be|is|are|being|gets?|get it|have it|wants? it|needs? it) $", re.I)
"""What is told with these words has happened, or has not happened yet."""
_DUE_DAY = re.compile(rf"(?P<due>{_DUE})\s+(?:the\s+)?(?P<said>{DAY})", re.I)
_DUE_MONTH = re.compile(
    rf"(?P<due>\b(?:by|before|until|in|end of)|\b{_MOMENT}(?: (?:date|day))?(?: (?:on|for|is|in|planned|set|around))*:?)\s+"
    rf"(?:early |mid[- ]?|late |(?:the )?end of |(?:the )?start of )?(?:(?P<month>{_SHORT})\b\.?|Q(?P<quarter>[1-4])\b)(?:,? (?P<year>20\d\d))?(?! \d)",
    re.I,
)
_ANY_DAY = re.compile(DAY, re.I)
_SOON = timedelta(days=120)
"""A day without a year that comes within this time is meant as to come, a later one as past (project rule)."""


def due_day(text: str, today: date) -> tuple[date, str] | None:
    """The first day in `text` that a word like `by` or `deadline` makes a deadline, with its words.

    A day without a year is the next such day from `today`; days that are past and days that do not exist are none.
    """
    for match in _DUE_DAY.finditer(text):
        found = _day(match, today)
        if found is not None and found >= today and not _is_told(text, match):
            return found, match[0]
    return None


def due_month(text: str, today: date) -> tuple[date, str] | None:
    """The end of the first month or quarter that such a word makes a deadline; one that is past is none."""
    for match in _DUE_MONTH.finditer(text):
        if _is_told(text, match) or ((match["month"] or "").lower() == "may" and not match["month"][0].isupper()):
            continue
        month = int(match["quarter"]) * 3 if match["quarter"] else _month(match["month"])
        found = month_end(int(match["year"]) if match["year"] else today.year + (month < today.month), month)
        if found >= today:
            return found, match[0]
    return None


def month_end(year: int, month: int) -> date:
    """The last day of a month."""
    following = date(year + month // 12, month % 12 + 1, 1)
    return following - timedelta(days=1)


def _is_told(text: str, match: re.Match[str]) -> bool:
    """Whether the words tell of something that has happened: `went live on 3 May`, `launched 1 March`."""
    before = text[max(0, match.start() - 40) : match.start()]
    done = _PARTICIPLE.match(match["due"]) is not None and _TO_COME.search(before) is None
    return done or _PAST.search(before) is not None


def _month(name: str) -> int:
    return next(at for long, at in MONTHS.items() if long.startswith(name.lower()[:3]))


def day_said(text: str) -> str:
    """The words of the first day named in `text`, '' without one."""
    match = _ANY_DAY.search(text)
    return match[0] if match else ""


def past_day(said: str, today: date) -> date | None:
    """The day that `said` names; without a year the last such day up to `today`. None for what is no day."""
    match = _ANY_DAY.fullmatch(said.strip())
    found = _day(match, today) if match else None
    if match is None or found is None or found <= today or any(match[key] for key in ("iso", "year", "year2", "year3")):
        return found
    if found - today < _SOON or (found.month, found.day) == (2, 29):
        return found
    return found.replace(year=found.year - 1)


def without_days(text: str) -> str:
    """`text` without the days it names, so that their numbers are not read for amounts."""
    return _ANY_DAY.sub("", text)


def _day(match: re.Match[str], today: date) -> date | None:
    try:
        if match["iso"]:
            return date.fromisoformat(match["iso"])
        if match["year3"]:
            return date(int(match["year3"]), int(match["month3"]), int(match["day3"]))
        number, name, year = (match[key] or match[f"{key}2"] for key in ("day", "month", "year"))
        month = _month(name)
        if year:
            return date(int(year), month, int(number))
        this = date(today.year, month, int(number))
        return this if this >= today else date(today.year + 1, month, int(number))
    except ValueError:
        return None
