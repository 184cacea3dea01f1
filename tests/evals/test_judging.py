"""A judge shows a trend: several votes in both orders, each yes with words that stand in the plan, and never a gate."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

import pytest
from click.testing import CliRunner
from pydantic_core import from_json

from assistant import resources
from assistant.cli.tree import root
from assistant.errors import InputError, NotMeasured
from assistant.evals import judging
from assistant.evals.judging import Rubric
from assistant.models import registry
from assistant.models.base import Reply
from assistant.models.scripted import ScriptedModel, say
from tests.planning.plans import support

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


RUBRIC_FILE = """instruction = "Judge the plan by these questions, in JSON."
[[item]]
id = "first-user"
asks = "Does it name who uses it first?"
yes = "a role"
no = "users"
[[item]]
id = "stop"
asks = "Does it say at which number it stops?"
yes = "a number"
no = "a review"
[labels]
{labels}
"""
SHOWN = support().product.slice


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


DOCUMENT = """# Answers from your own pages

23 Nov 2026 and the stakes are a launch for many people.

## The first two weeks of the work

|Who does what|When it is all done by them|
|-|-|
|The **returns desk** answers with drafts|two people agree on every answer|

We stop below 15% solved on 1 March. The owner reads the count with the desk each Monday.
"""


@pytest.mark.parametrize(
    ("quote", "counts"),
    [
        ("We stop below 15% solved on 1 March.", True),
        ("returns desk answers with drafts two people agree", True),
        ("the returns desk", False),
        ("The first two weeks of the work", False),
        ("Who does what When it is all done by them", False),
        ("the stakes are a launch for many people", False),
        ("Answers from your own pages", False),
        (DOCUMENT.partition("|-|-|")[2] * 3, False),
        ("we stop below 15% solved on 2 March", False),
    ],
)
def test_evidence_is_a_passage_of_what_the_plan_says(quote: str, counts: bool) -> None:
    vote = {"first-user": (True, quote), "stop": (False, "")}
    trend = judging.judge(DOCUMENT, RUBRIC, voting(*[vote] * 3), votes=3)
    assert trend.items[0].yes == (3 if counts else 0)


def test_one_passage_does_not_carry_every_question() -> None:
    same = {"first-user": (True, "The owner reads the count with the desk"),
            "stop": (True, "reads the count with the desk each Monday")}  # fmt: skip
    trend = judging.judge(DOCUMENT, RUBRIC, voting(*[same] * 3), votes=3)
    assert [(item.yes, item.unmeasured) for item in trend.items] == [(0, 3), (0, 3)]
    apart = same | {"stop": (True, "We stop below 15% solved on 1 March")}
    trend = judging.judge(DOCUMENT, RUBRIC, voting(*[apart] * 3), votes=3)
    assert [item.met for item in trend.items] == [True, True]


def test_agreement_with_labels_is_cohen_s_kappa() -> None:
    """Of four items the judge and the person agree on three; both say yes to two and three: (3/4 − 1/2) / (1 − 1/2)."""
    quotes = (
        "The owner reads the count with the desk",
        "We stop below 15% solved on 1 March",
        "returns desk answers with drafts two people agree",
    )
    items = [{"id": f"item-{n}", "asks": "Is it said so?", "yes": "said", "no": "not said"} for n in range(4)]
    labels = {"item-0": True, "item-1": True, "item-2": False, "item-3": False}
    rubric = Rubric.model_validate({"instruction": "Judge it by these questions.", "item": items, "labels": labels})
    vote = {f"item-{n}": (True, quote) for n, quote in enumerate(quotes)} | {"item-3": (False, "")}
    assert judging.judge(DOCUMENT, rubric, voting(*[vote] * 3), votes=3).agreement == 0.5


def test_a_label_of_no_item_is_refused() -> None:
    with pytest.raises(ValueError, match="'frist-user' is of no item"):
        Rubric.model_validate(RUBRIC.model_dump() | {"labels": {"frist-user": True}})
    with pytest.raises(ValueError, match="stands twice"):
        Rubric.model_validate(RUBRIC.model_dump() | {"item": [RUBRIC.item[0]] * 2, "labels": {}})


@pytest.mark.parametrize(
    ("words", "code", "says"),
    [("Nobody has ever written these words", 5, "trend: not measured"), (SHOWN, 0, "kappa")],
)
def test_a_judge_that_decided_nothing_measured_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, words: str, code: int, says: str
) -> None:
    support().save(tmp_path / "plan.json")
    text = RUBRIC_FILE.format(labels="first-user = true\nstop = false")
    (tmp_path / "rubric.toml").write_text(text, encoding="utf-8")
    vote = {"first-user": (True, words), "stop": (code == 5, words)}
    monkeypatch.setattr(registry, "open_model", lambda name, settings: voting(*[vote] * 8))
    args = ["eval", "judge", str(tmp_path / "plan.json"), "--model", "m", "--rubric", str(tmp_path / "rubric.toml")]
    told = CliRunner().invoke(root, args)
    assert (told.exit_code, says in told.stdout) == (code, True), told.output
    as_data = CliRunner().invoke(root, [*args, "--json"])
    assert (as_data.exit_code, from_json(as_data.stdout)["share"]) == (code, None if code else 0.5)


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
