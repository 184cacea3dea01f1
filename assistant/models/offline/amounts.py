"""Invariant: a number comes from the brief where it has one; what is assumed carries its range."""

from __future__ import annotations

import re

from assistant.models.offline.answered import ANSWERED
from assistant.models.offline.asking import HOUR
from assistant.models.offline.job import Job
from assistant.models.offline.words import history_count, volume_count
from assistant.planning.brief_counts import Count
from assistant.planning.brief_reader import BriefFacts
from assistant.planning.draft import DraftNumber
from assistant.planning.money import INPUTS
from assistant.planning.written_numbers import DIGITS, number

_AMOUNT = DIGITS
_PERIOD = r"(?:day|week|month|year|quarter|hour|shift)s?\b"
_HOBBY = {
    "today_unit_cost": DraftNumber(name="today_unit_cost", value=5, low=0, high=20),
    "review_hours_week": DraftNumber(name="review_hours_week", value=0, low=0, high=1),
}
"""An evening of one's own costs little, and nobody is paid to review (project rule)."""
_VENDOR = r"(?:vendors?|suppliers?|competitors?|bought|buying|off the shelf|Intercom|Fin|Zendesk|quotes?|quoted|asks?)"
"""Before a price: it is what somebody else charges, not what the work costs today."""
_FORECAST = r"(?:items|articles|products|SKUs|lines|goods|dishes|parts|materials|series|meters)"
"""What is forecast at each site."""
_MONEY = re.compile(r"\$|\b(?:dollars|USD)\b", re.I)
_STOCK = 10_000
"""From this size on, a count without a period is a stock to be worked off, not a monthly flow (project rule)."""


def numbers(job: Job) -> list[DraftNumber]:
    """Raw numbers: the brief's own where it has them, else the patterns' assumptions."""
    assumed = {name: triple for source in reversed(job.sources) for name, triple in source.numbers.items()}
    numbers = {
        name: DraftNumber(name=name, value=value, low=low, high=high)
        for name, (value, low, high) in assumed.items()
        if name in INPUTS or name == "buy_unit_price"
    }
    count = volume_count(job.facts, job.task)
    numbers.update(_volume(job, count))
    if job.facts.people is not None:
        numbers["people"] = DraftNumber(name="people", value=job.facts.people, origin="brief")
    if count is not None and re.search(r"\b(?:model|API|LLM) (?:calls?|requests?)\b", count.words, re.I):
        numbers["calls_per_unit"] = DraftNumber(name="calls_per_unit", value=1, origin="brief", words=count.words)
    stated = _unit_cost(job.facts.text, _told(job).get("hour_cost")) or _bill(job.facts, count)
    if stated is not None:
        numbers["today_unit_cost"] = stated
    bought = _bought(job.facts.text)
    if bought is not None:
        numbers["buy_unit_price"] = bought
    numbers.update(_answered(job))
    weeks = job.facts.weeks_left(job.today)
    if weeks is not None and 1 <= weeks <= 30:
        numbers["weeks"] = DraftNumber(name="weeks", value=round(weeks), origin="brief")
    if job.facts.stakes == "hobby":
        numbers.update(_HOBBY)
        numbers["week_cost"] = DraftNumber(name="week_cost", value=200, low=0, high=800)
        numbers.setdefault("weeks", DraftNumber(name="weeks", value=2, low=1, high=4))
    return list(numbers.values())


def _volume(job: Job, count: Count | None) -> dict[str, DraftNumber]:
    """How much work comes a month, from what the brief counts; nothing where it counts none."""
    if count is not None and count.period:
        return {
            "volume_month": DraftNumber(name="volume_month", value=count.per_month, origin="brief", words=count.words)
        }
    if count is not None and job.task.counts_own_units:
        sites = DraftNumber(name="volume_month", value=count.value, origin="brief", words=count.words)
        return {"volume_month": sites, **_each_day(job.facts, count)}
    if count is not None:
        return {"volume_month": _undated_volume(count)}
    past = history_count(job.facts)
    return {"volume_month": _from_history(past)} if past is not None else {}


def _answered(job: Job) -> dict[str, DraftNumber]:
    """What the user gave in answer to a question, ahead of what the brief says.

    Minutes without their price are priced by an assumption, so what they cost is one too.
    """
    words = dict(job.recognised.told)
    return {
        name: DraftNumber(name=name, value=value, origin="brief", words=words.get(name, ""))
        if name != "today_unit_cost" or _MONEY.search(words.get(name, ""))
        else DraftNumber(name=name, value=value, low=value * 0.6, high=value * 2, words=words.get(name, ""))
        for name, value in _told(job).items()
        if name in INPUTS
    }


def _told(job: Job) -> dict[str, float]:
    found = next((c.numbers for c in job.recognised.circumstances if c.id == ANSWERED), {})
    return {name: value for name, (value, _, _) in found.items()}


