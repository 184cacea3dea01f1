"""A plan that costs more than the brief allows says so itself, in its case against."""

from __future__ import annotations

import pytest

from assistant.planning.budget import over_budget, owning_up
from tests.planning.changes import changed
from tests.planning.plans import support


@pytest.mark.parametrize(
    ("words", "value", "told"),
    [
        ("$900", 900, "more than the budget of $900."),
        ("budget 900", 900, "more than the budget of 900."),
        ("3,000 euros", 3_000, "is in another currency"),
        ("$5 a month", 5, "Running a month costs"),
    ],
)
def test_a_drafted_plan_above_its_budget_owns_up(words: str, value: float, told: str) -> None:
    amount = {"value": value, "unit": "money", "origin": "brief"}
    plan = changed(
        support(),
        {
            "brief.constraints[+]": {
                "id": "k9",
                "kind": "budget",
                "text": words,
                "answered_by": "costs",
                "quantity": amount,
            }
        },
    )
    assert told in owning_up(plan).against
    assert owning_up(plan).against.endswith(plan.against)
    assert owning_up(owning_up(plan)) == owning_up(plan)
    assert owning_up(changed(plan, {"stakes": "hobby"})).against == plan.against


def test_a_plan_within_its_budget_is_left_alone() -> None:
    assert over_budget(support()) == ""
    assert owning_up(support()) == support()
