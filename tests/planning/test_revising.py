"""A revision: same plan, next number, nothing lost that nobody touched, and a history that replays."""

from __future__ import annotations

from datetime import UTC, date, datetime
from itertools import pairwise

import pytest
from hypothesis import HealthCheck, given, settings

from assistant.errors import InputError
from assistant.planning.budget import over_budget
from assistant.planning.progress import GO_ON, decided
from assistant.planning.review import review
from assistant.planning.revising import brief_with, merge, propose, read_answers, replay
from assistant.planning.schema import Plan, dump, load
from tests.planning.changes import DROP, changed
from tests.planning.plans import adapted, live, support
from tests.planning.plans.parts import EVIDENCE
from tests.planning.test_any_plan import plans
from tests.planning.test_progress import fired

NOW = datetime(2026, 12, 1, 9, 0, tzinfo=UTC)
QUESTION = "May ticket text leave under contract?"


def test_answers_are_named_by_number_or_id() -> None:
    found = read_answers(support(), ["Q2=no", "q1=15 minutes = a lot"])
    assert [(answer.question.id, answer.words) for answer in found] == [("q2", "no"), ("q1", "15 minutes = a lot")]


@pytest.mark.parametrize("given_", ["Q2", "Q2=", "Q7=no", "budget=no", "=no", "Q0=no"])
def test_an_answer_to_no_question_is_refused_with_the_questions(given_: str) -> None:
    with pytest.raises(InputError) as refused:
        read_answers(support(), [given_])
    assert refused.value.code == "answer"
    assert refused.value.fix


def test_a_question_is_answered_once() -> None:
    with pytest.raises(InputError, match="twice"):
        read_answers(support(), ["Q2=no", "q2=yes"])


def test_the_brief_keeps_every_word_and_grows_below() -> None:
    plan = support()
    brief = brief_with(plan, read_answers(plan, ["Q2=no"]), ["budget halved"])
    assert brief == f"{plan.brief.text}\n\nAnswer to “{QUESTION}”: no\nChange: budget halved"
    again = changed(plan, {"brief.text": brief})
    assert brief_with(again, (), ["team doubled"]) == f"{brief}\nChange: team doubled"


def test_a_new_draft_keeps_identity_progress_and_decisions() -> None:
    waiver = {"rule": "PF105", "role": "lead", "reason": "A cheap try", "expires": "2027-01-01"}
    own = {"id": "x", "text": "No voice.", "inferred": False}
    before = changed(
        support(),
        {"stages[2].state": "done", "stages[2].done_on": "2026-11-30", "waivers": [waiver], "decisions": [own]},
    )
    draft = changed(adapted(), {"kill_criteria[0].decided_on": "2026-12-01", "revision": 7})
    merged = merge(before, draft, read_answers(before, ["Q2=no"]), "the brief")
    assert (merged.id, merged.revision, merged.created_at) == (before.id, 1, before.created_at)
    assert next(stage for stage in merged.stages if stage.id == "better").done_on == date(2026, 11, 30)
    assert merged.kill_criteria[0].decided_on == before.kill_criteria[0].decided_on
    assert QUESTION not in [question.text for question in merged.questions]
    assert [decision.text for decision in merged.decisions] == ["No voice.", f"Answer to “{QUESTION}”: no"]
    assert merged.waivers == before.waivers
    assert merged.brief.text == "the brief"


def test_what_was_answered_is_not_asked_again_by_a_later_draft() -> None:
    before = support()
    once = merge(before, support(), read_answers(before, ["Q2=no"]), "brief")
    twice = merge(once, support(), read_answers(once, ["Q1=20 minutes"]), "brief")
    assert twice.questions == ()
    assert len({decision.id for decision in twice.decisions}) == 2


def test_a_decision_to_go_on_survives_a_new_draft_with_its_review() -> None:
    gone_on = decided(support(), fired(), text="a new prompt", role="founder", today=date(2027, 3, 10))
    merged = merge(gone_on, support(), (), "brief")
    assert merged.gates[3].review_on == date(2027, 4, 7)
    assert merged.decisions[0].id.startswith(GO_ON)


def test_a_proposal_is_the_next_revision_with_its_patch_and_reason() -> None:
    before = support()
    proposal = propose(before, live(), reason="It went live", now=NOW)
    assert proposal is not None
    after = proposal.after
    assert (after.id, after.revision, after.parent) == (before.id, 2, f"{before.id}/r1")
    (entry,) = after.history
    assert (entry.revision, entry.reason, entry.made_at) == (2, "It went live", NOW)
    assert "Phase: idea → live." in proposal.words
    assert proposal.as_json()["changes"] == list(entry.changes)
    assert not [f for f in review(after, EVIDENCE) if f.severity == "error"]


