"""Invariant: a Plan is made from a Draft by code alone; what a model cannot be trusted with is computed here.

Ids, dates, offsets, hashes, the verdict, every derived amount and the generator are code's; choices and prose are
the draft's. A claim whose quote is not found keeps no citation, and a finding says so.
"""

from __future__ import annotations

from collections.abc import Sequence

from assistant.planning import course_builder, money
from assistant.planning.brief_numbers import founded
from assistant.planning.budget import owning_up
from assistant.planning.buying import saying_so
from assistant.planning.citing import cite
from assistant.planning.clarifying import chosen, not_asked
from assistant.planning.costs import Costs
from assistant.planning.course import ModelOption, ModelPlan
from assistant.planning.draft import Draft, DraftNumber, DraftQuestion
from assistant.planning.elements import Decision, Quantity, Question, Waiver
from assistant.planning.findings import Finding
from assistant.planning.fit import derive
from assistant.planning.frame import Frame
from assistant.planning.paying import agreeing
from assistant.planning.purpose import (
    Action,
    Brief,
    FitAnswer,
    Path,
    Verdict,
    VerdictPart,
)
from assistant.planning.running import on_ones_own
from assistant.planning.schema import CounterMetric, Differentiation, KillCriterion, Plan, Risk
from assistant.planning.sections import comparison, product, success


def assemble(draft: Draft, frame: Frame) -> tuple[Plan, tuple[Finding, ...]]:
    """The plan of a draft, and findings about quotes and numbers that do not hold. Never raises for a valid Draft.

    Its questions are those whose answer would move most, each with what it would move; the default of one that found no
    room stands among the decisions.
    """
    plan, findings = _assembled(draft, frame)
    questions = chosen(draft, plan, lambda other: _assembled(other, frame)[0])
    decided = _decisions([*draft.decisions, *not_asked(draft, questions)])
    asked = plan.model_copy(update={"questions": _questions(questions), "decisions": decided})
    return saying_so(owning_up(agreeing(asked))), findings


def _assembled(draft: Draft, frame: Frame) -> tuple[Plan, tuple[Finding, ...]]:
    claims, citations, quotes = cite(draft.claims, frame.passages)
    numbers, invented = founded(draft.numbers, frame.facts.text)
    fit = tuple(_fit(draft))
    path = derive(fit, unknown=tuple(draft.unknown), low_risk_slice=draft.low_risk_slice)
    costs = _costs(draft, numbers, frame, path)
    course = course_builder.build(draft, frame.today, costs.amount(costs.tuning.break_even), frame.facts.deadline)
    brief = Brief(text=frame.facts.text, language=frame.facts.language, constraints=frame.facts.constraints)
    plan = Plan(
        id=frame.plan_id,
        created_at=frame.created_at,
        title=draft.title,
        stakes=draft.stakes,
        phase=draft.phase,
        brief=brief,
        answer=draft.answer,
        against=draft.against,
        verdict=_verdict(draft, path),
        fit=fit,
        this_week=_this_week(draft),
        product=product(draft, frame),
        success=success(draft, frame),
        data=course.data,
        model=_model(draft),
        stages=course.stages,
        gates=course.gates,
        costs=costs,
        differentiation=_edge(draft, frame),
        comparison=comparison(draft, costs, path),
        risks=_risks(draft, frame),
        riskiest_assumption=draft.riskiest_assumption,
        cheapest_test=draft.cheapest_test,
        kill_criteria=_kill_criteria(draft, frame, course.kill_gate),
        counter_metrics=tuple(CounterMetric(metric=course_builder.slug(t), text=t) for t in draft.counter_metrics),
        claims=claims,
        citations=citations,
        questions=(),
        decisions=_decisions(draft.decisions),
        waivers=_waivers(draft, frame),
        generator=frame.generator,
    )
    return plan, quotes + invented


def _fit(draft: Draft) -> list[FitAnswer]:
    answers = sorted(draft.fit, key=lambda answer: answer.question)
    return [
        FitAnswer(question=a.question, answer=a.answer, reason=a.reason, default=a.default, claims=tuple(a.claims))
        for a in answers
    ]


def _verdict(draft: Draft, path: Path) -> Verdict:
    return Verdict(
        path=path,
        because=tuple(draft.verdict_claims),
        reason=draft.verdict_reason,
        confidence=draft.confidence,
        unknown=tuple(draft.unknown),
        low_risk_slice=draft.low_risk_slice,
        reopens=draft.reopens,
        parts=tuple(VerdictPart(part=part.part, path=part.path, reason=part.reason) for part in draft.parts),
    )


def _this_week(draft: Draft) -> tuple[Action, ...]:
    return tuple(
        Action(
            role=action.role,
            hours=Quantity(
                label="effort", value=action.hours, unit="hours", origin="assumption",
                low=action.hours / 2, high=action.hours * 2,
            ),
            what=action.what,
            done_when=action.done_when,
        )
        for action in draft.this_week
    )  # fmt: skip


def _model(draft: Draft) -> ModelPlan:
    options = tuple(ModelOption(name=option.name, must_prove=option.must_prove) for option in draft.options)
    return ModelPlan(options=options, way_back=draft.way_back)


def _costs(draft: Draft, numbers: Sequence[DraftNumber], frame: Frame, path: Path) -> Costs:
    return money.costs(
        numbers,
        frame.prices,
        shape="classical" if path == "classical" else "language_model",
        work_unit=draft.work_unit,
        ship_weeks=draft.ship_week,
        buy_note=draft.buy_note,
        buy_fact=draft.buy_fact,
        phase=draft.phase,
        brief=frame.facts.text,
        own_machine=on_ones_own(frame.facts.text, draft.slice, draft.surface, *(s.title for s in draft.stages)),
    )


def _edge(draft: Draft, frame: Frame) -> Differentiation:
    edge = draft.edge
    return Differentiation(
        asset=edge.asset,
        claim=edge.claim,
        because=edge.because,
        indicator=edge.indicator,
        check_by=frame.day(edge.check_week),
        if_flat=edge.if_flat,
    )


def _risks(draft: Draft, frame: Frame) -> tuple[Risk, ...]:
    check = frame.day(draft.ship_week + 2)
    return tuple(
        Risk(text=risk.text, trigger=risk.trigger, mitigation=risk.mitigation, role=risk.role, check_on=check)
        for risk in draft.risks
    )


def _kill_criteria(draft: Draft, frame: Frame, gate: str) -> tuple[KillCriterion, ...]:
    return tuple(
        KillCriterion(text=text, decided_on=frame.today, gate=gate if i == 0 else "")
        for i, text in enumerate(draft.kill_criteria)
    )


def _questions(questions: Sequence[DraftQuestion]) -> tuple[Question, ...]:
    return tuple(
        Question(id=f"q{i}", text=question.text, default=question.default, changes=question.changes)
        for i, question in enumerate(questions, 1)
    )


def _decisions(texts: Sequence[str]) -> tuple[Decision, ...]:
    return tuple(Decision(id=f"d{i}", text=text) for i, text in enumerate(texts, 1))


def _waivers(draft: Draft, frame: Frame) -> tuple[Waiver, ...]:
    return tuple(
        Waiver(rule=waiver.rule, role=waiver.role, reason=waiver.reason, expires=frame.day(waiver.weeks))
        for waiver in draft.waivers
    )


__all__ = ["Frame", "assemble"]
