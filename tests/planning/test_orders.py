"""Words that say what became of the plan: an exit test met on a day, and a product that is given up."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import pytest

from assistant.errors import InputError
from assistant.planning.orders import ordered
from assistant.planning.plan_diff import in_words
from assistant.planning.review import review
from assistant.planning.revising import merge
from assistant.planning.schema import Plan
from assistant.planning.stopping import is_stop
from tests.planning.changes import changed
from tests.planning.plans import GOOD, live, support
from tests.planning.plans.parts import EVIDENCE

TODAY = date(2026, 12, 20)


def after(text: str, plan: Plan | None = None, today: date = TODAY) -> Plan:
    found = ordered(plan or support(), text, today)
    assert found is not None
    assert not [f for f in review(found, EVIDENCE) if f.severity == "error"]
    return found


@pytest.mark.parametrize(
    ("said", "on"),
    [
        ("the ship stage's exit was met on 10 December", date(2026, 12, 10)),
        ("ship stage's exit met on 2026-12-10", date(2026, 12, 10)),
        ("the exit test of stage 1 was met yesterday", date(2026, 12, 19)),
        ("Exit test of “Ship to ten customers, measured” passed.", TODAY),
        ("stage 1 met its exit on Dec 11, 2026", date(2026, 12, 11)),
        ("we shipped on 10 December", date(2026, 12, 10)),
        ("it went live today!", TODAY),
    ],
)
def test_an_exit_test_met_ends_its_stage_on_that_day_and_makes_a_shipped_product_live(said: str, on: date) -> None:
    plan = after(said)
    assert (plan.stages[0].state, plan.stages[0].done_on, plan.phase) == ("done", on, "live")
    assert [stage.state for stage in plan.stages[1:]] == ["planned"] * 4, "a gate is opened by numbers, not by words"
    (decision,) = [d for d in plan.decisions if d.id.startswith("exit-ship")]
    assert said.rstrip(".!") in decision.text
    assert decision.text.endswith("Next is “Everybody”, when “Good enough for everybody” opens")
    assert "Phase: idea → live." in in_words(support(), plan)


def test_what_waits_for_that_stage_alone_begins() -> None:
    plan = after("the exit of stage 2 was met on 18 December", after("stage 1's exit was met on 10 December"))
    assert [stage.state for stage in plan.stages] == ["done", "done", "active", "planned", "planned"]


def test_what_ships_late_is_read_late() -> None:
    before = support()
    ends = before.stages[0].when.end
    assert ends is not None
    plan = after("we shipped today", today=ends + timedelta(days=14))
    moved = [(a.review_on - b.review_on).days for a, b in zip(plan.gates, before.gates, strict=True)]
    assert moved == [14] * 4
    assert plan.success.measures[0].read_on == before.success.measures[0].read_on + timedelta(days=14)
    early = after("we shipped today", today=ends)
    assert [gate.review_on for gate in early.gates] == [gate.review_on for gate in before.gates]


@pytest.mark.parametrize(
    ("said", "why"),
    [
        ("the ship stage's exit was met on 1 March 2027", "has not come"),
        ("the exit test of stage 9 was met", "no stage 9"),
        ("the exit test of the moon stage was met today", "No stage of the plan is called"),
        ("the exit test of stage 2 was met today", "comes after “Ship to ten customers, measured”, which is not done"),
    ],
)
def test_a_report_that_cannot_be_is_refused(said: str, why: str) -> None:
    with pytest.raises(InputError, match=why) as refused:
        ordered(support(), said, TODAY)
    assert refused.value.fix


def test_a_later_draft_keeps_a_shipped_product_live() -> None:
    shipped = after("we shipped on 10 December")
    merged = merge(shipped, support(), (), "brief")
    assert (merged.phase, merged.stages[0].state) == ("live", "done")
    assert merge(support(), live(), (), "brief").phase == "live"


@pytest.mark.parametrize(
    "said",
    ["product is cancelled", "the project was stopped, no money", "we are shutting it down", "kill the project",
     "we killed it because nobody came", "The board decided to stop the product.", "cancelled", "we gave up"],
)  # fmt: skip
def test_giving_up_is_a_decision_with_a_week_of_winding_down(said: str) -> None:
    plan = after(said)
    assert plan.answer.startswith("Stopped on 20 Dec 2026.")
    assert [action.role for action in plan.this_week] == ["product owner", "engineer", "product owner"]
    (decision,) = [d for d in plan.decisions if d.id == "stopped-2026-12-20"]
    assert said.rstrip(".") in decision.text
    assert plan.verdict == support().verdict


@pytest.mark.parametrize("make", GOOD)
def test_every_plan_can_be_given_up_without_breaking_a_rule(make: Callable[[], Plan]) -> None:
    plan = after("product is cancelled", make())
    assert not [stage for stage in plan.stages if stage.state == "active"]


def test_a_later_draft_does_not_take_giving_up_back() -> None:
    gone = after("product is cancelled")
    merged = merge(gone, support(), (), "brief")
    assert (merged.answer, merged.this_week) == (gone.answer, gone.this_week)


@pytest.mark.parametrize(
    "said", ["stop the presses", "we stopped using tickets", "budget halved", "the moon", "exit", ""]
)
def test_other_words_are_left_to_the_drafter(said: str) -> None:
    assert ordered(support(), said, TODAY) is None
    assert not is_stop(said)


def test_a_stage_named_by_its_kind_or_part_of_its_title_is_found() -> None:
    done = changed(support(), {"stages[0].state": "done", "stages[0].done_on": "2026-12-01"})
    assert after("the exit test of the roll out was met today", done).stages[1].done_on == TODAY
    assert after("everybody is done since 12 December", done).stages[1].done_on == date(2026, 12, 12)
