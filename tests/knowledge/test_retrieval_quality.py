"""How well search works on collections nobody here wrote; not measured where they are not.

Set ASSISTANT_TEST_DATA to a folder with `retrieval/<collection>` in one of the layouts of `benchmarks.collections`.
"""

from __future__ import annotations

import os
import statistics
from collections.abc import Mapping
from pathlib import Path

import pytest

from assistant import resources
from assistant.knowledge.documents import corpus_documents
from assistant.knowledge.index import Index
from benchmarks.collections import read
from benchmarks.retrieval import OURS, RANKS, VECTORS, WORDS, Figures, interval, measure, missed, rank_fusion
from tests.knowledge.shelf import MINILM

DATA = os.environ.get("ASSISTANT_TEST_DATA", "")  # read now: every test runs with the variables cleared


@pytest.fixture(scope="module")
def measured(tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, Mapping[str, Figures]]:
    """What each way of searching scored on the public collections that are here."""
    home = tmp_path_factory.mktemp("measured")
    found: dict[str, Mapping[str, Figures]] = {}
    for name in ("cranfield", "anthropic_docs"):
        folder = Path(DATA, "retrieval", name)
        if not DATA or not folder.is_dir():
            pytest.skip("not measured: ASSISTANT_TEST_DATA does not hold this collection")
        collection = read(folder)
        with Index.open(home / name, collection.documents, embedder=MINILM) as index:
            found[name] = measure(collection, index)
    return found


def test_both_together_find_more_than_either_half_and_than_rank_fusion(
    measured: Mapping[str, Mapping[str, Figures]],
) -> None:
    assert missed(measured) == []
    recall = statistics.fmean(measured["anthropic_docs"][OURS].recall)
    assert recall >= 0.92
    low, high = interval(measured["cranfield"][OURS].ndcg)
    assert 0.41 <= low + 0.04 < high


def test_a_way_that_is_worse_than_its_halves_is_told() -> None:
    def scores(words: float, vectors: float, ranks: float, ours: float) -> dict[str, Figures]:
        ways = {WORDS: words, VECTORS: vectors, RANKS: ranks, OURS: ours}
        return {way: Figures((value,), (value,)) for way, value in ways.items()}

    assert missed({"a": scores(0.4, 0.5, 0.5, 0.495), "b": scores(0.4, 0.3, 0.4, 0.5)}) == []
    assert missed({"a": scores(0.4, 0.5, 0.4, 0.48), "b": scores(0.4, 0.3, 0.4, 0.5)}) == [
        "a: ours 0.480, the better half 0.500"
    ]
    assert missed({"a": scores(0.4, 0.4, 0.5, 0.49)}) == [
        "a: ours 0.490, rank fusion 0.500",
        "on the mean: ours 0.490, rank fusion 0.500",
    ]


def test_rank_fusion_is_the_published_one() -> None:
    assert rank_fusion(["a", "b", "c"], ["c", "a"]) == ["a", "c", "b"]


QUESTIONS = (
    ("When may we start training our own model?", {"fine-tune-gate", "order-of-operations", "product-first"}),
    ("What shall every call to the model leave behind in the database?", {"usage-logging-schema"}),
    ("Customers never rate the answers. What else tells us whether they were good?", {"feedback-signals"}),
    ("A rival could copy us in a week", {"ships-but-undifferentiated"}),
    ("We predict sales from tables of numbers", {"when-classical-wins", "classical-project-shape"}),
    ("Is a model a fair judge of another model's work?", {"eval-design"}),
    ("How much will a thousand requests cost us?", {"cost-and-latency-model"}),
    ("It has to run on the device without a network", {"edge-latency-privacy"}),
)


def test_the_shipped_notes_answer_questions_in_other_words(own_home: Path) -> None:
    with Index.open(own_home, corpus_documents(resources.folder("corpus")), embedder=MINILM) as index:
        places = [
            [passage.chunk.note in wanted for passage in index.search(question).passages]
            for question, wanted in QUESTIONS
        ]
    assert all(any(place) for place in places)
    assert sum(any(place[:3]) for place in places) >= len(QUESTIONS) - 1
