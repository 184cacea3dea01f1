"""Plans in the styles people write them, each refused on the right lines with the right codes, or let through.

All but three documents were written before the reader was. The table says for each document the words of a line → the
errors that line gets; "" holds the errors about the whole text. What is in no row must have no error at all.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from assistant.planning.outside.review import Outside, review_markdown

FOLDER = Path(__file__).parents[2] / "data" / "plans_of_others"
_BOTH = "PF101 PF104"

REFUSED: dict[str, dict[str, str]] = {
    "waterfall": {
        "label 20,000 support tickets": _BOTH,
        "train the intent model": _BOTH,
        "": "PF203 PF204",
    },
    "spec-kit-data-first": {
        "T004 Label 30,000": _BOTH,
        "T005 Train the routing": f"{_BOTH} PF105",
        "": "PF203 PF204",
    },
    "bmad-prd-data-first": {
        "Acquire 8,000": _BOTH,
        "annotate the clauses of every": _BOTH,
        "Split the annotated corpus": _BOTH,
        "Fine-tune an open model": _BOTH,
        "": "PF203",
    },
    "vision-roadmap": {"annotate 15,000 weld photos": _BOTH, "Train a defect detector": _BOTH, "": "PF204"},
    "prose-only": {"annotate 12,000 letters": f"{_BOTH} {_BOTH}", "": "PF204"},
    "deutsch-daten-zuerst": {
        "25.000 Rechnungen von Hand": _BOTH,
        "Das Modell auf den Daten": _BOTH,
        "": "PF203 PF204",
    },
    "headings-only": {"Data acquisition": _BOTH, "Model training": _BOTH, "": "PF203 PF204"},
    "mvp-heading-first": {"label 8,000 chats": _BOTH, "fine-tune Llama": _BOTH, "": "PF203 PF204"},
    "one-sentence": {"First we label": f"{_BOTH} {_BOTH}", "": "PF203 PF204"},
    "ships-first-unguarded": {"label 10,000 recipes": "PF104", "fine-tune our own": "PF104", "": "PF203 PF204"},
    "dates-out-of-order": {"Transcribe and label": _BOTH, "Train a speech model": "PF101"},
    "ships-own-model": {"custom-trained model": "PF103"},
    "depends-on-data": {"T002 Ship": "PF102", "T005 Compare": "PF106"},
    "volume-gate": {"Have sellers label": "PF107"},
}
LET_THROUGH = (
    "good-billing",
    "good-forecast",
    "good-spec-kit",
    "good-consultant",
    "good-prd",
    "good-deutsch",
    "good-prose",
    "good-live",
    "good-rollout",
    "good-plain-software",
)
MOVES = {
    "waterfall": [("ship to 20 customers", "label 20,000 support tickets")],
    "spec-kit-data-first": [("Roll out to the ten", "Label 30,000")],
    "bmad-prd-data-first": [("Launch to five law firms", "Acquire 8,000")],
    "vision-roadmap": [("Pilot on line 2", "annotate 15,000 weld photos")],
    "prose-only": [("Doctors of two wards", "annotate 12,000 letters")],
    "deutsch-daten-zuerst": [("Pilot mit zehn", "25.000 Rechnungen von Hand")],
    "headings-only": [("Clinical pilot", "Data acquisition")],
    "mvp-heading-first": [("We launch to customers", "label 8,000 chats")],
    "one-sentence": [("then ship to customers", "First we label")],
    "dates-out-of-order": [("30 carers dictate", "Transcribe and label")],
}
"""The smallest reordering: what moves, and before what."""


def _review(name: str) -> Outside:
    return review_markdown((FOLDER / f"{name}.md").read_text(encoding="utf-8"))


def _line_of(name: str, words: str) -> int:
    lines = (FOLDER / f"{name}.md").read_text(encoding="utf-8").splitlines()
    found = [number for number, line in enumerate(lines, start=1) if words in line]
    assert found, words
    return found[0]


def _errors(review: Outside) -> list[tuple[str, str]]:
    return sorted((found.path, found.code) for found in review.findings if found.severity == "error")


@pytest.mark.parametrize("name", REFUSED)
def test_a_plan_is_refused_with_the_right_codes_on_the_right_lines(name: str) -> None:
    wanted = [
        (f"line {_line_of(name, words)}" if words else "text", code)
        for words, codes in REFUSED[name].items()
        for code in codes.split()
    ]
    assert _errors(_review(name)) == sorted(wanted)


@pytest.mark.parametrize("name", LET_THROUGH)
def test_a_sound_plan_of_another_hand_is_let_through(name: str) -> None:
    review = _review(name)
    assert _errors(review) == []
    assert review.mending.moves == ()


@pytest.mark.parametrize("name", [*REFUSED, *LET_THROUGH])
def test_the_smallest_reordering_is_told_by_lines(name: str) -> None:
    moves = [(move.step.step.line, move.to.step.line) for move in _review(name).mending.moves]
    assert moves == [(_line_of(name, what), _line_of(name, where)) for what, where in MOVES.get(name, [])]


def test_every_document_stands_in_the_table() -> None:
    assert {path.stem for path in FOLDER.glob("*.md")} == {*REFUSED, *LET_THROUGH}
