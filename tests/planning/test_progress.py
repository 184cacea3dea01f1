"""Use moves stages only through their gates, and past a fired kill gate only with a decision that ends."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta

import pytest

from assistant.errors import InputError
from assistant.planning.gate_readings import Observed, Reading, read_gates
from assistant.planning.progress import decided, decision_on, progressed, undecided
from assistant.planning.review import review
from assistant.planning.schema import Plan
from tests.planning.changes import changed
from tests.planning.plans import support
from tests.planning.plans.parts import EVIDENCE

TODAY = date(2027, 3, 10)
GOOD_START = {"right": Observed(90, 60), "satisfaction": Observed(0, 400)}


def fired(plan: Plan | None = None, today: date = TODAY) -> tuple[Reading, ...]:
    plan = plan or support()
    return undecided(plan, read_gates(plan, {"solved": Observed(8, 900)}, today), today)


def states(seen: Mapping[str, Observed], plan: Plan | None = None) -> list[str]:
    plan = plan or support()
    return [stage.state for stage in progressed(plan, read_gates(plan, seen, TODAY), TODAY).stages]


def test_an_open_gate_lets_its_stage_begin_and_ends_what_came_before() -> None:
    plan = progressed(support(), read_gates(support(), GOOD_START, TODAY), TODAY)
    assert [stage.state for stage in plan.stages[:3]] == ["done", "active", "planned"]
    assert plan.stages[0].done_on == TODAY
    assert not [finding for finding in review(plan, EVIDENCE) if finding.severity == "error"]


def test_a_stage_behind_two_gates_waits_for_both() -> None:
    assert states({"solved": Observed(40, 900)}) == ["active", "planned", "planned", "planned", "planned"]
    begun = changed(support(), {"stages[1].state": "active"})
    assert states({**GOOD_START, "solved": Observed(40, 900)}, begun) == ["done", "done", "done", "active", "planned"]


def test_a_stage_that_begins_with_a_reading_is_not_done_by_it() -> None:
    seen = {**GOOD_START, "solved": Observed(40, 900), "calls": Observed(900_000, 900_000)}
    assert states(seen) == ["done", "active", "planned", "planned", "planned"]
    begun = changed(support(), {"stages[1].state": "active"})
    assert states(seen, begun) == ["done", "done", "done", "active", "planned"]


def test_a_kill_gate_that_was_read_and_did_not_fire_is_closed_after_its_review_with_the_next_one() -> None:
    for today, due in ((date(2027, 3, 12), date(2027, 3, 12)), (date(2027, 3, 13), date(2027, 4, 9))):
        reading = read_gates(support(), {"solved": Observed(40, 900)}, today)[3]
        assert (reading.state, reading.review_on) == ("closed", due)
    assert read_gates(support(), {}, date(2027, 3, 13))[3].state == "expired"


def test_a_stage_without_dates_begins_on_the_day_it_is_read() -> None:
    seen = {**GOOD_START, "solved": Observed(40, 900)}
    begun = changed(support(), {"stages[1].state": "active"})
    plan = progressed(begun, read_gates(begun, seen, TODAY), TODAY)
    assert plan.stages[3].when.start == TODAY


def test_events_that_arrive_show_that_the_product_is_in_use() -> None:
    assert states({"solved": Observed(20, 10)})[0] == "active"
    assert states({"right": Observed(50, 60)})[0] == "planned"
    assert states({}) == ["planned"] * 5


def test_what_is_done_stays_done() -> None:
    plan = changed(support(), {"stages[0].state": "done", "stages[0].done_on": "2026-12-18"})
    after = progressed(plan, read_gates(plan, GOOD_START, TODAY), TODAY)
    assert after.stages[0] == plan.stages[0]


def test_a_circle_of_stages_moves_nothing() -> None:
    circle = changed(support(), {"stages[1].depends_on": ["better"]})
    assert states(GOOD_START, circle)[1] == "planned"


def test_a_fired_gate_is_undecided_until_somebody_decides_and_again_when_later_numbers_fire_it() -> None:
    (reading,) = fired()
    assert reading.gate == "g_stop"
    plan = decided(support(), (reading,), text="two weeks with the new prompt.", role="founder", today=TODAY)
    (decision,) = plan.decisions
    assert decision.text.endswith("two weeks with the new prompt (founder).")
    assert not decision.inferred
    assert plan.gates[3].review_on == TODAY + timedelta(days=28)
    assert fired(plan) == ()
    assert fired(plan, TODAY + timedelta(days=28)) == ()
    assert fired(plan, TODAY + timedelta(days=29)) == (), "the same numbers were decided about"
    (anew,) = undecided(plan, read_gates(plan, {"solved": Observed(9, 1200)}, TODAY), TODAY + timedelta(days=29))
    assert anew.gate == "g_stop"
    seen = read_gates(plan, {"solved": Observed(8, 900)}, TODAY)[3]
    assert decision_on(plan, seen, TODAY) == decision
    assert not [finding for finding in review(plan, EVIDENCE) if finding.severity == "error"]


def test_deciding_twice_on_a_day_keeps_the_later_words() -> None:
    plan = support()
    for words in ("once", "twice"):
        plan = decided(plan, fired(), text=words, role="founder", today=TODAY)
    assert [decision.text.rpartition(": ")[2] for decision in plan.decisions] == ["twice (founder)."]


@pytest.mark.parametrize(("text", "role"), [("", "founder"), ("because", " ")])
def test_a_decision_without_reason_or_role_is_refused(text: str, role: str) -> None:
    with pytest.raises(InputError) as refused:
        decided(support(), fired(), text=text, role=role, today=TODAY)
    assert refused.value.code == "decision"
