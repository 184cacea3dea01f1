"""What a stage does is read from its words: data and model work is found, product work is left alone."""

from __future__ import annotations

import ast
import inspect
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.planning import content, work_paraphrases, work_plainly, work_signs
from assistant.planning.content import DESK_LIMIT, EVAL_LIMIT, work_in
from assistant.planning.lexicon import CLASSES
from assistant.planning.review import review
from tests.planning import fresh_paraphrases as fresh
from tests.planning import paraphrases
from tests.planning.changes import changed
from tests.planning.plans import support
from tests.planning.plans.parts import EVIDENCE
from tests.planning.sentences import FINE, LATER_FINE, LATER_WORK, WORK


@pytest.mark.parametrize("sentence", WORK + LATER_WORK)
def test_data_and_model_work_is_found(sentence: str) -> None:
    assert work_in(sentence)


@pytest.mark.parametrize("sentence", FINE + LATER_FINE)
def test_product_work_is_left_alone(sentence: str) -> None:
    assert work_in(sentence) == ()


@pytest.mark.parametrize("sentence", WORK)
def test_it_is_found_beside_product_work_and_in_capitals(sentence: str) -> None:
    assert work_in(f"Ten customers use the widget.\n{sentence}\nNobody waits")
    assert work_in(sentence.upper())


@pytest.mark.parametrize("sentence", ["Label 10,000 tickets", "Train v1 model", "Build the training dataset"])
def test_invisible_characters_and_odd_hyphens_hide_nothing(sentence: str) -> None:
    assert work_in("\u200b".join(sentence))
    assert work_in(sentence.replace(" ", "\u00a0"))
    assert work_in("Fine\u2011tune the model")


def test_each_kind_of_work_is_named_with_its_words() -> None:
    found = work_in("Label 10,000 tickets and fine-tune the classifier")
    assert {work.kind for work in found} == {"data", "model"}
    assert "label 10,000 tickets" in {work.phrase for work in found}
    assert any("fine tune" in work.phrase for work in found)


@pytest.mark.parametrize(
    ("count", "is_work"),
    [(60, False), (DESK_LIMIT, False), (DESK_LIMIT + 1, True), (10_000, True)],
)
def test_what_one_person_labels_at_a_desk_is_an_eval_set(count: int, is_work: bool) -> None:
    assert bool(work_in(f"Label {count:,} past tickets")) == is_work


@pytest.mark.parametrize(("count", "is_work"), [(300, False), (EVAL_LIMIT, False), (EVAL_LIMIT + 1, True)])
def test_an_eval_set_of_thousands_is_a_training_set(count: int, is_work: bool) -> None:
    assert bool(work_in(f"Label {count} past tickets for the eval set")) == is_work


def test_an_eval_set_to_learn_from_is_no_eval_set() -> None:
    assert work_in("Label 300 past tickets for the eval set and for training")


def test_every_word_class_that_the_grammar_asks_for_is_in_the_lexicon() -> None:
    calls = [
        node
        for module in (content, work_paraphrases, work_plainly, work_signs)
        for node in ast.walk(ast.parse(inspect.getsource(module)))
        if isinstance(node, ast.Call) and isinstance(node.func, (ast.Attribute, ast.Name))
    ]
    asked = {
        argument.value
        for call in calls
        if (call.func.attr if isinstance(call.func, ast.Attribute) else "") in ("has", "where", "near", "next")
        for argument in call.args
        if isinstance(argument, ast.Constant) and isinstance(argument.value, str)
    }
    assert {"label", "people", "route"} <= asked
    assert asked <= set(CLASSES)


@given(st.text(max_size=300))
def test_no_text_makes_it_fail(text: str) -> None:
    for work in work_in(text):
        assert work.phrase


READINGS = {
    "first": (paraphrases.WORK, 35, paraphrases.FINE, 0),
    "second": (paraphrases.SECOND_WORK, 22, paraphrases.SECOND_FINE, 0),
    "third": (paraphrases.THIRD_WORK, 10, paraphrases.THIRD_FINE, 0),
    "fourth": (fresh.FOURTH_WORK, 37, fresh.FOURTH_FINE, 0),
    "fifth": (fresh.FIFTH_WORK, 6, fresh.FIFTH_FINE, 0),
}
"""Batch of paraphrases → its work and how much of it is found now, its innocent neighbours and how many are hit now.

Precision and recall of unseen wording are those of `paraphrases.FIRST_READING`; docs/checking-plans.md tells both.
"""


@pytest.mark.parametrize("batch", READINGS)
def test_paraphrases_are_found_as_often_as_we_say(batch: str) -> None:
    work, found, fine, hit = READINGS[batch]
    assert sum(bool(work_in(sentence)) for sentence in work) == found
    assert sum(bool(work_in(sentence)) for sentence in fine) == hit
    first_found, first_hit = (paraphrases.FIRST_READING | fresh.FIRST_READING)[batch]
    page = (Path(__file__).parents[2] / "docs" / "checking-plans.md").read_text(encoding="utf-8")
    assert f"| {batch} | {first_found} of {len(work)} | {first_hit} of {len(fine)} |" in page


