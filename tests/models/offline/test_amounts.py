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


@pytest.mark.parametrize("said", ["We buy 900 at 6 euros each.", "They cost 6 dollars apiece.", "It is $6 a ticket."])
def test_the_price_of_a_piece_is_what_a_unit_costs_today(said: str) -> None:
    assert _today_unit_cost(f"{_BRIEF} {said}").value == pytest.approx(6)


@pytest.mark.parametrize("said", ["Tickets come in, 40 a day.", "We handle 40/day.", "About 40 daily."])
def test_a_volume_without_a_noun_is_the_volume(said: str) -> None:
    text = f"Support bot for our 300-page help centre. {said}"
    job = Job(read_brief(text, _TODAY), _TODAY, recognise(text), Claims({}), 4.0)
    volume = next(number for number in numbers(job) if number.name == "volume_month")
    assert (volume.value, volume.origin) == (1_200, "brief")


@pytest.mark.parametrize("said", ["our patients' voices may not leave our country", "the audio must not leave the EU"])
def test_what_may_not_leave_the_country_answers_the_fourth_question(said: str) -> None:
    text = f"Draft letters from doctors' dictations; {said}."
    job = Job(read_brief(text, _TODAY), _TODAY, recognise(text), Claims({}), 4.0)
    assert "data-stays" in [circumstance.id for circumstance in job.recognised.circumstances]
