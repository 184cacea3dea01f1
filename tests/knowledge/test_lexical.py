"""Word search: the user's words are words, whatever they look like, and common ones do not drown the rest."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.knowledge import lexical
from assistant.knowledge.lexical import Lexical
from assistant.knowledge.material import gather
from tests.knowledge.shelf import SHELF, note

MATERIAL = gather(SHELF)
CHUNKS = MATERIAL.chunks
SHARED = Lexical.in_memory(MATERIAL)


def notes(index: Lexical, query: str) -> list[str]:
    return [CHUNKS[name].note for name, _ in index.search(index.terms(query), 10)]


@pytest.mark.parametrize(
    "query",
    [
        'refund "',
        "refund -money",
        "refund AND",
        "refund*",
        "NEAR(refund, 2)",
        "text: refund",
        "^refund",
        "(refund",
        "re\u200bfund",
        "REFUNDED",
        "refund\0",
        "refund {x} + y",
    ],
)
def test_signs_of_the_query_language_are_only_signs(query: str) -> None:
    assert notes(SHARED, query)[0] == "refunds.md"


@given(st.text(max_size=200))
def test_no_text_breaks_the_search(query: str) -> None:
    terms = SHARED.terms(query)
    assert {name for name, score in SHARED.search(terms, 10) if score > 0} <= CHUNKS.keys()
    for holders in SHARED.holders(terms, list(CHUNKS)).values():
        assert holders <= CHUNKS.keys()


def test_stems_and_headings_are_found() -> None:
    assert notes(SHARED, "training models")[0] == "tuning.md"
    assert notes(SHARED, "latencies") == ["latency.md"]


def test_one_and_many_are_found_by_each_other_where_no_stem_joins_them() -> None:
    index = Lexical.in_memory(gather((note("one", "A criterion to stop."), note("many", "Three criteria to go on."))))
    for word in ("criterion", "criteria"):
        (term,) = index.terms(word)
        assert (term.chunks, len(index.search([term], 10))) == (2, 2)
        assert len(index.holders([term], [name for name, _ in index.search([term], 10)])[word]) == 2


def test_common_words_are_left_out_unless_nothing_else_is_left(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lexical, "_COMMON_FLOOR", 2)
    index = Lexical.in_memory(gather([note(f"{n}.md", f"The thing number {n} of all.\n") for n in range(10)]))
    assert len(index.search(index.terms("the thing of 7"), 20)) == 1
    assert len(index.search(index.terms("the thing of all"), 20)) == 10


def test_a_word_counts_as_often_as_it_stands_in_chunks_in_any_form() -> None:
    counted = {term.word: term.chunks for term in SHARED.terms("trained refunds and ﬁrst o’clock zebra")}
    assert counted == {"trained": 2, "refunds": 1, "and": 1, "first": 1, "o": 0, "clock": 0, "zebra": 0}


def test_the_rarest_words_of_a_large_index_are_enough(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lexical, "_POSTINGS", 5)
    index = Lexical.in_memory(gather([note(f"{n}.md", f"Thing {n}. {'Odd.' * (n % 2)}\n") for n in range(10)]))
    assert len(index.search(index.terms("odd thing"), 20)) == 5
    assert len(index.search(index.terms("thing"), 20)) == 10


def test_only_chunks_inside_are_found_and_as_many_as_are_wanted() -> None:
    terms = SHARED.terms("train data before launch product")
    everything = SHARED.search(terms, 10)
    inside = {name for name, _ in everything[1:]}
    assert SHARED.search(terms, 10, None, inside) == everything[1:]
    assert SHARED.search(terms, 1, None, inside) == everything[1:2]
    assert SHARED.search(terms, 10, None, set()) == []
    assert Lexical.in_memory(gather(SHELF[:2])).search(terms, 10, "corpus") == []


def test_a_source_can_be_chosen() -> None:
    terms = SHARED.terms("train data before launch")
    assert {CHUNKS[name].source for name, _ in SHARED.search(terms, 10, "corpus")} == {"corpus"}
    assert {CHUNKS[name].source for name, _ in SHARED.search(terms, 10, "notes")} == {"notes"}


def test_a_very_long_text_is_searched_by_its_rarest_words() -> None:
    terms = SHARED.terms(" ".join(f"word{number}" for number in range(500)) + " refund")
    assert len(terms) == 64


def test_a_file_and_memory_answer_alike_and_the_file_is_only_read(tmp_path: Path) -> None:
    path = tmp_path / "of its own" / "a b?#.sqlite3"
    path.parent.mkdir()
    Lexical.write(path, MATERIAL)
    before = path.read_bytes()
    stored = Lexical.open(path)
    query = "train a model when volume pays"
    assert stored.search(stored.terms(query), 10) == SHARED.search(SHARED.terms(query), 10)
    stored.close()
    assert path.read_bytes() == before
    assert [file.name for file in path.parent.iterdir()] == [path.name]
