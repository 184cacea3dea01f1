"""A plan asks for no number that the brief gives, and the default of each question is the number its money uses."""

from __future__ import annotations

import re

import pytest

from assistant import plan
from assistant.models.offline.asking import HOUR_ASKED, forms, put
from assistant.models.offline.patterns import Task, tasks
from assistant.models.offline.said_numbers import said_numbers
from assistant.planning.draft import DraftNumber
from assistant.planning.schema import Plan

ASKING = [task for task in tasks() if any(asked.settles for asked in task.question)]
TENANTS = "Our agency answers tenants' e-mails from a 60-page handbook: about 900 emails a month"


def cost(made: Plan) -> float:
    """What one unit of work costs today, in dollars."""
    found = made.costs.amount("today_unit_cost")
    assert found is not None
    return found.value


def asked_of(made: Plan) -> str:
    return " ".join(question.text for question in made.questions)


@pytest.mark.parametrize("task", tasks(), ids=lambda task: task.id)
def test_no_pattern_asks_for_minutes_without_naming_the_number_they_settle(task: Task) -> None:
    for asked in task.question:
        about_money = re.search(r"payback", asked.changes) and re.search(r"minutes|how long", asked.text, re.I)
        assert asked.settles or not about_money or task.id == "unclear-job", asked.text


@pytest.mark.parametrize("task", ASKING, ids=lambda task: task.id)
def test_what_the_brief_gives_is_not_asked_and_what_is_left_has_the_moneys_number(task: Task) -> None:
    asked = next(asked for asked in task.question if asked.settles)
    volume = DraftNumber(name="volume_month", value=900, origin="brief", words="900 emails a month")
    price = DraftNumber(name="today_unit_cost", value=4, origin="brief", words="$4 each")
    minutes = DraftNumber(name="today_unit_cost", value=3.5, low=2.1, high=7, words="6 minutes each")
    value, low, high = task.numbers["today_unit_cost"]
    assumed = DraftNumber(name="today_unit_cost", value=value, low=low, high=high)
    assert put(asked, {"volume_month": volume, "today_unit_cost": price}) is None
    hour = put(asked, {"volume_month": volume, "today_unit_cost": minutes})
    assert hour is not None and (hour.text, hour.default) == (HOUR_ASKED.text, "$35")
    left = put(asked, {"volume_month": volume, "today_unit_cost": assumed})
    assert left is not None and _dollars(left.default) == pytest.approx(value)
    assert left.text in [form.text for form in forms(asked)]


def _dollars(default: str) -> float:
    timed = re.fullmatch(r"([\d.]+) minutes at \$([\d.]+) an hour", default)
    if timed:
        return float(timed[1]) / 60 * float(timed[2])
    return float(re.findall(r"\$([\d,.]*\d)", default)[0].replace(",", ""))


def test_a_brief_with_volume_and_minutes_is_asked_for_the_hour_alone_and_told_what_it_moves() -> None:
    made = plan(f"{TENANTS}, ~6 minutes each. We want drafted answers. Eight weeks.", model="offline")
    hour = next(question for question in made.questions if question.text == HOUR_ASKED.text)
    assert hour.default == "$35"
    assert "Computed: " in hour.changes
    assert "How many minutes" not in asked_of(made)
    assert cost(made) == pytest.approx(3.5)


def test_a_brief_with_the_price_of_a_piece_is_asked_for_neither() -> None:
    made = plan(f"{TENANTS}. One email costs us $4. We want drafted answers. Eight weeks.", model="offline")
    assert cost(made) == 4
    assert "minutes" not in asked_of(made)
    assert HOUR_ASKED.text not in asked_of(made)


def test_the_answered_hour_counts_the_briefs_own_minutes() -> None:
    brief = f"{TENANTS}, ~6 minutes each. We want drafted answers. Eight weeks."
    made = plan(f"{brief}\nTo the question '{HOUR_ASKED.text}': $50", model="offline")
    assert cost(made) == pytest.approx(5)
    assert HOUR_ASKED.text not in asked_of(made)


def test_an_hours_price_is_no_price_of_a_piece() -> None:
    assert said_numbers(HOUR_ASKED.text, HOUR_ASKED.changes, "$50 an hour") == {"hour_cost": 50}
    assert said_numbers(HOUR_ASKED.text, HOUR_ASKED.changes, "we do not know") == {}
