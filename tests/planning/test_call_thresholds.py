"""A gate on the number of calls opens at the break-even, or says that its number is a guess."""

from __future__ import annotations

from datetime import date

import pytest

from assistant.planning import course_builder
from assistant.planning.draft_parts import DraftStage, DraftTrigger
from assistant.planning.elements import Quantity
from tests.planning.drafted import draft

EVEN = Quantity(id="tuning_cheap", value=5_000_000, unit="calls a month", origin="computed", formula="x", inputs={})


def threshold(kind: str, calls: float, even: Quantity | None) -> Quantity:
    trigger = DraftTrigger.model_validate(
        {"metric": "calls", "definition": "calls a month", "source": "bill", "op": ">=", "threshold": calls,
         "unit": "calls a month", "window_days": 28, "min_n": 1}
    )  # fmt: skip
    base = draft().stages[-1].model_dump()
    stage = DraftStage.model_validate({**base, "id": "own", "kind": kind, "triggers": [trigger.model_dump()]})
    built = course_builder.build(draft().model_copy(update={"stages": [stage]}), date(2026, 11, 23), even)
    return next(gate for gate in built.gates if gate.id == "g_own").all_of[0].threshold


@pytest.mark.parametrize(("kind", "calls"), [("custom_model", 1_000), ("fine_tune", 20_000_000), ("distil", 7)])
def test_the_break_even_takes_the_place_of_a_guess(kind: str, calls: float) -> None:
    assert threshold(kind, calls, EVEN) == EVEN


@pytest.mark.parametrize(("kind", "even"), [("custom_model", EVEN), ("fine_tune", None)])
def test_a_number_that_follows_from_no_break_even_is_an_assumption_with_a_range(
    kind: str, even: Quantity | None
) -> None:
    found = threshold(kind, 20_000_000, even)
    assert (found.origin, found.value, found.low, found.high) == ("assumption", 20_000_000, 10_000_000, 40_000_000)