@pytest.mark.parametrize("task", fresh.TASKS_FINE)
def test_a_coding_task_is_left_alone(task: str) -> None:
    assert work_in(task) == ()


IN_OTHER_WORDS = (
    "Have annotators go through 5,000 tickets and mark the intent",
    "Tag past conversations",
    "Weights we adapt to the tickets of ten customers",
    *paraphrases.WORK,
)


@pytest.mark.parametrize("sentence", IN_OTHER_WORDS)
def test_a_ship_stage_that_does_it_is_refused_and_so_is_any_stage_before_shipping(sentence: str) -> None:
    plan = support()
    at = next(at for at, stage in enumerate(plan.stages) if stage.kind == "ship")
    ship = plan.stages[at]
    labelled = ship.model_copy(update={"deliverable": f"{ship.deliverable}. {sentence}"})
    other = labelled.model_copy(update={"id": "before", "kind": "instrument", "depends_on": ()})
    in_ship = plan.model_copy(update={"stages": (*plan.stages[:at], labelled, *plan.stages[at + 1 :])})
    ahead = plan.model_copy(update={"stages": (other, *plan.stages)})
    found = {
        name: {f.code for f in review(changed, EVIDENCE)} for name, changed in (("ship", in_ship), ("ahead", ahead))
    }
    assert "PF108" in found["ship"]
    assert "PF101" in found["ahead"]


@pytest.mark.parametrize("sentence", paraphrases.FINE)
def test_its_innocent_neighbours_change_nothing(sentence: str) -> None:
    plan = support()
    stages = tuple(
        stage.model_copy(update={"deliverable": f"{stage.deliverable}. {sentence}"}) if stage.kind == "ship" else stage
        for stage in plan.stages
    )
    codes = {f.code for f in review(plan.model_copy(update={"stages": stages}), EVIDENCE) if f.severity == "error"}
    assert not codes & {"PF101", "PF103", "PF104", "PF108"}


@pytest.mark.parametrize(
    ("sentence", "kind"),
    [
        ("Have annotators go through 5,000 tickets and mark the intent", "data"),
        ("Tag past conversations", "data"),
        ("Ten customers use an assistant whose weights we adapt to their tickets", "model"),
    ],
)
def test_work_in_other_words_is_told_by_its_kind(sentence: str, kind: str) -> None:
    assert {work.kind for work in work_in(sentence)} == {kind}


CURATING = {
    "title": "Curate corrections that use has left behind",
    "deliverable": "A de-duplicated, redacted set with a held-out part split by user and time.",
    "exit_test": "No case of the eval set and no unconsented row is in it.",
}


def _told(changes: dict[str, object]) -> set[str]:
    return {finding.code for finding in review(changed(support(), changes), EVIDENCE) if finding.severity == "error"}


def test_curating_under_another_label_and_before_shipping_is_told() -> None:
    first = changed(support(), {f"stages[3].{name}": text for name, text in CURATING.items()}).stages[3]
    first = first.model_copy(update={"kind": "instrument", "gates": (), "depends_on": ()})
    plan = support()
    ahead = plan.model_copy(update={"stages": (first, *(s for s in plan.stages if s.id != first.id))})
    assert "PF101" in {finding.code for finding in review(ahead, EVIDENCE)}


def test_work_without_a_gate_is_told_with_the_words_that_say_so_and_may_be_reworded() -> None:
    title: dict[str, object] = {"stages[2].title": "Fine-tune on corrections", "stages[2].gates": []}
    plan = changed(support(), title)
    told = [str(finding) for finding in review(plan, EVIDENCE) if finding.code == "PF104"]
    assert len(told) == 1 and "has no gate" in told[0]
    assert "describes model work (“fine tune”)" in told[0] and "reword it, if nothing is trained" in told[0]


@pytest.mark.parametrize("kind", ["improve_prompt", "scale", "add_tools", "instrument"])
def test_fine_tuning_under_another_label_is_told_and_asked_for_its_economics(kind: str) -> None:
    assert _told({"stages[4].kind": kind}) == {"PF104"}
    assert "PF302" in _told({"stages[4].kind": kind, "gates[2].all_of": []})


def test_a_slice_that_first_labels_and_trains_ships_nothing() -> None:
    assert "PF108" in _told({"product.slice": "We first label 20,000 tickets and train a model; then the bot answers."})


@pytest.mark.parametrize("title", ["An own model", "Our own classifier", "A custom language model"])
def test_a_stage_that_is_only_an_own_model_is_model_work(title: str) -> None:
    assert {work.kind for work in work_in(title)} == {"model"}


@pytest.mark.parametrize("title", ["Curate the ten best help articles", "Use our own model only as a rented fallback"])
def test_curating_what_is_shown_and_naming_a_model_in_passing_is_none(title: str) -> None:
    assert work_in(title) == ()
