"""Invariant: a budget is compared with the cost of building only where both are one sum of dollars."""

from __future__ import annotations

import re

from assistant.planning.numbers import amount
from assistant.planning.schema import Plan


def over_budget(plan: Plan) -> str:
    """The sentence that says that building costs more than the budget in the brief; '' when it does not.

    A budget for a period (`$300 a month`) is not compared with the one-off cost of building, and one in another
    currency is told beside it: no exchange rate is known here.
    """
    build = plan.costs.amount(plan.costs.build)
    for constraint in plan.brief.constraints:
        budget = constraint.quantity
        once = constraint.kind == "budget" and not re.search(r"\b(?:a|per|each) \w+$", constraint.text)
        if not once or build is None or budget is None or budget.value <= 0:
            continue
        if re.search(r"[€£]|\b(?:euros?|EUR|pounds?|zł|PLN)\b", constraint.text, re.I):
            return (
                f"Building costs {amount(build)}; the budget of {constraint.text} is in another currency, so they are "
                "not compared."
            )
        if build.value > budget.value:
            return f"Building costs {amount(build)}, more than the budget of {constraint.text}."
    return ""
