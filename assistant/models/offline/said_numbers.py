"""Invariant: a number in an answer goes where its question asks, and one that no question asks for goes nowhere."""

from __future__ import annotations

import re

from assistant.models.offline.asking import HOUR
from assistant.planning.written_numbers import DIGITS, number

_PERIODS = {"day": 30.0, "week": 52 / 12, "month": 1.0, "year": 1 / 12}
_NUMBER = rf"(?P<n>{DIGITS}|one|two|three|four|five|six|seven|eight|nine|ten|twelve|fifteen|twenty|thirty)"
_MONEY = re.compile(rf"\$\s?(?P<n>{DIGITS}(?:\s?k\b)?)|\b(?P<m>{DIGITS})\s?(?:dollars|USD)\b", re.I)
_TIME = re.compile(rf"\b{_NUMBER}[\s-](?P<unit>min(?:ute)?s?|hours?)\b", re.I)
_COUNT = re.compile(
    rf"\b{_NUMBER}(?![\s-](?:min|hour|dollar|h\b|%))(?:\s+\w+){{0,2}}?\s*(?:(?:a|per|each|every)\s+(?P<p>day|week|month|year))?",
    re.I,
)


def said_numbers(question: str, changes: str, answer: str) -> dict[str, float]:
    """Name of a money input (or `hour_cost`) → its value, for an answer about volume, time or cost of the work."""
    if not re.search(r"payback|stop line|break-even|gain|money|price|cost", changes, re.I):
        return {}
    money, time = _MONEY.search(answer), _TIME.search(answer)
    pay = number((money["n"] or money["m"]).strip()) if money else None
    if re.search(r"\bwhat does an hour\b", question, re.I) and time is None:
        return {"hour_cost": pay} if pay is not None else {}
    found: dict[str, float] = {}
    if time is not None and re.search(r"minutes|hours|how long|takes?\b", question, re.I):
        hours = number(time["n"]) / (1 if time["unit"].lower().startswith("h") else 60)
        found["today_unit_cost"] = hours * (pay or HOUR)
    elif pay is not None and re.search(r"\b(?:cost|pay|worth|waste)\b", question, re.I):
        found["today_unit_cost"] = pay
    asked = re.search(r"how many\b[^?]*?\ba (day|week|month|year)\b", question, re.I)
    if asked and (count := _COUNT.search(_MONEY.sub("", answer))):
        found["volume_month"] = number(count["n"]) * _PERIODS[(count["p"] or asked[1]).lower()]
    return found
