"""Invariant: a plan whose own prices favour a bought answer says so in its answer, not only in its money.

Told of what is still to be built and would pay; where building does not pay at all, `paying` says what to do instead.
"""

from __future__ import annotations

import re

from assistant.planning.costs import Costs
from assistant.planning.elements import Quantity
from assistant.planning.numbers import amount
from assistant.planning.paying import not_paying, within
from assistant.planning.schema import Plan

_ELSE = "The rest holds if a quote or a trial rules that out."
_SAID = re.compile(r"\bbuy(?:ing|s)?\b", re.I)


def bought_for_less(costs: Costs) -> Quantity | None:
    """The price of the bought alternative where building does not pay against it within two years; else None."""
    price = next((costs.amount(option.unit_cost) for option in costs.options if option.kind == "buy"), None)
    line = costs.amount(costs.buy_line)
    return price if price is not None and line is not None and price.value < line.value else None


def cheaper_bought(plan: Plan) -> str:
    """What the plan's own prices say for buying; '' where they say nothing, or the plan says it itself."""
    if plan.verdict.path in ("clarify", "stop") or plan.stakes == "hobby" or plan.phase not in ("idea", "built"):
        return ""
    price, line = bought_for_less(plan.costs), plan.costs.amount(plan.costs.buy_line)
    if price is None or line is None or not_paying(plan) or _SAID.search(f"{plan.answer} {plan.against}"):
        return ""
    return f"On price alone, buy: {amount(price)} bought, while building pays only above {amount(line)}."


def saying_so(plan: Plan) -> Plan:
    """The plan with an answer that opens with the case for buying; unchanged where there is none to tell."""
    told = cheaper_bought(plan)
    if not told:
        return plan
    return plan.model_copy(update={"answer": within(f"{told} {_ELSE}", plan.answer)})
