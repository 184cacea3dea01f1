"""What a stage does decides, not what it is called; small eval sets, dated to-dos and real checks are let be."""

from __future__ import annotations

import pytest

from assistant.planning.content import work_in
from assistant.planning.review import review
from tests.planning.changes import changed
from tests.planning.plans import support
from tests.planning.plans.parts import EVIDENCE

EVAL_SETS = (
    "150 labelled cases from logs",
    "Build the eval set: 150 labelled cases from logs",
    "Collect 150 labelled cases from last month's logs",
    "Assemble 150 labelled cases from logs to compare prompts",
    "Label 150 conversations; they are the test set",
    "Golden set: 400 labelled invoices",
    "Label 150 real tickets so that prompts can be compared",
)
TRAINING_SETS = (
    "Golden set: 4,000 labelled invoices",
    "Label 800 tickets. The eval set has 60.",
    "Collect 600 labelled cases to train on",
    "5,000 labelled cases from logs",
    "Eval set first: label 600 tickets for training",
)


def _told(changes: dict[str, object]) -> set[str]:
    return {finding.code for finding in review(changed(support(), changes), EVIDENCE) if finding.severity == "error"}


@pytest.mark.parametrize("text", EVAL_SETS)
def test_a_small_set_of_labelled_cases_is_an_eval_set(text: str) -> None:
    assert work_in(text) == ()
    assert _told({"stages[0].deliverable": f"{support().stages[0].deliverable.rstrip('.')}. {text}"}) == set()


@pytest.mark.parametrize("text", TRAINING_SETS)
def test_a_large_one_or_one_to_learn_from_is_not(text: str) -> None:
    assert work_in(text)


def test_data_work_under_a_product_kind_is_asked_for_proof_of_use() -> None:
    plan = support()
    at = next(at for at, stage in enumerate(plan.stages) if stage.kind == "collect")
    gate = next(n for n, gate in enumerate(plan.gates) if gate.id in plan.stages[at].gates)
    calls = next(t for g in plan.gates for t in g.all_of if t.metric == "calls").model_dump(mode="json")
    told = _told({f"stages[{at}].kind": "instrument", f"gates[{gate}].all_of": [calls]})
    assert told == {"PF104", "PF107"}


def test_an_own_model_called_fine_tuning_needs_fine_tuning_before_it() -> None:
    stages = support().stages
    tune = next(at for at, stage in enumerate(stages) if stage.kind == "fine_tune")
    told = _told({f"stages[{tune}].title": "Pretrain our own language model from scratch"})
    assert "PF105" in told


@pytest.mark.parametrize(
    ("said", "codes"),
    [
        ("To be confirmed in week 1", set()),
        ("The vendor's terms, to be confirmed with legal by 4 December", set()),
        ("To be confirmed", {"PF602"}),
        ("To be confirmed by the team", {"PF602"}),
        ("Bar to be decided", {"PF602"}),
        ("The bar is set once the first forty replies are judged.", set()),
        ("The bar will be set later", {"PF602"}),
        ("The bar will be set later, on 9 May", set()),
        ("As appropriate", {"PF602"}),
        ("The appropriate queue opens", set()),
        ("Someone from the team", {"PF602"}),
        ("Someone from the team reads forty replies a week", set()),
        ("[type of user] asks again", {"PF602"}),
        ("DD/MM/YYYY", {"PF602"}),
        ("Wird noch festgelegt", {"PF602"}),
        ("à définir", {"PF602"}),
        ("The TBD column of the sheet is filled in by hand", set()),
        ("-", {"PF602"}),
        ("Not decided.", set()),
        ("Afterwards", set()),
    ],
)
def test_what_is_settled_on_a_day_is_no_placeholder(said: str, codes: set[str]) -> None:
    assert _told({"risks[0].mitigation": said}) == codes


@pytest.mark.parametrize("said", ["ok", "Done.", "It is finished", "ready"])
def test_a_done_when_that_only_says_done_is_none(said: str) -> None:
    assert _told({"this_week[0].done_when": said}) == {"PF601"}


def test_an_assumed_price_whose_range_is_one_point_has_no_range() -> None:
    ledger = support().costs.ledger
    at, entry = next((n, e) for n, e in enumerate(ledger) if e.origin == "assumption" and e.unit.startswith("USD"))
    told = _told({f"costs.ledger[{at}].low": entry.value, f"costs.ledger[{at}].high": entry.value})
    assert "PF301" in told
