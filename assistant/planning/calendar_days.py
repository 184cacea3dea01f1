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
_DAY_FIRST = rf"(?P<day>\d{{1,2}})(?:st|nd|rd|th)?(?: of)? (?P<month>{_SHORT})\b\.?,?(?: (?P<year>20\d\d))?"
_MONTH_FIRST = rf"(?P<month2>{_SHORT})\b\.? (?P<day2>\d{{1,2}})(?:st|nd|rd|th)?\b(?!\d|,\d)(?:,? (?P<year2>20\d\d))?"
DAY = rf"(?<![\w.,-])(?:{_ISO}|{_DAY_FIRST}|{_MONTH_FIRST})(?!\w)"
"""A day as people write it: `1 March 2027`, `March 1, 2027`, `2027-03-01`; its year may be left out."""
_DUE = (
    r"(?:\b(?:by|before|until|till|due(?: on)?)"
    r"|\bdeadline\b[^.;\n]{0,30}?\b(?:to|is|was|of|on|now)|\bdeadline:?"
    r"|\b(?:ship|launch|live|ready|done|deliver\w*|release\w*|finish\w*)(?: \w+)? on)"
)
_DUE_DAY = re.compile(rf"{_DUE}\s+(?:the\s+)?(?P<said>{DAY})", re.I)
_ANY_DAY = re.compile(DAY, re.I)
_SOON = timedelta(days=120)
"""A day without a year that comes within this time is meant as to come, a later one as past (project rule)."""


def due_day(text: str, today: date) -> tuple[date, str] | None:
    """The first day in `text` that a word like `by` or `deadline` makes a deadline, with its words.

    A day without a year is the next such day from `today`; days that are past and days that do not exist are none.
    """
    for match in _DUE_DAY.finditer(text):
        found = _day(match, today)
        if found is not None and found >= today:
            return found, match[0]
    return None


def day_said(text: str) -> str:
    """The words of the first day named in `text`, '' without one."""
    match = _ANY_DAY.search(text)
    return match[0] if match else ""


def past_day(said: str, today: date) -> date | None:
    """The day that `said` names; without a year the last such day up to `today`. None for what is no day."""
    match = _ANY_DAY.fullmatch(said.strip())
    found = _day(match, today) if match else None
    if match is None or found is None or found <= today or match["iso"] or match["year"] or match["year2"]:
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
        number, name, year = (match[key] or match[f"{key}2"] for key in ("day", "month", "year"))
        month = next(at for long, at in MONTHS.items() if long.startswith(name.lower()[:3]))
        if year:
            return date(int(year), month, int(number))
        this = date(today.year, month, int(number))
        return this if this >= today else date(today.year + 1, month, int(number))
    except ValueError:
        return None
