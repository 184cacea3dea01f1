"""The money of a hand-written plan from its few stated numbers, by the formulas that every plan uses."""

from __future__ import annotations

from assistant.planning.costs import Costs
from assistant.planning.draft_parts import DraftNumber
from assistant.planning.elements import Quantity
from assistant.planning.money import costs
from assistant.planning.options import Shape
from tests.planning.plans.parts import FACTS

Stated = tuple[float] | tuple[float, float, float]
"""A number of the brief, or an assumption with its low and high end."""


def sums(
    unit: str, buy_note: str, *, shape: Shape = "language_model", ship_weeks: float = 4, **stated: Stated
) -> Costs:
    """The costs of doing one `unit`; names are those of `money.INPUTS`, and what is not stated is assumed there."""
    numbers = [
        DraftNumber(name=name, value=given[0], origin="brief", words="as the brief says")
        if len(given) == 1
        else DraftNumber(name=name, value=given[0], low=given[1], high=given[2])
        for name, given in stated.items()
    ]
    return costs(numbers, FACTS, shape=shape, work_unit=unit, ship_weeks=ship_weeks, buy_note=buy_note, buy_fact="")


def fared(made: Costs, claim: str, **results: str) -> Costs:
    """The costs with options that passed or failed the eval, as the measured claim says."""
    options = tuple(
        option.model_copy(update={"eval": results[option.id], "eval_claim": claim}) if option.id in results else option
        for option in made.options
    )
    return made.model_copy(update={"options": options})


def spent(made: Costs, name: str = "spend") -> Quantity:
    """What is spent before the first user, as the ledger has it."""
    amount = made.amount(name)
    assert amount is not None
    return amount
