"""What a model says about a plan of others fills gaps and flags doubts; it is checked, and it excuses nothing."""

from __future__ import annotations

import pytest
from pydantic import ValidationError

from assistant.errors import NotMeasured
from assistant.planning.outside.kinds import Kind
from assistant.planning.outside.opinion import Opinion, Opinions, with_opinions
from assistant.planning.outside.reading import read
from assistant.planning.outside.review import Outside, review_markdown

VAGUE = """# Plan

1. Groundwork: the archive, with five helpers
2. The core: what learns from it
3. Ship to 20 customers by 1 March
"""
DATA_FIRST = """# Plan

1. Label 5,000 tickets
2. Train a model on them
3. Ship to 20 customers by 1 March
"""
POLISH = "# Plan\n\n1. Oznaczenie 5000 zgłoszeń przez zespół\n2. Wdrożenie dla klientów z nowym modelem\n"


def review(text: str, *said: tuple[int, Kind, str]) -> Outside:
    opinions = Opinions(steps=tuple(Opinion(line=line, kind=kind, quote=quote) for line, kind, quote in said))
    return with_opinions(read(text), opinions)


def errors(found: Outside) -> set[tuple[str, str]]:
    return {(finding.code, finding.path) for finding in found.findings if finding.severity == "error"}


def test_a_model_fills_what_the_rules_left_open_and_is_named_for_it() -> None:
    found = review(VAGUE, (3, "label", "the archive, with five helpers"), (4, "train", "what learns from it"))
    assert {("PF101", "line 3"), ("PF101", "line 4")} <= errors(found) - errors(review_markdown(VAGUE))
    theirs = [step.step.line for step in found.steps if step.source == "model"]
    assert theirs == [3, 4]
    assert all("the model reads it" in f.message for f in found.findings if f.path == "line 3")
    assert [(move.step.step.line, move.to.step.line) for move in found.mending.moves] == [(5, 3)]


def test_a_model_silences_no_error() -> None:
    alone = errors(review_markdown(DATA_FIRST))
    for kind in ("ship", "other", "eval_set"):
        found = review(DATA_FIRST, (3, kind, "Label 5,000 tickets"), (4, kind, "Train a model on them"))
        assert errors(found) == alone
        assert all(step.source == "rules" for step in found.steps)
    vague_ship = DATA_FIRST.replace("# Plan\n", "# Plan\n\nIt begins with a quiet start at our friends.")
    found = review(vague_ship, (3, "ship", "quiet start at our friends"))
    assert errors(review_markdown(vague_ship)) <= errors(found)


def test_a_disagreement_is_told() -> None:
    found = review(DATA_FIRST, (3, "ship", "Label 5,000 tickets"))
    assert any("line 3" in note and "label" in note and "the rules' reading stands" in note for note in found.notes)


@pytest.mark.parametrize(
    ("said", "why"),
    [
        ((99, "label", "the archive"), "the text has 5 lines"),
        ((3, "label", "fifty archives"), "does not stand on it"),
        ((4, "label", "the archive"), "does not stand on it"),
        ((1, "label", "Plan"), "no step begins on it"),
    ],
    ids=["no such line", "made-up quote", "quote of another line", "a title"],
)
def test_what_does_not_stand_in_the_plan_is_not_used(said: tuple[int, Kind, str], why: str) -> None:
    found = review(VAGUE, said)
    assert any(why in note for note in found.notes)
    assert errors(found) == errors(review_markdown(VAGUE))


@pytest.mark.parametrize(
    "said",
    [
        {"steps": [{"line": 1, "kind": "magic", "quote": "Plan"}]},
        {"steps": [{"line": 0, "kind": "ship", "quote": "Plan"}]},
        {"steps": [{"line": 1, "kind": "ship"}]},
        {"steps": [], "verdict": "good"},
        {"steps": [{"line": 1, "kind": "ship", "quote": "Plan"}] * 301},
    ],
    ids=["unknown kind", "line 0", "no quote", "more than asked", "too many"],
)
def test_the_schema_is_small_and_strict(said: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        Opinions.model_validate(said)


def test_a_language_the_rules_do_not_know_is_read_with_a_model() -> None:
    with pytest.raises(NotMeasured):
        review_markdown(POLISH)
    found = review(POLISH, (3, "label", "Oznaczenie 5000 zgłoszeń"), (4, "ship", "Wdrożenie dla klientów"))
    assert ("PF101", "line 3") in errors(found)
    assert "PF101" not in found.unmeasured
