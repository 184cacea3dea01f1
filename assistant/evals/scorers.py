"""Invariant: a scorer exists for suites when it stands in this table; a name that does not is refused before a run."""

from __future__ import annotations

from collections.abc import Mapping

from assistant.evals import brief_scorers as brief
from assistant.evals import plan_scorers as plan
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
        brief.speaks_of_brief,
        brief.swap_test,
        turn.status_is,
        turn.ended_saying,
        turn.expected_findings,
        turn.repairs_at_most,
        turn.repairs_at_least,
        turn.model_calls_within,
        turn.tool_calls_within,
        turn.answered_within_words,
    )
}
