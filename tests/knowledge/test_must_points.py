"""What a plan for each of the given briefs must say is found in the notes, or is listed as missing, point by point.

The listing, `must-points.json`, was made by reading: each point with the note and the line that says it.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from pydantic_core import from_json

from assistant import resources
from assistant.knowledge.documents import corpus_documents
from assistant.knowledge.index import Index
from tests.knowledge.shelf import MINILM

LISTED: list[dict[str, str]] = from_json(Path(__file__).with_name("must-points.json").read_bytes())
CORPUS = {document.id: document for document in corpus_documents(resources.folder("corpus"))}
MISSING = 2  # of 149, November 2026; a third needs a reason


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Index]:
    """The shipped notes, searchable."""
    home = tmp_path_factory.mktemp("home")
    with Index.open(home, tuple(CORPUS.values()), embedder=MINILM) as opened:
        yield opened


def test_every_point_of_the_given_briefs_is_listed_once_and_no_other() -> None:
    cases = resources.folder("evals").joinpath("suites", "fit", "given.jsonl").read_text(encoding="utf-8").splitlines()
    asked = {point for case in cases for point in from_json(case)["must"]}
    assert sorted(row["point"] for row in LISTED) == sorted(asked)


def test_the_line_that_answers_a_point_stands_in_its_note() -> None:
    answered = [row for row in LISTED if "note" in row]
    assert [row["point"] for row in answered if row["line"] not in CORPUS[row["note"]].text] == []
    assert all(len(row["line"].split()) >= 4 for row in answered)


def test_what_is_missing_is_little_and_says_why() -> None:
    missing = [row for row in LISTED if "note" not in row]
    assert len(missing) <= MISSING
    assert all(len(row["missing"].split()) > 4 for row in missing)


def test_a_search_for_a_point_finds_its_note(index: Index) -> None:
    lost = [
        row["point"]
        for row in LISTED
        if "note" in row and row["note"] not in {p.chunk.note for p in index.search(row["point"], limit=8).passages}
    ]
    assert lost == []
