"""A payback past ten years is told as that; the plan keeps the number."""

from __future__ import annotations

import pytest

from assistant import plan
from assistant.planning.elements import Quantity
from assistant.planning.evidence import Evidence
from assistant.planning.numbers import amount, plain, repaid
from assistant.planning.renderings import html
from assistant.planning.review import review
from tests.planning.plans.parts import TODAY

SMALL = (
    "Our agency answers tenants' e-mails from a 60-page handbook: about 900 emails a month, 6 minutes each. We want "
    "drafted answers. Two people, eight weeks."
)


def months(value: float) -> Quantity:
    return Quantity(id="payback", label="payback", value=value, unit="months", origin="computed", formula="x")


@pytest.mark.parametrize(("value", "shown"), [(6.5, "6.5 months"), (119, "119 months"), (120, "not within ten years")])
def test_months_are_told_up_to_ten_years(value: float, shown: str) -> None:
    assert plain(value, "months") == shown
    assert amount(months(value)) == f"{shown} (c)"


@pytest.mark.parametrize(
    ("value", "shown"),
    [(0.42, "13 days"), (0.033, "1 day"), (0.0081, "less than a day"), (1, "1 month"), (0, "0 months")],
)
def test_less_than_a_month_is_told_in_days(value: float, shown: str) -> None:
    assert plain(value, "months") == shown
    assert repaid(months(value)) == f"repaid in {shown} (c)"


def test_a_range_below_zero_is_readable() -> None:
    waste = Quantity(label="waste", value=-5, unit="%", origin="assumption", low=-10, high=-2)
    assert amount(waste) == "−5% (a: −10 to −2)"


def test_repaid_reads_as_a_sentence() -> None:
    assert repaid(months(6.5)) == "repaid in 6.5 months (c)"
    assert repaid(months(10_563)) == "not repaid within ten years (c)"


def test_a_plan_that_takes_centuries_shows_no_count_of_months_and_keeps_its_number() -> None:
    made = plan(SMALL, model="offline")
    payback = made.costs.amount("payback")
    assert payback is not None and payback.value >= 120
    for page in (made.to_markdown(), html.render(made)):
        assert f"{payback.value:,.0f} months" not in page
        assert "not within ten years" in page
    assert "not repaid within ten years (c)" in made.to_markdown()
    assert not [each for each in review(made, Evidence(today=TODAY)) if each.code == "PF304"]
