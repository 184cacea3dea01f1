"""What the brief says of minutes and money becomes the plan's numbers, told apart from what a budget is."""

from __future__ import annotations

from datetime import date

import pytest

from assistant.models.offline.amounts import numbers
from assistant.models.offline.evidence import Claims
from assistant.models.offline.job import Job
from assistant.models.offline.recognise import recognise
from assistant.planning.brief_reader import read_brief
from assistant.planning.draft import DraftNumber

_TODAY = date(2026, 11, 23)
_BRIEF = "Support bot for our 300-page help centre, 4,000 tickets a month."


def _today_unit_cost(text: str) -> DraftNumber:
    job = Job(read_brief(text, _TODAY), _TODAY, recognise(text), Claims({}), 4.0)
    return next(number for number in numbers(job) if number.name == "today_unit_cost")


@pytest.mark.parametrize(
    ("said", "dollars"),
    [
        ("How many minutes and what hourly cost does one ticket take today? 5 minutes at $20", 5 / 60 * 20),
        ("A ticket takes half an hour: 30 minutes at $50.", 25.0),
        ("Each takes 2 hours, at $35.", 70.0),
    ],
)
def test_minutes_and_their_price_are_what_a_unit_costs_today(said: str, dollars: float) -> None:
    cost = _today_unit_cost(f"{_BRIEF} {said}")
    assert cost.origin == "brief"
    assert cost.value == pytest.approx(dollars)


def test_minutes_without_a_price_are_priced_by_an_assumption_with_its_range() -> None:
    cost = _today_unit_cost(f"{_BRIEF} It is 12 minutes each.")
    assert cost.origin == "assumption"
    assert cost.low is not None
    assert cost.high is not None
    assert cost.low < cost.value < cost.high
