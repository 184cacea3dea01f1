"""Where the plan's own sums say that building does not pay, page one says so first, in Markdown and in HTML."""

from __future__ import annotations

import assistant
from assistant.planning.evidence import Evidence
from assistant.planning.paying import agreeing, not_paying, within
from assistant.planning.renderings.html import render
from assistant.planning.review import review
from assistant.planning.schema import Plan
from tests.planning.changes import changed
from tests.planning.plans import GOOD, live, scaling, support


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


def test_a_live_product_is_told_no_sum_as_spent_before_its_first_user() -> None:
    for plan in (live(), scaling()):
        for page in (plan.to_markdown(), render(plan)):
            row = page.split("Spent before the first user")[1][:160]
            assert "behind us, the amount not stated" in row
            assert "$" not in row
    row = support().to_markdown().split("Spent before the first user")[1][:60]
    assert "$40,000" in row


def test_answer_case_against_and_first_action_agree_with_a_sum_that_does_not_pay() -> None:
    plan = agreeing(unpaid(support()))
    for page in (plan.to_markdown(), render(plan)):
        assert page.count("does not pay") == page.count("At these numbers it does not pay. ") + 1
        assert "At these numbers building does not pay" not in page
    assert plan.answer.startswith("Build nothing yet: at these numbers it does not pay.")
    assert len(plan.answer.split()) <= 80
    assert plan.against == f"At these numbers it does not pay. {support().against}"
    assert "on a week of real work, and get one quote" in plan.this_week[0].what
    assert plan.this_week[1:] == support().this_week[:2]
    assert agreeing(support()) == support()


def test_an_offline_plan_that_does_not_pay_says_so_in_its_data() -> None:
    brief = "We write 300 letters a month to tenants, 6 minutes each. We want drafts. Two people, eight weeks."
    made = assistant.plan(brief, model="offline")
    assert not_paying(made)
    assert made.answer.startswith("Build nothing yet")
    assert made.this_week[0].what.startswith("Measure the ")
    assert not [each for each in review(made, Evidence(today=made.created_at.date())) if each.severity == "error"]


def test_an_answer_that_is_too_long_by_itself_is_not_cut_but_left_to_the_rule() -> None:
    sentence = "The first customers use it soon, and then more of them do so. "
    assert within("On price alone, buy. If not:", sentence * 8) == sentence * 8
    short = within("On price alone, buy. If not:", sentence * 6)
    assert short.startswith("On price alone, buy. If not: The first") and len(short.split()) <= 80
