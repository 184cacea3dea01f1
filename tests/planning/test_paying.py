"""Where the plan's own sums say that building does not pay, page one says so first, in Markdown and in HTML."""

from __future__ import annotations

from assistant.planning.paying import not_paying
from assistant.planning.renderings.html import render
from assistant.planning.schema import Plan
from tests.planning.changes import changed
from tests.planning.plans import GOOD, live, support


def unpaid(plan: Plan) -> Plan:
    """The plan with a gain that no month covers its running cost."""
    ledger = [e.model_dump(mode="json") for e in plan.costs.ledger if e.id != plan.costs.payback]
    note = "the gain does not cover the running cost at these numbers"
    return changed(plan, {"costs.ledger": ledger, "costs.payback": "", "costs.payback_note": note})


def test_a_build_that_no_gain_repays_is_told_before_the_answer_with_what_to_do() -> None:
    plan = unpaid(support())
    told = not_paying(plan)
    assert told.startswith("building does not pay: the gain does not cover the running cost")
    assert "on a week of real work and get one quote for a bought answer" in told
    text = plan.to_markdown()
    assert text.index("**At these numbers building does not pay") < text.index(plan.answer[:20])
    page = render(plan)
    assert page.index("At these numbers building does not pay") < page.index('class="lead"')


def test_a_plan_that_pays_is_not_warned_of() -> None:
    assert [make().id for make in GOOD if not_paying(make())] == []
    assert "does not pay" not in render(support())


def test_a_live_product_is_told_its_next_step_and_no_payback_of_what_is_spent() -> None:
    text = live().to_markdown()
    assert "what was spent so far is not stated" in text
    assert "**Build:**" not in text
    assert "repaid in" not in text.split("## This week")[0]
    assert not_paying(unpaid(live())) == ""
