"""A live product is priced at the model it runs on; at scale the move to the cheap tier is told its worth."""

from __future__ import annotations

import pytest

import assistant
from assistant.planning.evidence import Evidence
from assistant.planning.renderings.html import render
from assistant.planning.review import review
from assistant.planning.schema import Plan

SCALING = (
    "Our shipped e-mail triage product makes 5 million model calls a month. The bill is $47,000 a month on a mid-tier "
    "model. We have a validated eval. Fine-tune now?"
)


def amount(plan: Plan, entry: str) -> float:
    found = plan.costs.amount(entry)
    assert found is not None, entry
    return found.value


@pytest.mark.parametrize(
    "said",
    ["It runs on a small model.", "It runs on GPT-6 Luna.", "It uses the cheapest tier model.", "It runs on Haiku."],
)
def test_a_live_product_on_a_cheap_model_is_priced_at_the_cheap_one(said: str) -> None:
    brief = (
        f"Our help bot for customers has been live since May and answers 20,000 questions a month. {said} Improve it."
    )
    plan = assistant.plan(brief, model="offline")
    assert plan.phase in ("live", "scaling")
    assert amount(plan, "run_llm_month") == pytest.approx(amount(plan, "cheap_month") + amount(plan, "review_month"))
    assert plan.costs.amount("move_month") is None


@pytest.mark.parametrize("said", ["", "We may move to a small model.", "It runs on a small team."])
def test_a_live_product_on_no_named_cheap_model_is_priced_at_the_strong_one(said: str) -> None:
    brief = (
        f"Our help bot for customers has been live since May and answers 20,000 questions a month. {said} Improve it."
    )
    plan = assistant.plan(brief, model="offline")
    assert amount(plan, "run_llm_month") == pytest.approx(amount(plan, "strong_month") + amount(plan, "review_month"))


def test_at_scale_both_tiers_and_the_saving_of_the_move_stand_on_page_one() -> None:
    plan = assistant.plan(SCALING, model="offline")
    saved = amount(plan, "move_month")
    assert saved == pytest.approx(amount(plan, "strong_month") - amount(plan, "cheap_month"))
    first = plan.to_markdown().split("## This week")[0]
    assert "on GPT-6 Luna if it passes the eval: the move is worth $" in first
    assert "a month saved by the move" in render(plan)
    assert "buy, or measure" not in plan.to_markdown()
    assert not [f for f in review(plan, Evidence(today=plan.created_at.date())) if f.severity == "error"]
