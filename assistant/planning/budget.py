"""Invariant: a budget is compared with the cost of building or running only where both are one sum of dollars."""

from __future__ import annotations

import re

from assistant.planning.elements import Quantity
from assistant.planning.numbers import amount
from assistant.planning.purpose import Constraint
from assistant.planning.schema import Plan

_MONTHLY = re.compile(r"(?:\b(?:a|per|each|every) |/ ?)(?:month|mo)$|\bmonthly$", re.I)
_PERIOD = re.compile(r"(?:\b(?:a|per|each|every) |/ ?)\w+$|\b(?:daily|weekly|yearly)$", re.I)
_OTHER_CURRENCY = re.compile(r"[€£]|\b(?:euros?|EUR|GBP|pounds?|CHF|zł|PLN)\b", re.I)


def over_budget(plan: Plan) -> str:
    """The sentence that says that the plan costs more than the budget in the brief; '' when it does not.

    A budget for the whole is compared with building, one a month with running; one for another period with nothing. A
    budget in another currency is told beside the cost: no exchange rate is known here.
    """
    for constraint in plan.brief.constraints:
        if constraint.kind == "budget" and (sentence := _compared(plan, constraint)):
            return sentence
    return ""


def _compared(plan: Plan, constraint: Constraint) -> str:
    budget = constraint.quantity
    what, cost = _cost(plan, constraint.text)
    if budget is None or cost is None or budget.value <= 0:
        return ""
    if _OTHER_CURRENCY.search(constraint.text):
        apart = "is in another currency, so they are not compared"
        return f"{what} {amount(cost)}; the budget of {_said(constraint)} {apart}."
    return f"{what} {amount(cost)}, more than the budget of {_said(constraint)}." if cost.value > budget.value else ""


def _cost(plan: Plan, words: str) -> tuple[str, Quantity | None]:
    if _MONTHLY.search(words):
        return "Running a month costs", _running(plan)
    return "Building costs", None if _PERIOD.search(words) else plan.costs.amount(plan.costs.build)


def _running(plan: Plan) -> Quantity | None:
    """What payback or stop line were computed with."""
    results = (plan.costs.amount(name) for name in (plan.costs.payback, plan.costs.stop_line))
    names = (result.inputs.get("run_month", "") for result in results if result is not None)
    return next((found for name in names if (found := plan.costs.amount(name)) is not None), None)


def _said(constraint: Constraint) -> str:
    return constraint.text.removeprefix("budget ")


def owning_up(plan: Plan) -> Plan:
    """The plan whose case against itself says that it costs more than its budget; unchanged where it does not.

    The evenings of a hobby are nobody's bill, and where nothing is built yet to be paid for, nothing is compared.
    """
    sentence = over_budget(plan)
    if not sentence or plan.stakes == "hobby" or plan.verdict.path in ("clarify", "stop") or sentence in plan.against:
        return plan
    return plan.model_copy(update={"against": f"{sentence} {plan.against}".strip()})
