"""Invariant: how far a plan can be acted on is counted in its own data: constraints, stages, gates, amounts."""

from __future__ import annotations

from math import isclose
from typing import Annotated

from pydantic import Field

from assistant.evals.scoring import Seen, Value, scorer
from assistant.planning.formulas import FORMULAS
from assistant.planning.rules.walk import exists

_OFF = 0.01
"""Amounts are shown to three digits, so one computed again may be off by a hundredth (project rule)."""


@scorer(Annotated[float, Field(gt=0, le=1)])
def constraints_answered(seen: Seen) -> tuple[Value, str]:
    """The share of the brief's constraints that the plan says where it answers."""
    plan = seen.plan
    if plan is None:
        return None, seen.lacks
    if not plan.brief.constraints:
        return None, "the brief holds no constraint"
    answered = sum(exists(plan, constraint.answered_by) for constraint in plan.brief.constraints)
    share = answered / len(plan.brief.constraints)
    return round(share, 3), f"{answered} of {len(plan.brief.constraints)} constraints"


@scorer(Annotated[float, Field(gt=0, le=1)])
def stages_specific(seen: Seen) -> tuple[Value, str]:
    """The share of stages with a role, a deliverable, an exit test, and a date or a gate that is waited for."""
    plan = seen.plan
    if plan is None:
        return None, seen.lacks
    if not plan.stages:
        return None, "the plan has no stage"
    whole = [
        stage.id
        for stage in plan.stages
        if all(part.strip() for part in (stage.role, stage.deliverable, stage.exit_test))
        and (stage.when.end or stage.done_on or stage.gates or stage.when.text)
    ]
    return round(len(whole) / len(plan.stages), 3), f"{len(whole)} of {len(plan.stages)} stages"


@scorer(bool)
def gates_computable(seen: Seen) -> tuple[Value, str]:
    """There are gates, and each trigger names a metric the plan defines, and a window or a least number."""
    plan = seen.plan
    if plan is None:
        return None, seen.lacks
    if not plan.gates:
        return None, "the plan has no gate"
    defined = {metric.id for metric in plan.data.metrics}
    triggers = [trigger for gate in plan.gates for trigger in (*gate.all_of, *gate.any_of)]
    vague = [
        t.metric
        for t in triggers
        if t.metric not in defined or (t.source in ("event", "eval") and not (t.window_days or t.min_n))
    ]
    empty = [gate.id for gate in plan.gates if not (gate.all_of or gate.any_of)]
    return (bool(triggers) and not vague and not empty) is seen.wanted, f"vague: {', '.join(vague + empty) or 'none'}"


@scorer(bool)
def money_adds_up(seen: Seen) -> tuple[Value, str]:
    """Every computed amount comes out of its inputs again, and there are computed amounts."""
    plan = seen.plan
    if plan is None:
        return None, seen.lacks
    ledger = {entry.id: entry.value for entry in plan.costs.ledger}
    computed = [entry for entry in plan.costs.ledger if entry.formula]
    if not computed:
        return None, "nothing is computed"
    wrong = []
    for entry in computed:
        if entry.formula not in FORMULAS or not set(entry.inputs.values()) <= ledger.keys():
            wrong.append(entry.id)
            continue
        again = FORMULAS[entry.formula](**{name: ledger[source] for name, source in entry.inputs.items()})
        if again is None or not isclose(again, entry.value, rel_tol=_OFF, abs_tol=_OFF):
            wrong.append(entry.id)
    return (not wrong) is seen.wanted, f"{len(computed)} amounts, wrong: {', '.join(wrong) or 'none'}"


@scorer(bool)
def beside_the_alternatives(seen: Seen) -> tuple[Value, str]:
    """Building stands beside today's way and buying, and the other path is told where it wins."""
    plan = seen.plan
    if plan is None:
        return None, seen.lacks
    if plan.verdict.path in ("clarify", "stop"):
        return None, f"nothing is built yet: {plan.verdict.path}"
    kinds = {option.kind for option in plan.costs.options}
    told = {
        "buying": "buy" in kinds or bool(plan.costs.buy_note.strip()),
        "the other path": bool(plan.comparison.other_wins.strip()),
        "today's way": bool(plan.product.today.way.strip()),
    }
    missing = [name for name, there in told.items() if not there]
    return (not missing) is seen.wanted, f"missing: {', '.join(missing) or 'nothing'}"
