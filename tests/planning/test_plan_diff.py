"""A diff speaks of stages, gates, money and dates, and never says nothing when something changed."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from pydantic_core import to_json

from assistant.planning.patches import diff
from assistant.planning.plan_diff import as_json, in_words
from assistant.planning.schema import Plan
from tests.planning.changes import DROP, changed
from tests.planning.plans import adapted, live, support
from tests.planning.test_any_plan import plans

LABEL = {
    "id": "x", "kind": "label", "title": "Label more", "when": {"text": "when it opens"}, "role": "engineer",
    "gates": ["g_data"], "deliverable": "labels", "exit_test": "two people agree",
}  # fmt: skip
WAIVER = {"rule": "PF105", "role": "lead", "reason": "A cheap try", "expires": "2027-01-01"}


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"verdict.path": "adapted"}, "Verdict: product first → product first, adapted."),
        ({"fit[3].answer": "no"}, "Fit, the data may leave: unknown (taken as yes) → no."),
        ({"phase": "live"}, "Phase: idea → live."),
        (
            {"stages[1].when.end": "2027-01-29"},
            "Stage “Everybody” moved: 18 Dec 2026 to 15 Jan 2027 → 18 Dec 2026 to 29 Jan 2027, 14 days later.",
        ),
        ({"stages[2]": DROP}, "Stage removed: “Better prompts and one invoice tool” (15 Jan 2027 to 9 Apr 2027)."),
        ({"stages[+]": LABEL}, "Stage added: “Label more” (label, when it opens), behind “Use has proved itself”."),
        ({"stages[3]!": 0}, "Stage “Curate training data” moved to the front."),
        ({"stages[3].state": "active"}, "Gate opened: “Use has proved itself” let “Curate training data” begin."),
        ({"stages[3].gates": []}, "Stage “Curate training data” no longer waits for the gate “Use has proved itself”."),
        (
            {"stages[1].depends_on": []},
            "Stage “Everybody” follows nothing, before it followed “Ship to ten customers, measured”.",
        ),
        (
            {"gates[1].all_of[0].threshold.value": 20},
            "Gate “Use has proved itself” asks for solved (lower end) ≥ 20% over 56 days, n ≥ 400; "
            "before: solved (lower end) ≥ 25% over 56 days, n ≥ 400.",
        ),
        (
            {"gates[1]": DROP},
            "Gate removed: “Use has proved itself” (solved (lower end) ≥ 25% over 56 days, n ≥ 400).",
        ),
        (
            {"gates[3].review_on": "2027-04-12"},
            "Gate “Too little is solved” is reviewed on 12 Apr 2027, no longer on 12 Mar 2027.",
        ),
        ({"product.ship_by": "2027-01-08"}, "Ship by: 18 Dec 2026 → 8 Jan 2027."),
        (
            {"success.measures[0].read_on": "2027-04-12"},
            "“Truly solved” is read on 12 Apr 2027, no longer on 12 Mar 2027.",
        ),
        ({"success.eval_set.due": "2026-12-05"}, "The eval set is due on 5 Dec 2026, no longer on 4 Dec 2026."),
        ({"questions[0]": DROP}, "No longer asked: Minutes and hourly cost per ticket?"),
        ({"waivers": [WAIVER]}, "Waived: PF105 until 1 Jan 2027 by lead: A cheap try"),
        ({"costs.payback": "", "costs.payback_note": "For fun."}, "Payback, in words: For fun."),
        ({"product.surface": "e-mail"}, "Also changed: what we ship."),
    ],
)  # fmt: skip
def test_a_change_is_told_in_the_words_of_the_plan(change: dict[str, object], says: str) -> None:
    assert says in in_words(support(), changed(support(), change))


def test_a_threshold_says_its_unit_once_as_everywhere_else() -> None:
    unit: dict[str, object] = {"gates[2].all_of[0].threshold.unit": "calls a month"}
    told = in_words(changed(support(), unit), changed(support(), {**unit, "gates[2].all_of[0].threshold.value": 9000}))
    assert any("calls ≥ 9,000 a month over 30 days" in sentence for sentence in told)


def test_an_amount_is_told_old_and_new_with_its_origin() -> None:
    place = next(i for i, entry in enumerate(support().costs.ledger) if entry.origin == "assumption")
    entry = support().costs.ledger[place]
    other = {"value": entry.value * 2, "origin": "brief", "low": None, "high": None}
    told = in_words(
        support(), changed(support(), {f"costs.ledger[{place}].{name}": value for name, value in other.items()})
    )
    (sentence,) = [sentence for sentence in told if entry.label in sentence]
    before, _, after = sentence.partition(" → ")
    assert "(a: " in before
    assert after.endswith("(b).")


def test_an_answered_question_is_told_with_its_answer() -> None:
    question = support().questions[1].text
    answered = {"id": "a1", "text": f"Answer to “{question}”: no", "inferred": False}
    told = in_words(support(), changed(support(), {"questions[1]": DROP, "decisions": [answered]}))
    assert told == (f"Answered: “{question}”: no.",)


def test_a_lost_citation_is_quoted() -> None:
    told = in_words(adapted(), changed(adapted(), {"citations[5]": DROP, "claims[6].citation": ""}))
    assert told[0].startswith("Citation lost: [regulated-and-safety-critical] “Where a decision is regulated")


def test_nothing_is_said_when_nothing_changed() -> None:
    assert in_words(support(), support()) == ()
    assert in_words(support(), support().model_copy(update={"revision": 2, "parent": "x"})) == ()


def test_json_holds_identity_sentences_and_the_patch() -> None:
    document = as_json(support(), live())
    assert document["from"]["id"] == "0193-support"
    assert document["words"] == list(in_words(support(), live()))
    assert len(document["changes"]) == len(diff(support(), live()))
    assert to_json(document)


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(a=plans(), b=plans())
def test_any_two_plans_can_be_compared_and_a_difference_is_never_silent(a: Plan, b: Plan) -> None:
    told = in_words(a, b)
    quiet = ("id", "revision", "parent", "created_at", "history", "generator", "verdict.because")
    assert bool(told) == any(not change.path.startswith(quiet) for change in diff(a, b))
