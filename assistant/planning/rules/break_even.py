"""Invariant: a break-even is against the strongest untuned option and computed from its cost; never is said where true.

The strongest is the cheapest that passes the eval. While none was measured to pass, every one may, and "never" holds
only on a condition: for the rest a volume exists, and it is stated.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from assistant.planning.costs import CostOption, Costs
from assistant.planning.findings import Finding
from assistant.planning.rivals import Rivals, unit_cost
from assistant.planning.rules.rule import error, named

_FORMULA = "tuning_break_even"
_CONDITION = re.compile(r"\b(?:if|unless|when|once|should|provided|as long as|while|in case|assuming)\b", re.I)


def compared_with(costs: Costs, rivals: Rivals, what: str) -> Iterator[Finding]:
    """What is wrong with whom a stated break-even is against; `what` names the stage."""
    against = costs.option(costs.tuning.against)
    if against is None or against not in rivals.standing:
        why = "failed the eval" if against in rivals.failed else "is no untuned option of the costs"
        yield _wrong_rival(what, costs.tuning.against, why)
    elif rivals.passed and against != rivals.passed[0]:
        passes = named(rivals.passed[0].name)
        why = "was not measured" if against in rivals.unmeasured else "is not the cheapest that passes"
        yield _wrong_rival(what, against.id, f"{why}; {passes} passes the eval")
    elif (cheaper := _cheaper_that_pays(costs, rivals, against)) is not None:
        yield _wrong_rival(what, against.id, f"is dearer than {named(cheaper.name)}, against which tuning pays too")
    elif not _is_computed_from(costs, against):
        yield error(
            "PF302",
            "costs.tuning.break_even",
            f"{what} is said to break even against {named(against.name)}, not computed from its cost.",
            "Compute it by tuning_break_even with that option's cost a call as cost_untuned.",
        )


def hidden_break_even(costs: Costs, rivals: Rivals, what: str) -> Iterator[Finding]:
    """That "never" stands alone although a break-even exists: where the condition fails, or against the strongest."""
    tuned = _tuned_cost(costs)
    if tuned is None or any(unit_cost(costs, option) <= tuned for option in rivals.passed[:1]):
        return
    dearer = [option for option in rivals.standing if tuned < unit_cost(costs, option) < float("inf")]
    is_open = rivals.strongest in dearer or _CONDITION.search(costs.tuning.never_because) is not None
    if dearer and is_open:
        yield error(
            "PF302",
            "costs.tuning.break_even",
            f"{what} says never, but a tuned call costs less than one on {named(dearer[0].name)}: a break-even exists.",
            "State that break-even, and say never only of the options it is true of.",
        )


def _wrong_rival(what: str, against: str, why: str) -> Finding:
    return error(
        "PF302",
        "costs.tuning.against",
        f"{what} breaks even against {against!r}, which {why}.",
        "Compare with the cheapest untuned option that passes the eval, by its id.",
    )


def _cheaper_that_pays(costs: Costs, rivals: Rivals, against: CostOption) -> CostOption | None:
    tuned, price = _tuned_cost(costs), unit_cost(costs, against)
    if tuned is None:
        return None
    return next((option for option in rivals.standing if tuned < unit_cost(costs, option) < price), None)


def _is_computed_from(costs: Costs, against: CostOption) -> bool:
    entry = costs.amount(costs.tuning.break_even)
    if entry is None or entry.formula != _FORMULA:
        return False
    used = costs.amount(entry.inputs.get("cost_untuned", ""))
    return used is not None and used.value == unit_cost(costs, against)


def _tuned_cost(costs: Costs) -> float | None:
    """Dollars of one call on the tuned model: what the break-evens are computed with, else the tuned option's."""
    names = [entry.inputs.get("cost_tuned", "") for entry in costs.ledger if entry.formula == _FORMULA]
    names += [option.unit_cost for option in costs.options if option.kind == "fine_tune"]
    return next((entry.value for name in names if (entry := costs.amount(name)) is not None), None)
