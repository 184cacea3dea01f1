"""A search can be confined to a source, to notes, to paths and to a span of time, and widened around a hit."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from assistant.knowledge.embedding import Embedder
from assistant.knowledge.index import Index
from assistant.knowledge.passages import Document
from assistant.knowledge.scope import EVERYWHERE, Scope
from tests.knowledge.shelf import MINILM, SHELF, note

DATED = tuple(
    replace(document, path=f"vault/{document.source}/{document.id}", as_of=day)
    for document, day in zip(SHELF, ("2026-01-05", "2026-02-05", "", "2026-04-05", "2026-05-05", "soon"), strict=True)
)
QUESTION = "train a model on data before the customer launch"


@pytest.fixture(params=[MINILM, None], ids=["words and meaning", "words"])
def index(own_home: Path, request: pytest.FixtureRequest) -> Iterator[Index]:
    embedder: Embedder | None = request.param
    with Index.open(own_home, DATED, embedder=embedder) as opened:
        yield opened


def found(index: Index, scope: Scope) -> set[str]:
    return {passage.chunk.note for passage in index.search(QUESTION, scope=scope, suppress=False).passages}


@pytest.mark.parametrize(
    ("scope", "inside"),
    [
        (Scope(source="corpus"), {"order", "evals"}),
        (Scope(notes=("tuning.md", "or*")), {"tuning.md", "order"}),
        (Scope(paths=("vault/notes/*",)), {"refunds.md", "consent.md", "latency.md", "tuning.md"}),
        (Scope(since=date(2026, 4, 1)), {"tuning.md", "order"}),
        (Scope(until=date(2026, 2, 5)), {"refunds.md", "consent.md"}),
        (Scope(source="notes", since=date(2026, 4, 1)), {"tuning.md"}),
        (Scope(notes=("nothing",)), set()),
    ],
)
def test_nothing_outside_is_found(index: Index, scope: Scope, inside: set[str]) -> None:
    assert found(index, scope) <= inside
    assert found(index, scope) == found(index, EVERYWHERE) & inside
    assert index.search(QUESTION, scope=replace(scope, notes=("nothing",))).abstained


def test_a_confined_search_finds_what_lies_deep_in_the_ranking(own_home: Path) -> None:
    crowd: list[Document] = [note(f"n{n}.md", f"Refund number {n} for a customer.\n") for n in range(300)]
    last = replace(note("last.md", "# Last\n\nA customer, somewhere, once.\n"), as_of="2026-11-01")
    with Index.open(own_home, [*crowd, last], embedder=None) as index:
        scope = Scope(since=date(2026, 10, 1))
        everywhere = index.search("refund for a customer", limit=100, suppress=False)
        assert "last.md" not in {passage.chunk.note for passage in everywhere.passages}
        assert [p.chunk.note for p in index.search("refund for a customer", scope=scope).passages] == ["last.md"]


def test_the_neighbours_of_a_hit_are_those_of_its_note(own_home: Path) -> None:
    long = note("long.md", "".join(f"## Part {n}\n\nWhat part {n} says.\n\n" for n in range(5)))
    with Index.open(own_home, [*SHELF, long], embedder=None) as index:
        chunk = index.search("what part 2 says").passages[0].chunk
        before, after = index.neighbours(chunk, 1, 2)
        assert [c.text for c in (*before, *after)] == ["What part 1 says.", "What part 3 says.", "What part 4 says."]
        first = before[0]
        for _ in range(2):
            first = (index.neighbours(first)[0] or (first,))[0]
        assert index.neighbours(first)[0] == ()
        assert index.neighbours(replace(first, note="gone.md")) == ((), ())


def test_a_budget_and_the_raw_ranking_can_be_asked_for(own_home: Path) -> None:
    copies = [note(f"copy{n}.md", "Refunds are paid within thirty days of the claim.\n") for n in range(3)]
    with Index.open(own_home, [*SHELF, *copies], embedder=MINILM) as index:
        question = "refunds paid within thirty days"
        assert sum(p.chunk.note.startswith("copy") for p in index.search(question).passages) == 1
        assert sum(p.chunk.note.startswith("copy") for p in index.search(question, suppress=False).passages) == 3
        assert len(index.search(question, budget=15).passages) == 1
