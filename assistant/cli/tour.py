"""Invariant: every line of the tour is computed while it is shown; what is made up for it says so.

A brief becomes a plan by the offline drafter; the plan is then broken on purpose, and the review has to notice.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from assistant.errors import InternalFault
from assistant.planning.course import DATA_KINDS, MODEL_KINDS

if TYPE_CHECKING:
    from assistant.planning.findings import Finding
    from assistant.planning.gate_readings import Observed, Reading
    from assistant.planning.schema import Plan

BRIEF = "Support bot for our returns policy; two engineers, eight weeks"


@dataclass(frozen=True)
class Forged:
    """A quote with one word changed, and what the review says of it."""

    note: str
    quote: str
    changed: str
    findings: tuple[Finding, ...]


def training_first(plan: Plan) -> Plan:
    """The plan as a hurried team would have it: a model stage first, and the shipping waits for it."""
    candidates = [stage for kinds in (MODEL_KINDS, DATA_KINDS) for stage in plan.stages if stage.kind in kinds]
    late = next(iter(candidates), None)
    if late is None:
        raise InternalFault("The tour's plan has no stage to move", where=plan.id)
    early = late.model_copy(update={"depends_on": (), "gates": ()})
    rest = [
        stage.model_copy(update={"depends_on": (*stage.depends_on, late.id)}) if stage.kind == "ship" else stage
        for stage in plan.stages
        if stage.id != late.id
    ]
    return plan.model_copy(update={"stages": (early, *rest)})


def newly_broken(before: Sequence[Finding], after: Sequence[Finding]) -> tuple[Finding, ...]:
    """The errors that a change brought in."""
    known = {(finding.code, finding.message) for finding in before}
    new = {(f.code, f.message): f for f in after if f.severity == "error" and (f.code, f.message) not in known}
    return tuple(new.values())


def forged(plan: Plan, review: Sequence[Finding], after: Sequence[Finding], changed: str) -> Forged:
    """The first quote of the plan, as it is and as it was changed, with the errors the change brought in."""
    first = plan.citations[0]
    return Forged(first.note, first.quote, changed, newly_broken(review, after))


def with_changed_quote(plan: Plan) -> tuple[Plan, str]:
    """The plan with `not` put into its first quote, and that quote."""
    first = plan.citations[0]
    words = first.quote.split(" ")
    changed = " ".join([*words[:2], "not", *words[2:]])
    citation = first.model_copy(update={"quote": changed, "end": first.start + len(changed)})
    return plan.model_copy(update={"citations": (citation, *plan.citations[1:])}), changed


def readings(plan: Plan, today: date) -> tuple[Reading, ...]:
    """The plan's gates against made-up numbers: the first metric reaches its threshold, on a tenth of the cases."""
    from assistant.planning.gate_readings import read_gates

    return read_gates(plan, _made_up(plan), today)


def _made_up(plan: Plan) -> Mapping[str, Observed]:
    from assistant.planning.gate_readings import Observed

    seen: dict[str, Observed] = {}
    for gate in plan.gates:
        for trigger in (*gate.all_of, *gate.any_of):
            few = max(1, (trigger.min_n or 1) // 10)
            seen.setdefault(trigger.metric, Observed(trigger.threshold.value, few if seen else trigger.min_n or 1))
    return seen
