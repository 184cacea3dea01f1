"""Invariant: each section of a plan is built from the draft by one function; dates and origins are set here."""

from __future__ import annotations

from datetime import date

from assistant.planning import course_builder, money
from assistant.planning.costs import Costs
from assistant.planning.draft import Draft, DraftMeasure, DraftRow
from assistant.planning.elements import Quantity
from assistant.planning.frame import Frame
from assistant.planning.prose import up
from assistant.planning.purpose import Coverage, EvalSet, Measure, Path, Product, Success, Today
from assistant.planning.schema import Comparison, Row

_CARRIES = {"heuristic": "simple rules", "deterministic": "plain code", "classical_baseline": "a simple baseline"}
"""Techniques whose name alone says too little to somebody who does not build."""


def product(draft: Draft, frame: Frame) -> Product:
    """What ships first, with its date never after the deadline."""
    share = Quantity(
        label="share of cases before launch", value=draft.coverage_percent, unit="%", origin="project_rule"
    )
    return Product(
        user=draft.user,
        job=draft.job,
        today=Today(way=draft.today),
        slice=draft.slice,
        surface=draft.surface,
        techniques=tuple(draft.techniques),
        model_route=_route(draft),
        guardrails=tuple(draft.guardrails),
        when_model_fails=draft.when_model_fails,
        hand_over=draft.hand_over,
        coverage=Coverage(share=share, note=_carried(draft)),
        last_fifth=draft.last_fifth,
        ship_by=_ship_by(draft, frame),
        non_goals=tuple(draft.non_goals),
    )


def _carried(draft: Draft) -> str:
    """What is to carry the first cases, and that its share is a rule of thumb."""
    named = [_CARRIES.get(technique, technique.replace("_", " ")) for technique in draft.techniques]
    carries = " and ".join(part for part in (", ".join(named[:-1]), *named[-1:]) if part)
    return f"{up(carries) or 'What ships first'} should carry them, by a rule of thumb."


def _route(draft: Draft) -> tuple[str, ...]:
    uses_model = {"prompting", "retrieval", "tools"} & set(draft.techniques)
    return (money.STRONG_MODEL, money.CHEAP_MODEL) if uses_model else ()


def _ship_by(draft: Draft, frame: Frame) -> date:
    planned = frame.day(draft.ship_week)
    deadline = frame.facts.deadline
    return min(planned, deadline) if deadline is not None else planned


def success(draft: Draft, frame: Frame) -> Success:
    """How one knows: measures with their dates, and the eval set."""
    live = draft.phase in ("live", "scaling")
    eval_set = EvalSet(
        size=Quantity(label="cases", value=draft.eval_size, unit="cases", origin="project_rule"),
        source=draft.eval_source,
        bar=draft.eval_bar,
        due=_ship_by(draft, frame),
        before="next_change" if live else "launch",
    )
    measures = tuple(_measure(measure, frame) for measure in draft.measures)
    return Success(measures=measures, eval_set=eval_set if draft.eval_size else None)


def _measure(measure: DraftMeasure, frame: Frame) -> Measure:
    ranged = measure.target_low is not None and measure.target_high is not None
    return Measure(
        kind=measure.kind,
        metric=course_builder.slug(measure.metric),
        name=measure.name,
        today=measure.today,
        target=Quantity(
            label="target", value=measure.target, unit=measure.unit,
            origin="assumption" if ranged else "project_rule",
            low=measure.target_low if ranged else None, high=measure.target_high if ranged else None,
        ),
        stop=Quantity(label="stop", value=measure.stop, unit=measure.unit, origin="project_rule"),
        read_on=frame.day(measure.read_week),
    )  # fmt: skip


def comparison(draft: Draft, costs: Costs, path: Path) -> Comparison:
    """Six rows and what each path spends before its first user."""
    rows = draft.comparison
    return Comparison(
        other_path="language_model_first" if path == "classical" else "traditional",
        starting_point=_row(rows.starting_point),
        first_milestone=_row(rows.first_milestone),
        data_matters=_row(rows.data_matters),
        custom_model_matters=_row(rows.custom_model_matters),
        risk_profile=_row(rows.risk_profile),
        failure_mode=_row(rows.failure_mode),
        spend_ours=_spent(costs, "spend"),
        spend_other=_spent(costs, "other_spend"),
        other_wins=rows.other_wins,
    )


def _row(row: DraftRow) -> Row:
    return Row(ours=row.ours, other=row.other)


def _spent(costs: Costs, entry: str) -> Quantity:
    amount = costs.amount(entry)
    assert amount is not None  # both are computed from inputs that always have a value
    return amount
