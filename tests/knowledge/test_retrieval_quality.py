"""How well search works on collections nobody here wrote; not measured where they are not.

Set ASSISTANT_TEST_DATA to a folder with `retrieval/<collection>` in one of the layouts of `benchmarks.collections`.
"""

from __future__ import annotations

import os
import statistics
from pathlib import Path

import pytest

from assistant import resources
from assistant.knowledge.documents import corpus_documents
from assistant.knowledge.index import Index
from benchmarks.collections import read
from benchmarks.retrieval import interval, measure
from tests.knowledge.shelf import MINILM

DATA = os.environ.get("ASSISTANT_TEST_DATA", "")  # read now: every test runs with the variables cleared


@pytest.mark.parametrize(
    ("name", "ndcg", "recall"),
    [("cranfield", 0.41, 0.54), ("anthropic_docs", 0.80, 0.91)],  # measured .433/.561 and .825/.928, November 2026
)
def test_public_collections_are_searched_as_well_as_measured(
    own_home: Path, name: str, ndcg: float, recall: float
) -> None:
    folder = Path(DATA, "retrieval", name)
    if not DATA or not folder.is_dir():
        pytest.skip("not measured: ASSISTANT_TEST_DATA does not hold this collection")
    collection = read(folder)
    with Index.open(own_home, collection.documents, embedder=None) as words:
        alone = statistics.fmean(measure(collection, words).ndcg)
    with Index.open(own_home, collection.documents, embedder=MINILM) as both:
        figures = measure(collection, both)
    assert statistics.fmean(figures.ndcg) >= max(ndcg, alone)
    assert statistics.fmean(figures.recall) >= recall
    low, high = interval(figures.ndcg)
    assert low < statistics.fmean(figures.ndcg) < high


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
