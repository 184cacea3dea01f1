"""Invariant: cases to judge by stand before anybody gets what they judge, with a bar set before the reading."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from assistant.planning.evidence import Evidence
from assistant.planning.findings import Finding
from assistant.planning.purpose import EvalSet
from assistant.planning.rules.course_view import ships
from assistant.planning.rules.measuring import FEWEST
from assistant.planning.rules.rule import blank, error, rule
from assistant.planning.schema import Plan

_CHANGES = frozenset(
    (
        "ship",
        "improve_prompt",
        "add_retrieval",
        "add_tools",
        "roll_out",
        "buy",
        "scale",
        "distil",
        "fine_tune",
        "train_classical",
        "custom_model",
    )
)
"""Kinds of stages that change what users get."""


@rule(
    "PF204",
    "An eval set with size, source and bar stands before launch; in a product that is live, before it is changed",
    why="eval-design",
)
def evals_stand_first(plan: Plan, evidence: Evidence) -> Iterable[Finding]:
    """Before launch is the end of the first ship stage; when live, the end of the next stage that changes anything."""
    cases = plan.success.eval_set
    if cases is None:
        yield error(
            "PF204",
            "success.eval_set",
            "No eval set stands before launch.",
            "State its size, its source, its bar and the day it stands.",
        )
        return
    for field, missing in (
        ("size", cases.size.value < FEWEST),
        ("source", blank(cases.source)),
        ("bar", blank(cases.bar)),
    ):
        if missing:
            yield error("PF204", f"success.eval_set.{field}", f"The eval set has no {field}.", f"State its {field}.")
    limit = _limit(plan, cases)
    if limit is not None and cases.due > limit:
        what = "launch" if cases.before == "launch" else "the next change"
        yield error(
            "PF204",
            "success.eval_set.due",
            f"The eval set is due on {cases.due}, after {what} on {limit}.",
            f"Let it stand by {limit}.",
        )
    is_live = plan.phase in ("live", "scaling")
    if not is_live and cases.before != "launch":
        yield error(
            "PF204",
            "success.eval_set.before",
            "Nothing has shipped yet, but the eval set stands only before a later change.",
            "Let it stand before launch.",
        )


def _limit(plan: Plan, cases: EvalSet) -> date | None:
    if cases.before == "launch":
        ends = [stage.when.end for _, stage in ships(plan) if stage.state != "done" and stage.when.end]
        return min([*ends, plan.product.ship_by]) if plan.phase in ("idea", "built") or ends else None
    ends = [s.when.end for s in plan.stages if s.kind in _CHANGES and s.state != "done" and s.when.end]
    return min(ends, default=None)
