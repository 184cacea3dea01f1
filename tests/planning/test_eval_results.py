"""The result of an eval becomes a claim, and tuning is then compared with the cheapest option that passes."""

from __future__ import annotations

from datetime import date

import pytest

from assistant.errors import InputError
from assistant.planning.costs import Tuning
from assistant.planning.eval_results import carried, read_results, with_results
from assistant.planning.markdown_tuning import tuning
from assistant.planning.review import review
from assistant.planning.schema import Plan
from tests.planning.plans import forecast, listings
from tests.planning.plans.parts import EVIDENCE

TODAY = date(2026, 12, 1)
NEVER = "a tuned call costs as much or more"


def after(*given: str, plan: Plan | None = None) -> Plan:
    plan = plan or listings()
    return with_results(plan, read_results(plan, given), TODAY)


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        (["cheap=failed:run-17"], Tuning(against="strong", break_even="tuning_strong")),
        (["cheap=passed:run-17"], Tuning(against="cheap", never_because=f"GPT-6 Luna passes the eval: never, {NEVER}")),
        (
            ["strong=passed:run-17"],
            Tuning(
                against="strong",
                break_even="tuning_strong",
                never_because=f"if GPT-6 Luna passes the eval: never, {NEVER}",
            ),
        ),
        (["cheap=failed:run-17", "strong=passed:run-17"], Tuning(against="strong", break_even="tuning_strong")),
        (
            ["cheap=failed:a", "strong=failed:a"],
            Tuning(never_because="cost decides nothing while no untuned option passes the eval"),
        ),
    ],
)
def test_tuning_is_compared_with_the_cheapest_that_passes(given: list[str], expected: Tuning) -> None:
    plan = after(*given)
    assert plan.costs.tuning == expected
    assert [f for f in review(plan, EVIDENCE) if f.severity == "error"] == []


def test_the_result_is_a_measured_claim_that_says_where() -> None:
    plan = after("cheap=failed:evals/run-17.json, 71% of 400")
    claim = plan.claims[-1]
    assert (claim.id, claim.origin, claim.measured) == ("c6", "measured", "evals/run-17.json, 71% of 400")
    assert claim.text == "GPT-6 Luna failed the eval, as reported on 1 Dec 2026."
    option = plan.costs.option("cheap")
    assert option and (option.eval, option.eval_claim) == ("failed", "c6")
    assert "GPT-6 Luna failed the eval; Sonnet 5.5 not measured yet." in tuning(plan)


def test_a_later_result_takes_the_place_of_an_earlier_one() -> None:
    plan = after("cheap=passed:run-18", plan=after("cheap=failed:run-17"))
    assert plan.costs.tuning.against == "cheap"
    assert [claim.measured for claim in plan.claims[-2:]] == ["run-17", "run-18"]


@pytest.mark.parametrize(
    "given", [["cheap"], ["cheap=failed"], ["cheap=failed: "], ["cheap=well:run"], ["buy=passed:run"], ["=passed:x"],
              ["cheap=failed:a", "cheap=passed:b"]]
)  # fmt: skip
def test_what_is_no_result_is_refused_with_what_there_is(given: list[str]) -> None:
    with pytest.raises(InputError) as refused:
        read_results(listings(), given)
    assert refused.value.code == "eval_result"
    assert "strong=passed:WHERE or cheap=passed:WHERE" in refused.value.fix


def test_a_plan_without_untuned_options_says_so() -> None:
    with pytest.raises(InputError, match="no result") as refused:
        read_results(forecast(), ["cheap=passed:run-1"])
    assert "it has none" in refused.value.fix


def test_a_new_draft_keeps_what_was_measured() -> None:
    measured = after("cheap=failed:run-17")
    kept = carried(measured, listings())
    assert kept.costs.tuning == measured.costs.tuning
    assert kept.costs.options == measured.costs.options
    assert carried(listings(), listings()) == listings()