def test_nothing_said_is_no_revision() -> None:
    assert propose(support(), support(), reason="x", now=NOW) is None
    other = support().model_copy(update={"id": "other", "revision": 9})
    assert propose(support(), other, reason="x", now=NOW) is None


def test_revisions_replay_one_after_the_other_from_their_files() -> None:
    chain = [support()]
    steps: tuple[dict[str, object], ...] = (
        {"phase": "live"},
        {"stages[4]": DROP, "gates[2]": DROP},
        {"title": "Another"},
    )
    for change in steps:
        proposal = propose(chain[-1], changed(chain[-1], change), reason="it changed", now=NOW)
        assert proposal is not None
        chain.append(load(dump(proposal.after)))
    assert [plan.revision for plan in chain] == [1, 2, 3, 4]
    assert [len(plan.history) for plan in chain] == [0, 1, 2, 3]
    for before, after in pairwise(chain):
        assert replay(before, after) == after
    with pytest.raises(InputError, match="another plan"):
        replay(chain[0], chain[3])
    with pytest.raises(InputError, match="no history"):
        replay(chain[0], chain[0])


@settings(max_examples=20, deadline=None, suppress_health_check=list(HealthCheck))
@given(after=plans())
def test_any_proposal_replays(after: Plan) -> None:
    proposal = propose(support(), after, reason="it changed", now=NOW)
    if proposal is not None:
        assert replay(support(), load(dump(proposal.after))) == proposal.after


def test_answers_reach_further_than_the_changes() -> None:
    before = support()
    proposal = propose(
        before, changed(before, {"title": "X"}), reason="r", now=NOW, answers=read_answers(before, ["Q2=no"])
    )
    assert proposal is not None
    assert "verdict" in {each.path for each in proposal.impact}


def test_a_build_above_the_budget_is_said() -> None:
    budget = {"id": "k9", "kind": "budget", "text": "$900", "answered_by": "costs"}
    amount = {"value": 900, "unit": "money", "origin": "brief"}
    assert over_budget(changed(support(), {"brief.constraints[+]": {**budget, "quantity": amount}})).endswith(
        "of $900."
    )
    monthly = {**budget, "text": "$900 a month", "quantity": amount}
    assert over_budget(changed(support(), {"brief.constraints[+]": monthly})) == ""
    assert over_budget(support()) == ""


def test_an_answer_that_moves_nothing_says_so_and_bears_on_nothing() -> None:
    before = support()
    answers = read_answers(before, [f"Q2={before.questions[1].default}"])
    proposal = propose(before, merge(before, before, answers, "brief"), reason="r", now=NOW, answers=answers)
    assert proposal is not None
    (told,) = proposal.idle
    assert told in proposal.words
    assert f"is recorded; it moves nothing: the plan had taken “{before.questions[1].default}” already." in told
    assert proposal.impact == ()
    assert proposal.as_json()["moves_nothing"] == [told]
    other = read_answers(before, ["Q2=perhaps"])
    proposal = propose(before, merge(before, before, other, "brief"), reason="r", now=NOW, answers=other)
    assert proposal is not None
    assert "look yourself at what the question names" in proposal.idle[0]


def test_of_several_answers_those_without_a_trace_in_what_moved_are_named() -> None:
    before = support()
    answers = read_answers(before, [f"Q1={before.questions[0].default}", "Q2=seventeen parrots"])
    after = changed(before, {"title": "X", "generator.offline": True})
    proposal = propose(before, after, reason="r", now=NOW, answers=answers)
    assert proposal is not None
    assert [told.partition("”")[0] for told in proposal.idle] == [
        f"The answer to “{before.questions[0].text}", f"The answer to “{before.questions[1].text}",
    ]  # fmt: skip
    written = changed(after, {"generator.offline": False})
    proposal = propose(before, written, reason="r", now=NOW, answers=answers)
    assert proposal is not None
    assert len(proposal.idle) == 1, "a model may have put an answer in words of its own"
    traced = changed(after, {"against": "Parrots may do it better."})
    proposal = propose(before, traced, reason="r", now=NOW, answers=answers)
    assert proposal is not None
    assert len(proposal.idle) == 1
