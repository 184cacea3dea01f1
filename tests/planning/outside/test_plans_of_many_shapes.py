"""Plans in other shapes: charts, HTML, sprints, stories, one sentence; refused on their lines or let through."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from assistant.errors import NotMeasured
from assistant.planning.outside.review import review_markdown
from tests.planning.outside.shapes import NOT_READ, REFUSED

FOLDER = Path(__file__).parents[2] / "data" / "plans_of_many_shapes"
SOUND = sorted(path.stem for path in FOLDER.glob("good-*.md") if path.stem not in NOT_READ)


def _text(name: str) -> str:
    return (FOLDER / f"{name}.md").read_text(encoding="utf-8")


def _line_of(name: str, words: str) -> int:
    return next(number for number, line in enumerate(_text(name).splitlines(), start=1) if words in line)


def _errors(name: str) -> Counter[tuple[str, str]]:
    found = review_markdown(_text(name)).findings
    return Counter((f.path, f.code) for f in found if f.severity == "error" and f.code != "PF105")


@pytest.mark.parametrize("name", REFUSED)
def test_it_is_refused_on_the_right_lines(name: str) -> None:
    assert _errors(name) == Counter(
        (f"line {_line_of(name, words)}" if words else "text", code)
        for words, codes in REFUSED[name].items()
        for code in codes.split()
    )


@pytest.mark.parametrize("name", SOUND)
def test_a_sound_plan_is_let_through(name: str) -> None:
    review = review_markdown(_text(name))
    assert [finding for finding in review.findings if finding.severity == "error"] == []
    assert review.mending.moves == ()


@pytest.mark.parametrize("name", NOT_READ)
def test_what_cannot_be_judged_is_not_measured(name: str) -> None:
    with pytest.raises(NotMeasured):
        review_markdown(_text(name))


def test_every_document_is_asked_about() -> None:
    assert {path.stem for path in FOLDER.glob("*.md")} == {*REFUSED, *SOUND, *NOT_READ}
    assert len(SOUND) >= len(REFUSED)


def test_one_sentence_holds_three_steps_and_its_end_ships() -> None:
    review = review_markdown("We label for six months, train for four and then ship.")
    assert [step.kind for step in review.steps] == ["label", "train", "ship"]
    assert "shipping comes after it" in next(finding.message for finding in review.findings if finding.code == "PF101")


def test_what_stands_under_a_heading_decides_not_the_heading() -> None:
    text = """# Plan

## Ship to users
Collect and label 20,000 examples from archived calls. Due 18 December 2026.

## Train model
Put a prompt on the website for ten users.
"""
    review = review_markdown(text)
    assert {f.path for f in review.findings if f.code == "PF101"} == {"line 4"}
    assert [step.step.line for step in review.reading.ships] == [7]


@pytest.mark.parametrize(
    ("line", "kind"),
    [
        ("Months 7-10: Training", "train"),
        ("Q3: Build our classifier", "train_classical"),
        ("Sprint 4 – fine-tune", "fine_tune"),
        ("Week 9. Annotation", "label"),
        ("3. Data labelling (two vendors)", "label"),
    ],
)
def test_a_step_of_few_words_is_read(line: str, kind: str) -> None:
    review = review_markdown(f"Month 1: Label 9,000 tickets\n{line}\nMonth 12: Ship to ten customers\n")
    assert kind in {step.kind for step in review.steps if step.counts and step.step.line == 2}


def test_training_alone_is_the_staffs_where_no_data_is_made() -> None:
    text = "Month 1: Ten clerks use the bot\nMonth 2: Training\nStop in May. Eval: 60 cases.\n"
    assert not [step for step in review_markdown(text).steps if step.is_heavy]


@pytest.mark.parametrize("odd", ["<p><![odd <tr>", "<tr><td>", "</tr><li>", "<table><tr><td>Train a model", "<h9>"])
def test_broken_html_is_read_as_far_as_it_goes(odd: str) -> None:
    review = review_markdown(f"{odd}\n\n- Label 9,000 tickets\n- Ship to ten customers\n")
    assert "PF101" in {finding.code for finding in review.findings}


@pytest.mark.parametrize("line", ["2026-11-23 · stakes: launch", "Status: launch planned", "Owner: release team"])
def test_what_is_said_of_the_document_is_no_step(line: str) -> None:
    review = review_markdown(f"{line}\n\n- Label 9,000 tickets\n- Ship to ten customers\n")
    assert 1 not in {step.step.line for step in review.reading.all_steps}
