"""A judge shows a trend: several votes in both orders, each yes with words that stand in the plan, and never a gate."""

from __future__ import annotations

import json
from collections.abc import Mapping

import pytest

from assistant import resources
from assistant.errors import InputError, NotMeasured
from assistant.evals import judging
from assistant.evals.judging import Rubric
from assistant.models.base import Reply
from assistant.models.scripted import ScriptedModel, say

PLAN = "Six people at the returns desk use drafts in their inbox. We stop below 15% solved on 1 March."
RUBRIC = Rubric.model_validate(
    {
        "instruction": "Judge the plan by these questions, in JSON.",
        "item": [
            {"id": "first-user", "asks": "Does it name who uses it first?", "yes": "a role", "no": "users"},
            {"id": "stop", "asks": "Does it say at which number it stops?", "yes": "a number", "no": "a review"},
        ],
        "labels": {"first-user": True, "stop": False},
    }
)


def voting(*votes: Mapping[str, tuple[bool, str]]) -> ScriptedModel:
    """A judge that votes so, one call after another."""

    def text(vote: Mapping[str, tuple[bool, str]]) -> Reply:
        items = [{"id": name, "met": met, "evidence": words} for name, (met, words) in vote.items()]
        return say(f"Here: {json.dumps({'items': items})}")

    return ScriptedModel([text(vote) for vote in votes], name="scripted:judge")


GOOD = {"first-user": (True, "Six people at the returns desk"), "stop": (False, "")}


def test_a_majority_with_evidence_decides_and_agrees_with_the_labels() -> None:
    other = {"first-user": (False, ""), "stop": (False, "")}
    trend = judging.judge(PLAN, RUBRIC, voting(GOOD, GOOD, other, GOOD))
    assert [item.met for item in trend.items] == [True, False]
    assert (trend.share, trend.agreement) == (0.5, 1.0)
    assert trend.items[0].evidence == "Six people at the returns desk"
    assert trend.as_json()["gates"] is False


def test_a_yes_whose_words_stand_nowhere_is_no_yes() -> None:
    made_up = {"first-user": (True, "All customers everywhere love it"), "stop": (True, "")}
    trend = judging.judge(PLAN, RUBRIC, voting(*[made_up] * 3), votes=3)
    assert [(item.yes, item.unmeasured, item.met) for item in trend.items] == [(0, 3, None), (0, 3, None)]
    assert trend.share is None


def test_the_items_are_asked_in_both_orders() -> None:
    model = voting(*[GOOD] * 4)
    judging.judge(PLAN, RUBRIC, model)
    firsts = ["first-user" in request.messages[0].text.splitlines()[1] for request in model.requests]
    assert firsts == [True, False, True, False]


@pytest.mark.parametrize("answer", [say("I think it is fine."), say("{}"), say("", stop="cut")])
def test_votes_that_cannot_be_read_are_not_measured(answer: Reply) -> None:
    with pytest.raises(NotMeasured) as nothing:
        judging.judge(PLAN, RUBRIC, ScriptedModel(lambda request: answer))
    assert nothing.value.exit_code == 5


def test_two_votes_are_too_few() -> None:
    with pytest.raises(InputError, match="at least 3"):
        judging.judge(PLAN, RUBRIC, voting(GOOD), votes=2)


def test_the_shipped_rubric_can_be_read() -> None:
    rubric = judging.read(resources.folder("evals").joinpath("suites", "rubric.toml"))
    assert len({item.id for item in rubric.item}) == len(rubric.item) >= 5
