"""Figures that a plan says come from the ledger, the brief or a price list are compared with where they come from."""

from __future__ import annotations

from dataclasses import replace

import pytest

from assistant.planning.evidence import Evidence
from assistant.planning.findings import Finding
from assistant.planning.review import review
from assistant.planning.rules.said import figures
from assistant.planning.schema import Plan
from tests.planning.changes import changed
from tests.planning.plans import support
from tests.planning.plans.parts import EVIDENCE


def told(plan: Plan, evidence: Evidence = EVIDENCE) -> dict[str, str]:
    return {finding.path: finding.code for finding in review(plan, evidence)}


@pytest.mark.parametrize(
    ("text", "said"),
    [("4,000 tickets and $60k", (4_000, 60_000)), ("eight weeks", (8,)), ("1.5 million in 3.5 months", (1.5e6, 3.5))],
)
def test_numbers_are_read_in_digits_and_words(text: str, said: tuple[float, ...]) -> None:
    assert figures(text) == said


@pytest.mark.parametrize("forged", ["It saves $987,654.", "It pays back in 47 months.", "It makes €4.4 million."])
def test_an_amount_of_the_answer_that_stands_nowhere_is_told(forged: str) -> None:
    assert told(changed(support(), {"answer": f"Ship first. {forged}"})) == {"answer": "PF304"}


def test_an_amount_of_the_answer_that_the_ledger_holds_is_not() -> None:
    entry = next(e for e in support().costs.ledger if e.unit == "USD" and e.value > 100)
    assert told(changed(support(), {"answer": f"Ship first; it costs ${entry.value:,.0f}."})) == {}


def _with_price(**other: object) -> tuple[Plan, str]:
    at = next(i for i, e in enumerate(support().costs.ledger) if e.origin == "provider_fact")
    path = f"costs.ledger[{at}]"
    fact = (EVIDENCE.facts or {})[support().costs.ledger[at].fact]
    dates = {"as_of": fact.as_of.isoformat(), "expires": fact.expires.isoformat()} | other
    return changed(support(), {f"{path}.{name}": value for name, value in dates.items()}), path


def test_a_price_that_is_not_its_facts_is_told() -> None:
    plan, path = _with_price(value=9.9)
    assert told(plan)[path] == "PF304"
    assert told(_with_price()[0]) == {}


def test_dates_that_are_not_its_facts_are_told() -> None:
    plan, path = _with_price(expires="2030-01-01")
    assert told(plan)[f"{path}.expires"] == "PF304"
    plan, path = _with_price(as_of="2026-11-22")
    assert told(plan)[f"{path}.as_of"] == "PF303"


def test_without_the_facts_a_price_is_not_measured() -> None:
    found = review(_with_price(value=9.9)[0], replace(EVIDENCE, facts=None))
    assert [f.severity for f in found if f.code == "PF303"] == ["not_measured"]
    assert not [f for f in found if "provider fact '" in f.message]


def test_an_assumption_passed_off_as_the_briefs_is_told() -> None:
    at = next(i for i, e in enumerate(support().costs.ledger) if e.origin == "assumption" and e.value > 40)
    changes: dict[str, object] = {f"costs.ledger[{at}].origin": "brief", f"costs.ledger[{at}].value": 7_654.0}
    assert told(changed(support(), changes))[f"costs.ledger[{at}].origin"] == "PF301"


def test_shipping_after_the_deadline_of_the_brief_is_told() -> None:
    late: dict[str, object] = {"stages[0].when.end": "2027-06-01"}
    assert told(changed(support(), late)).get("stages[0].when.end") == "PF604"
    assert told(changed(support(), {"product.ship_by": "2027-06-01"})).get("product.ship_by") == "PF604"
    begun = late | {"stages[0].state": "done", "stages[0].done_on": "2026-11-20"}
    assert "PF604" not in told(changed(support(), begun)).values()


def test_a_gate_that_is_always_open_is_told() -> None:
    assert told(changed(support(), {"gates[1].all_of[0].threshold.value": 0})) == {
        "gates[1].all_of[0].threshold.value": "PF202"
    }


def test_a_stop_value_better_than_its_target_is_told() -> None:
    found: list[Finding] = list(review(changed(support(), {"success.measures[0].stop.value": 60}), EVIDENCE))
    assert ("PF203", "success.measures[0].stop") in [(f.code, f.path) for f in found]


def test_a_volume_that_a_note_moved_is_said_and_any_other_is_not() -> None:
    brief = "A SaaS with 4,000 tickets a month. Two engineers, eight weeks."
    at = next(i for i, e in enumerate(support().costs.ledger) if e.id == support().costs.value.volume)
    assert support().costs.ledger[at].origin == "brief"
    changes = {"brief.text": f"{brief}\nChange: tickets up 20%", "brief.constraints": []}
    for value, found in ((4_800, False), (4_713, True)):
        plan = changed(support(), {**changes, f"costs.ledger[{at}].value": value})
        assert (told(plan).get(f"costs.ledger[{at}].origin") == "PF301") is found
