"""The good plans cover what plans can be, and each says something of its own."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from itertools import combinations
from typing import get_args

import pytest

from assistant.planning.gate_readings import judge_gates
from assistant.planning.metric_rows import read_rows
from assistant.planning.metric_series import series
from assistant.planning.purpose import Path, Phase, Stakes
from assistant.planning.rivals import rivals
from assistant.planning.schema import Plan, dump, load
from tests.planning.plans import GOOD, clauses, gym, hobby, letters, listings, no_shows, seeds
from tests.planning.plans.clauses import METRICS
from tests.planning.plans.parts import TODAY

PLANS = tuple(build() for build in GOOD)


def test_there_are_at_least_two_of_each_verdict_phase_and_stakes() -> None:
    for kinds, found in (
        (get_args(Path), Counter(plan.verdict.path for plan in PLANS)),
        (get_args(Phase), Counter(plan.phase for plan in PLANS)),
        (get_args(Stakes), Counter(plan.stakes for plan in PLANS)),
    ):
        assert {kind: found[kind] >= 2 for kind in kinds} == dict.fromkeys(kinds, True)


def test_two_verdicts_have_parts_that_go_different_ways() -> None:
    for plan in (gym(), no_shows()):
        assert {part.path for part in plan.verdict.parts} == {"classical", "product_first"}
        for part in plan.verdict.parts:
            assert part.part in plan.to_markdown()
    assert (gym().verdict.path, no_shows().verdict.path) == ("product_first", "classical")


def test_no_good_plan_needs_a_waiver() -> None:
    assert [plan.title for plan in PLANS if plan.waivers] == []


@pytest.mark.parametrize("build", [hobby, seeds])
def test_a_hobby_is_short(build: Callable[[], Plan]) -> None:
    assert build().stakes == "hobby"
    assert len(build().to_markdown().split()) < 900


def test_a_product_that_is_live_keeps_its_gate_closed_by_what_was_read() -> None:
    plan = clauses()
    rows = series(plan, read_rows(METRICS, where="metrics.csv"), TODAY)
    states = {reading.gate: reading.state for reading in judge_gates(plan, rows.seen, TODAY)}
    assert plan.phase == "live"
    assert states == {"g_keep": "closed", "g_off": "closed"}


def test_a_product_that_scales_tries_its_cheap_tier_before_it_tunes() -> None:
    plan = listings()
    found = rivals(plan.costs, plan.claims)
    assert plan.phase == "scaling"
    assert [option.id for option in found.unmeasured] == ["cheap", "strong"]
    calls, even = plan.costs.amount("calls_month"), plan.costs.amount(plan.costs.tuning.break_even)
    assert calls and even and calls.value > even.value, "against the incumbent alone, tuning would look due"
    assert "never" in plan.costs.tuning.never_because
    kinds = [stage.kind for stage in plan.stages]
    assert kinds.index("roll_out") < kinds.index("fine_tune")


def test_a_plan_that_asks_offers_defaults_and_a_smallest_slice() -> None:
    plan = letters()
    assert len(plan.questions) == 3
    assert all(question.default for question in plan.questions)
    assert plan.product.slice


@pytest.mark.parametrize("build", GOOD)
def test_each_is_the_same_plan_after_a_trip_through_its_file(build: Callable[[], Plan]) -> None:
    assert load(dump(build())) == build()


def test_no_two_say_the_same_where_a_plan_has_to_be_its_own() -> None:
    for one, other in combinations(PLANS, 2):
        for part in ("id", "title", "answer", "against", "brief", "this_week"):
            if (part, frozenset((one.id, other.id))) in SHARED:
                continue
            assert getattr(one, part) != getattr(other, part), (one.title, other.title, part)


SHARED = {
    (part, frozenset(pair))
    for pair in combinations(("0193-support", "0193-live", "0193-scaling", "0193-adapted"), 2)
    for part in ("title", "answer", "against", "brief", "this_week")
}
"""The support plan at three points of its life, of which only the course differs."""
