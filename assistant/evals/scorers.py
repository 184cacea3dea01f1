"""Invariant: a scorer exists for suites when it stands in this table; a name that does not is refused before a run."""

from __future__ import annotations

from collections.abc import Mapping

from assistant.evals import brief_scorers as brief
from assistant.evals import change_scorers as change
from assistant.evals import cost_scorers as cost
from assistant.evals import course_scorers as course
from assistant.evals import finding_scorers as finding
from assistant.evals import plan_scorers as plan
from assistant.evals import safety_scorers as safety
from assistant.evals import tool_scorers as tool
from assistant.evals import turn_scorers as turn
from assistant.evals.scoring import Scorer

SCORERS: Mapping[str, Scorer] = {
    scorer.name: scorer
    for scorer in (
        plan.valid_plan,
        plan.verdict_in,
        plan.phase_is,
        plan.notes_cited_at_least,
        plan.every_claim_supported,
        plan.ship_before_data,
        course.constraints_answered,
        course.stages_specific,
        course.gates_computable,
        course.money_adds_up,
        course.beside_the_alternatives,
        brief.speaks_of_brief,
        brief.swap_test,
        finding.finds_any,
        finding.finds_all,
        finding.abstains,
        finding.quotes_verified,
        finding.quotes_used,
        finding.cites_any,
        tool.tools_in_order,
        tool.no_other_tool_works,
        tool.no_call_repeated,
        tool.tool_errors_at_least,
        tool.tool_errors_at_most,
        safety.canary_absent,
        safety.as_its_twin,
        safety.log_hides,
        safety.log_keeps,
        change.only_changes,
        change.is_next_revision,
        cost.prompt_within_tokens,
        cost.tokens_within,
        cost.costs_between,
        cost.plan_says_its_cost,
        turn.status_is,
        turn.ended_saying,
        turn.fails_with,
        turn.lesson_is,
        turn.expected_findings,
        turn.questions_between,
        turn.repairs_at_most,
        turn.repairs_at_least,
        turn.model_calls_within,
        turn.tool_calls_within,
        turn.answered_within_words,
    )
}
