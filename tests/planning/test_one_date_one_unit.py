"""What code puts into a plan agrees with itself: one date of a launch, one unit of a gate, and a call nobody bills."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from assistant.planning.assemble import assemble
from assistant.planning.brief_reader import read_brief
from assistant.planning.draft import Draft
from assistant.planning.evidence import Evidence
from assistant.planning.findings import Finding
from assistant.planning.review import review
from assistant.planning.schema import Plan
from tests.planning.changes import changed
from tests.planning.drafted import NOW, draft, frame
from tests.planning.plans import support

TODAY = NOW.date()


def drafted(**changes: Any) -> Draft:  # noqa: ANN401
    return Draft.model_validate({**draft().model_dump(mode="json"), **changes})


def made(from_draft: Draft, brief: str = "") -> Plan:
    told = replace(frame(), facts=read_brief(brief, TODAY)) if brief else frame()
    return assemble(from_draft, told)[0]


def found(plan: Plan, code: str) -> list[Finding]:
    return [finding for finding in review(plan, Evidence(today=plan.created_at.date())) if finding.code == code]


def with_ship(week: float, end: float | None, **more: Any) -> Draft:  # noqa: ANN401
    stages = draft().model_dump(mode="json")["stages"]
    at = next(at for at, stage in enumerate(stages) if stage["kind"] == "ship")
    stages[at] |= {"start_week": 0.0, "end_week": end, **more}
    return drafted(ship_week=week, stages=stages)


def launch(plan: Plan) -> date | None:
    return next(stage.when.end for stage in plan.stages if stage.kind == "ship")


@pytest.mark.parametrize(("week", "end"), [(4, 6), (4, 3), (4, 4), (4, None)])
def test_a_launch_has_one_date(week: float, end: float | None) -> None:
    plan = made(with_ship(week, end))
    assert launch(plan) == plan.product.ship_by == TODAY + timedelta(weeks=week)
    assert not found(plan, "PF604")


BRIEF = "We get 4,000 tickets a month. An assistant answers customers. It must ship by 2026-12-21. Two engineers."


@pytest.mark.parametrize(("week", "end"), [(3, 9), (9, 3), (4, 4)])
def test_a_launch_that_keeps_the_deadline_in_one_place_keeps_it_in_the_other(week: float, end: float) -> None:
    plan = made(with_ship(week, end), BRIEF)
    day = launch(plan)
    assert day is not None and day == plan.product.ship_by <= date(2026, 12, 21)
    assert not found(plan, "PF604")


def test_a_launch_late_in_both_places_is_still_told() -> None:
    assert found(made(with_ship(9, 9), BRIEF), "PF604")


def test_a_stage_never_begins_after_the_launch_it_ends_in() -> None:
    plan = made(with_ship(2, 6, start_week=5.0))
    stage = next(stage for stage in plan.stages if stage.kind == "ship")
    assert stage.when.start == stage.when.end == TODAY + timedelta(weeks=2)


def test_what_has_shipped_or_waits_for_a_gate_keeps_its_own_date() -> None:
    done = made(with_ship(4, 0, state="done"))
    assert launch(done) == TODAY
    live = made(with_ship(4, 6).model_copy(update={"phase": "live"}))
    assert launch(live) == TODAY + timedelta(weeks=6)


def tuned(unit: str, **numbers: float) -> Draft:
    trigger = {"metric": "calls", "definition": "calls billed", "source": "bill", "threshold": 5, "unit": unit}
    stages = draft().model_dump(mode="json")["stages"]
    tune = {
        "id": "tune", "kind": "fine_tune", "title": "Tune", "role": "engineer", "deliverable": "a model",
        "exit_test": "better on held-out cases", "triggers": [{**trigger, "window_days": 28, "min_n": 0}],
    }  # fmt: skip
    given = [{"name": name, "value": value} for name, value in numbers.items()]
    return drafted(stages=[*(s for s in stages if s["kind"] != "fine_tune"), tune], numbers=given)


@pytest.mark.parametrize("unit", ["calls/month", "calls per month", "model calls", "calls", "Calls a month"])
def test_a_threshold_that_code_puts_in_has_the_unit_of_its_metric(unit: str) -> None:
    plan = made(tuned(unit, tuned_call_cost=0.0001))
    gate = next(gate for gate in plan.gates if gate.id == "g_tune")
    assert gate.all_of[0].threshold.origin == "computed", "the break-even takes the place of the draft's number"
    assert not [f for f in found(plan, "PF202") if "its metric in" in f.message]


@pytest.mark.parametrize(
    ("unit", "warned"),
    [("calls a month", 0), ("calls per month", 0), ("Model calls/month", 0), ("calls a week", 1), ("uses a month", 1)],
)
def test_units_are_compared_by_what_they_say(unit: str, warned: int) -> None:
    plan = support()
    at = next(at for at, gate in enumerate(plan.gates) if gate.all_of[0].threshold.unit == "calls a month")
    metric = next(n for n, m in enumerate(plan.data.metrics) if m.id == plan.gates[at].all_of[0].metric)
    other = changed(plan, {f"data.metrics[{metric}].unit": unit})
    assert len([f for f in found(other, "PF202") if "its metric in" in f.message]) == warned


def test_a_tuned_call_on_the_device_may_cost_nothing_and_says_why() -> None:
    free = tuned("calls a month", tuned_call_cost=0).model_copy(update={"surface": "offline on the device"})
    plan = made(free)
    entry = plan.costs.amount("tuned_call_cost")
    assert entry is not None
    assert (entry.value, entry.origin) == (0, "project_rule") and "billed by nobody" in entry.label
    assert not [f for f in found(plan, "PF301") if "tuned model" in f.message]


def test_a_tuned_call_on_a_rented_model_is_not_believed_to_cost_nothing() -> None:
    plan = made(tuned("calls a month", tuned_call_cost=0))
    assert [f for f in found(plan, "PF301") if "tuned model" in f.message]
