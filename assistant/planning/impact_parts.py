"""Invariant: a link leads from what is relied on to what relies on it, and is read from the plan's own references.

Only the words of a question's `changes` are interpreted; every other link is an id the plan itself holds.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from assistant.planning.course import MODEL_KINDS
from assistant.planning.elements import Quantity, Strict
from assistant.planning.patch_paths import Key, show_path
from assistant.planning.schema import Plan

Link = tuple[str, str]
_CLAIM = re.compile(r"\bc\d{1,3}\b")
_REFERENCE = re.compile(r"\[(c\d{1,3}(?:,\s*c\d{1,3})*)\]")
_CITING = ("answer", "against", "this_week", "product", "differentiation", "comparison", "risks", "riskiest_assumption")
_WORDS = (
    ("verdict", r"verdict|adapted|classical|product[- ]first|clarify|\bstop\b(?! line)|self-hosted"),
    ("costs.payback", r"payback|repaid|money|cost|dollars?|price|break-even"),
    ("costs.stop_line", r"stop line|money|cost|dollars?"),
    ("costs.buy_line", r"\bbuy\w*|money"),
    ("product", r"slice|user|surface|tools?|scope|first group"),
    ("success", r"measures?|bar\b|target|evals?|labels?"),
)
"""Part of a plan → words by which a question says that its answer moves it."""


def links(plan: Plan) -> Iterator[Link]:
    """(relied on, relying) for every reference in the plan."""
    for part in (_questions, _constraints, _fit, _claims, _referred, _course, _measures, _money):
        yield from part(plan)


def at(list_path: str, id: str | int, field: str = "id") -> str:
    """The path of a list's member by its id."""
    return list_path + show_path((Key(field, id),))


def _questions(plan: Plan) -> Iterator[Link]:
    for number, question in enumerate(plan.questions, 1):
        node = at("questions", question.id)
        for target, words in _WORDS:
            if re.search(words, question.changes, re.I):
                yield node, target
        for answer in plan.fit:
            if re.search(rf"\bquestion {number}\b", answer.reason, re.I):
                yield node, at("fit", answer.question, "question")


def _constraints(plan: Plan) -> Iterator[Link]:
    ledger, stages = {entry.id for entry in plan.costs.ledger}, {stage.id for stage in plan.stages}
    for constraint in plan.brief.constraints:
        node, answered = at("brief.constraints", constraint.id), constraint.answered_by
        if answered in stages:
            yield node, at("stages", answered)
        elif answered in ledger:
            yield node, at("costs.ledger", answered)
        elif place := re.fullmatch(r"fit\[(\d)\]", answered):
            yield node, at("fit", int(place[1]) + 1, "question")
        elif answered:
            yield node, answered
        if constraint.kind in ("privacy", "place", "latency"):
            yield node, at("fit", 3 if constraint.kind == "latency" else 4, "question")


def _fit(plan: Plan) -> Iterator[Link]:
    for answer in plan.fit:
        node = at("fit", answer.question, "question")
        yield node, "verdict"
        for claim in answer.claims:
            yield at("claims", claim), node
    for target in ("answer", "comparison", "costs.tuning"):
        yield "verdict", target
    for stage in plan.stages:
        yield "verdict", at("stages", stage.id)


def _claims(plan: Plan) -> Iterator[Link]:
    for claim in plan.claims:
        if claim.citation:
            yield at("citations", claim.citation), at("claims", claim.id)
    for claim_id in plan.verdict.because:
        yield at("claims", claim_id), "verdict"
    for entry in plan.costs.ledger:
        if entry.claim:
            yield at("claims", entry.claim), at("costs.ledger", entry.id)
    for option in plan.costs.options:
        if option.eval_claim:
            yield at("claims", option.eval_claim), at("costs.options", option.id)


def _referred(plan: Plan) -> Iterator[Link]:
    for path, text in _texts(plan):
        for found in _REFERENCE.findall(text):
            yield from ((at("claims", claim), path) for claim in _CLAIM.findall(found))


def _texts(plan: Plan) -> Iterator[tuple[str, str]]:
    for name in _CITING:
        yield name, _text(getattr(plan, name))
    yield "verdict", plan.verdict.reason
    for answer in plan.fit:
        yield at("fit", answer.question, "question"), answer.reason
    for stage in plan.stages:
        yield at("stages", stage.id), _text(stage)
    for gate in plan.gates:
        yield at("gates", gate.id), _text(gate)


def _text(value: object) -> str:
    if isinstance(value, tuple):
        return "\n".join(_text(each) for each in value)
    return value.model_dump_json() if isinstance(value, Strict) else str(value)


def _course(plan: Plan) -> Iterator[Link]:
    for stage in plan.stages:
        node = at("stages", stage.id)
        yield from ((at("stages", before), node) for before in stage.depends_on)
        yield from ((at("gates", gate), node) for gate in stage.gates)
        yield from ((node, at("data.events", event)) for event in stage.emits)
    modelled = {stage.id for stage in plan.stages if stage.kind in MODEL_KINDS}
    for gate in plan.gates:
        node = at("gates", gate.id)
        yield from ((node, at("stages", stage)) for stage in gate.guards)
        for trigger in (*gate.all_of, *gate.any_of):
            yield at("data.metrics", trigger.metric), node
            if trigger.threshold.origin == "computed" and modelled.intersection(gate.guards):
                yield "costs.tuning", node


def _measures(plan: Plan) -> Iterator[Link]:
    for metric in plan.data.metrics:
        yield from ((at("data.events", event), at("data.metrics", metric.id)) for event in metric.events)
    for measure in plan.success.measures:
        yield at("data.metrics", measure.metric), at("success.measures", measure.metric, "metric")
    for counter in plan.counter_metrics:
        yield at("data.metrics", counter.metric), at("counter_metrics", counter.metric, "metric")
    for place, criterion in enumerate(plan.kill_criteria):
        if criterion.gate:
            yield at("gates", criterion.gate), f"kill_criteria[{place}]"


def _money(plan: Plan) -> Iterator[Link]:
    costs = plan.costs
    for entry in costs.ledger:
        yield from ((at("costs.ledger", source), at("costs.ledger", entry.id)) for source in entry.inputs.values())
    for name in ("build", "payback", "stop_line", "buy_line"):
        yield from _from_ledger((getattr(costs, name),), f"costs.{name}")
    value = costs.value
    yield from _from_ledger((value.unit_cost, value.volume, value.monthly), "costs.value")
    for option in costs.options:
        amounts = (option.unit_cost, option.monthly, option.one_off)
        yield from _from_ledger(amounts, at("costs.options", option.id))
        if option.id == costs.tuning.against:
            yield at("costs.options", option.id), "costs.tuning"
    yield from _from_ledger((costs.tuning.break_even,), "costs.tuning")
    for name in ("build", "value"):
        yield f"costs.{name}", "comparison"
    spend: tuple[Quantity, ...] = (plan.comparison.spend_ours, plan.comparison.spend_other)
    yield from _from_ledger((quantity.id for quantity in spend), "comparison")


def _from_ledger(entries: Iterable[str], target: str) -> Iterator[Link]:
    for entry in entries:
        if entry:
            yield at("costs.ledger", entry), target