def _bought(text: str) -> DraftNumber | None:
    """What a bought alternative asks for each piece, when the brief says so; the last one said counts."""
    asked = rf"\b{_VENDOR}\b[^.;$]{{0,60}}\$\s?({_AMOUNT}) (?:per|a|an|each|for each) (?!{_PERIOD})[a-z]+"
    said = list(re.finditer(asked, text, re.I))
    if not said:
        return None
    return DraftNumber(name="buy_unit_price", value=number(said[-1][1]), origin="brief", words=said[-1][0])


def _unit_cost(text: str, hour: float | None = None) -> DraftNumber | None:
    """What one unit of work costs today, when the brief says its price, its minutes, or both; `hour` was answered."""
    priced = (
        rf"({_AMOUNT}|[a-z]+)[\s-](min(?:ute)?s?|hours?)\b,?[\w ]{{0,20}}\b(?:at|costing|for)\s+[$€£]\s?({_AMOUNT})"
    )
    for paid in re.finditer(rf"\b{priced}", text, re.I):
        if (hours := _hours(paid)) is not None:
            return _today(hours * number(paid[3]), paid[0])
    ours = re.sub(rf"[^.;\n]*\b{_VENDOR}\b[^;\n]*?(?=\.\s|[;\n]|$)", "", text, flags=re.I)
    words = rf"(?:[$€£]\s?({_AMOUNT})|({_AMOUNT}) ?(?:dollars?|euros?|EUR|USD|pounds?))"
    priced = rf"{words} (?:each\b|apiece\b|(?:per|a|an|for each) (?!{_PERIOD})[a-z]+)"
    costs = r"(?:now |already |still |today )?costs? (?:us )?(?:now |about )?"
    now = rf"\b(?:a|an|one|each|every|per) [a-z]+ {costs}[$€£]\s?({_AMOUNT})"
    price = next(reversed(list(re.finditer(now, ours, re.I))), None) or re.search(priced, ours, re.I)
    if price is not None:
        return _today(next(number(group) for group in price.groups() if group), price[0])
    time = re.search(
        rf"\b({_AMOUNT}|[a-z]+)[\s-](minutes?|mins?|hours?)\s"
        rf"(?:each|apiece|by\shand|(?:per|a|an|for each) (?!{_PERIOD})[a-z]+)",
        text,
        re.I,
    )
    hours = _hours(time) if time is not None else None
    if time is None or hours is None:
        return None
    if hour is not None:
        return DraftNumber(name="today_unit_cost", value=hours * hour, origin="brief", words=time[0])
    cost = hours * HOUR
    return DraftNumber(name="today_unit_cost", value=cost, low=cost * 0.6, high=cost * 2, words=time[0])


def _today(value: float, words: str) -> DraftNumber:
    """Today's cost of a unit in dollars; another currency is taken one for one, as an assumption with its range."""
    if re.search(r"[€£]|euros?|EUR|pounds?", words, re.I):
        return DraftNumber(name="today_unit_cost", value=value, low=value * 0.8, high=value * 1.4, words=words)
    return DraftNumber(name="today_unit_cost", value=value, origin="brief", words=words)


def _hours(time: re.Match[str]) -> float | None:
    """The hours in a match of an amount and its unit; None when the amount is a word that is no number."""
    try:
        return number(time[1]) / (1 if time[2].lower().startswith("h") else 60)
    except ValueError:
        return None


def _bill(facts: BriefFacts, count: Count | None) -> DraftNumber | None:
    """What one unit costs on the model bill that a product at scale already pays."""
    found = re.search(rf"[$€£]\s?({_AMOUNT}\s?k?) (?:a|per|each|every) month\b", facts.text, re.I)
    if facts.phase != "scaling" or found is None or count is None or not count.per_month:
        return None
    cost = number(found[1].replace(" ", "")) / count.per_month
    return DraftNumber(name="today_unit_cost", value=cost, low=cost * 0.9, high=cost * 1.1, words=found[0])


def _from_history(past: Count) -> DraftNumber:
    """How much comes a month, from how much is on record: ten years of it assumed, three to twenty as the range."""
    value = past.value / 120
    return DraftNumber(name="volume_month", value=value, low=value / 2, high=value * 120 / 36, words=past.words)


def _each_day(facts: BriefFacts, sites: Count) -> dict[str, DraftNumber]:
    """Forecasts a month for one site, where the brief counts what is forecast there: each day, at least each week."""
    found = (c for c in facts.counts if c is not sites and not c.period and re.search(rf"\b{_FORECAST}$", c.noun, re.I))
    items = next(found, None)
    if items is None:
        return {}
    low, value = items.value * 52 / 12, items.value * 30
    return {
        "calls_per_unit": DraftNumber(name="calls_per_unit", value=value, low=low, high=value * 2, words=items.words)
    }


def _undated_volume(count: Count) -> DraftNumber:
    """A count without a period: a stock of many is worked off in a year, a small one comes every month (assumed)."""
    value = count.value / 12 if count.value >= _STOCK else count.value
    return DraftNumber(name="volume_month", value=value, low=value / 4, high=value * 4, words=count.words)
