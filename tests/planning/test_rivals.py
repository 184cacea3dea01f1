"""Tuning is compared with the cheapest untuned option that passes the eval; what nobody measured did not pass."""

from __future__ import annotations

import pytest

from assistant.planning.costs import CostOption
from assistant.planning.elements import Claim
from assistant.planning.formulas import tuning_break_even
from assistant.planning.markdown_tuning import tuning
from assistant.planning.review import review
from assistant.planning.rivals import rivals
from assistant.planning.schema import Plan
from tests.planning.changes import changed
from tests.planning.plans import scaling, support
from tests.planning.plans.parts import EVIDENCE

NEVER = "If GPT-6 Luna passes the eval: never."


def with_evals(strong: str, cheap: str, *, proved: bool = True, against: str = "strong", never: str = "") -> Plan:
    """The scaling plan, its two untuned options having fared as said in the eval."""
    plan = scaling()
    claim = Claim(id="c10", text="Measured on 400 held-out cases.", origin="measured", measured="eval:77aa")
    results = {"strong": strong, "cheap": cheap}

    def fared(option: CostOption) -> CostOption:
        if option.id not in results:
            return option
        result = results[option.id]
        claim_id = "c10" if proved and result != "not_measured" else ""
        return option.model_copy(update={"eval": result, "eval_claim": claim_id})

    tuned = plan.costs.tuning.model_copy(update={"against": against, "never_because": never})
    if not against:
        tuned = tuned.model_copy(update={"break_even": ""})
    costs = plan.costs.model_copy(update={"options": tuple(map(fared, plan.costs.options)), "tuning": tuned})
    return plan.model_copy(update={"costs": costs, "claims": (*plan.claims, claim)})


def strongest(plan: Plan) -> str:
    found = rivals(plan.costs, plan.claims).strongest
    return found.id if found else ""


def errors(plan: Plan) -> set[str]:
    return {finding.code for finding in review(plan, EVIDENCE) if finding.severity == "error"}


@pytest.mark.parametrize(
    ("strong", "cheap", "expected"),
    [
        ("passed", "passed", "cheap"),
        ("passed", "failed", "strong"),
        ("passed", "not_measured", "strong"),
        ("failed", "passed", "cheap"),
        ("not_measured", "failed", "strong"),
        ("not_measured", "not_measured", "cheap"),
        ("failed", "failed", ""),
    ],
)
def test_the_strongest_is_the_cheapest_that_passes(strong: str, cheap: str, expected: str) -> None:
    assert strongest(with_evals(strong, cheap)) == expected


def test_a_result_that_no_measured_claim_carries_counts_as_not_measured_and_is_an_error() -> None:
    plan = with_evals("passed", "failed", proved=False)
    assert rivals(plan.costs, plan.claims).failed == ()
    assert "PF401" in errors(plan)


def test_the_cheapest_that_failed_is_skipped_and_said() -> None:
    plan = with_evals("passed", "failed")
    assert errors(plan) == set()
    told = tuning(plan)
    assert "against Sonnet 5.5 with retrieval; ours are 12,000 a month" in told
    assert "Sonnet 5.5 with retrieval passed the eval; GPT-6 Luna with retrieval failed it." in told
    assert "never" not in told


def test_a_cheaper_one_that_passed_forbids_the_break_even_against_the_incumbent() -> None:
    assert errors(with_evals("passed", "passed")) == {"PF302"}
    said = with_evals("passed", "passed", never="GPT-6 Luna passes: never on cost.")
    assert errors(said) == {"PF302"}
    right = changed(said, {"costs.tuning.against": "cheap", "costs.tuning.break_even": ""})
    assert errors(right) == set()
    assert "never on cost" in tuning(right)


def test_a_break_even_is_against_what_passes_and_not_against_what_nobody_measured() -> None:
    named = changed(with_evals("passed", "not_measured", never=NEVER), {"costs.tuning.against": "cheap"})
    (found,) = (f for f in review(named, EVIDENCE) if f.severity == "error")
    assert (found.code, found.path) == ("PF302", "costs.tuning.against")
    assert "was not measured" in found.message


def test_a_break_even_computed_from_another_option_than_the_one_it_names_is_found() -> None:
    kept = changed(support(), {"costs.tuning.against": "cheap"})
    (found,) = (f for f in review(kept, EVIDENCE) if f.severity == "error")
    assert (found.code, found.path) == ("PF302", "costs.tuning.break_even")


@pytest.mark.parametrize(
    "never", ["If Luna passes: never.", "Never, as long as Luna passes.", "Never unless Luna fails."]
)
def test_a_never_on_a_condition_does_not_stand_for_the_break_even(never: str) -> None:
    hidden = changed(support(), {"costs.tuning.break_even": "", "costs.tuning.never_because": never})
    assert errors(hidden) == {"PF302"}


def test_a_never_against_an_option_that_costs_more_than_a_tuned_call_is_not_believed() -> None:
    hidden = changed(scaling(), {"costs.tuning.break_even": "", "costs.tuning.never_because": "Never on cost."})
    assert errors(hidden) == {"PF302"}


def test_a_break_even_against_an_option_that_failed_is_refused() -> None:
    found = [f for f in review(with_evals("failed", "passed"), EVIDENCE) if f.severity == "error"]
    assert {finding.code for finding in found} == {"PF302"}
    assert "failed the eval" in found[0].message


def test_when_none_passes_that_is_said_and_quality_decides() -> None:
    silent = with_evals("failed", "failed", against="")
    assert errors(silent) == {"PF302"}
    plan = with_evals("failed", "failed", against="", never="Cost decides nothing while no untuned option passes.")
    assert errors(plan) == set()
    assert "GPT-6 Luna with retrieval and Sonnet 5.5 with retrieval failed the eval" in tuning(plan)
    assert "no untuned option passes, so quality decides, not cost" in tuning(plan)


def test_what_nobody_measured_is_told_apart_from_what_failed() -> None:
    told = tuning(support())
    assert NEVER.rstrip(".") in told
    assert "GPT-6 Luna with retrieval and Sonnet 5.5 with retrieval not measured yet" in told
    assert "failed" not in told


def test_the_worked_break_even_is_three_times_later_against_the_smaller_model_and_never_is_none() -> None:
    assert tuning_break_even(5_000, 6, 300, 0, 0.012, 0.0032) == pytest.approx(128_788, rel=1e-3)
    assert tuning_break_even(5_000, 6, 300, 0, 0.006, 0.0032) == pytest.approx(404_762, rel=1e-3)
    assert tuning_break_even(5_000, 6, 300, 0, 0.0032, 0.0032) is None
