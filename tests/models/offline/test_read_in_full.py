"""Plans of briefs that nobody tuned a pattern to hold, whatever was read in them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from assistant import app
from assistant.agent.assistant import Assistant
from assistant.knowledge import embedding
from assistant.planning.schema import Plan
from assistant.settings import Settings

NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)


@pytest.fixture(scope="module")
def drafter(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Assistant]:
    home: Path = tmp_path_factory.mktemp("home")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(embedding, "packaged", lambda: None)
        yield app.build(Settings(home=home), model="offline", wiring=app.Wiring(recorded=False, now=lambda: NOW))


def planned(drafter: Assistant, brief: str) -> Plan:
    """The offline drafter's plan, which holds."""
    drafter.history = []
    plan = drafter.turn(brief, want="plan").plan
    assert plan is not None
    assert [str(f) for f in app.review_plan(plan, today=NOW) if f.severity == "error"] == []
    return plan


def test_who_says_i_builds_alone_and_that_is_the_briefs_own_number(drafter: Assistant) -> None:
    plan = planned(drafter, "I'm the treasurer, and every Sunday goes on minutes. I need them drafted in our template.")
    (people,) = (entry for entry in plan.costs.ledger if entry.id == "people")
    assert (people.value, people.origin) == (1, "brief")


def test_a_demand_told_both_ways_is_asked_about_before_anything_is_built(drafter: Assistant) -> None:
    plan = planned(
        drafter,
        "Summaries of 300 grievances a month for the head of personnel. It must use the newest hosted model from a US "
        "provider. No grievance may leave our building.",
    )
    assert plan.verdict.path == "clarify"
    assert plan.answer.startswith("Not a plan yet: first settle what the brief leaves open.")
    assert "may this data go to a provider" in plan.questions[0].text.lower()
    assert plan.stages[0].id == "settle"


def test_a_job_with_two_numbered_parts_has_a_verdict_for_each(drafter: Assistant) -> None:
    plan = planned(
        drafter,
        "Dairy: (a) forecast demand per shop for the next two weeks from four years of sales, (b) draft answers to the "
        "letters of customers from our manuals; a clerk checks each.",
    )
    assert {part.path for part in plan.verdict.parts} == {"classical", "product_first"}


def test_one_grave_mistake_makes_the_plan_run_beside_todays_way_first(drafter: Assistant) -> None:
    plan = planned(
        drafter,
        "Find the open follow-ups in 90 lift reports a day and list them. A missed one can cost a life, so each is "
        "confirmed by the engineer.",
    )
    assert plan.verdict.path == "adapted"
    assert "single mistake" in next(fit.reason for fit in plan.fit if fit.question == 6)


def test_the_briefs_own_buzzwords_are_no_fault_of_the_plan(drafter: Assistant) -> None:
    plan = planned(drafter, "Build an agentic intelligence platform that unlocks value across the group. Governance.")
    assert plan.verdict.path == "clarify"
    assert "unlocks value" in plan.product.job
