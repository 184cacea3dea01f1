"""Invariant: the figures come from the search the product runs, over collections nobody here wrote.

    python -m benchmarks.retrieval --set FOLDER [--set FOLDER …] [--home FOLDER]

Prints, with and without the heading line before each chunk, nDCG@10 with a 95% bootstrap interval over questions and
recall@20 for words alone (FTS5), vectors alone, reciprocal rank fusion (k = 60) and the product's own search: no
suppression, no token budget. Then the bars: on each collection ours is not below the better half by more than .01 nor
below rank fusion by more than .005, and above rank fusion on the mean; where both are even, that is said and not
judged. A document ranks where its best chunk ranks.
"""

from __future__ import annotations

import argparse
import math
import random
import statistics
import sys
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from assistant.knowledge.embedding import Embedder, packaged
from assistant.knowledge.fusion import CANDIDATES
from assistant.knowledge.index import Index
from benchmarks.collections import Collection, CollectionError, read

WORDS, VECTORS, RANKS, OURS = "FTS5", "vectors", "RRF k=60", "ours"
BELOW_HALVES, BELOW_RANKS = 0.01, 0.005
_EQUAL = 1e-9  # two means of the same numbers may differ in the last bits
_DEPTH = 20
_K = 60  # Cormack, Clarke and Büttcher 2009
_Ranked = Sequence[str]


@dataclass(frozen=True)
class Figures:
    """What one way of searching scored on one collection, a number a question."""

    ndcg: tuple[float, ...]
    recall: tuple[float, ...]

    def line(self) -> str:
        """The figures as one row."""
        low, high = interval(self.ndcg)
        return (
            f"nDCG@10 {statistics.fmean(self.ndcg):.3f} [{low:.3f}, {high:.3f}]  "
            f"recall@{_DEPTH} {statistics.fmean(self.recall):.3f}"
        )


def measure(collection: Collection, index: Index) -> Mapping[str, Figures]:
    """Asks every question that has an answer in each way the index can; only words when it has no vectors."""
    index.warm()
    chunks = index.chunks()
    scores: dict[str, list[tuple[float, float]]] = {}
    for number, wanted in collection.answers.items():
        question = collection.questions[number]
        for way, hashes in _ways(index, question).items():
            notes = list(dict.fromkeys(chunks[name].note for name in hashes))
            scores.setdefault(way, []).append(_score(notes, wanted))
    return {
        way: Figures(tuple(ndcg for ndcg, _ in rows), tuple(recall for _, recall in rows))
        for way, rows in scores.items()
    }


def missed(by_set: Mapping[str, Mapping[str, Figures]]) -> list[str]:
    """The bars that are not held, each in a sentence."""
    means = {
        name: {way: statistics.fmean(figures.ndcg) for way, figures in rows.items()} for name, rows in by_set.items()
    }
    sentences = []
    for name, mean in means.items():
        half = max(mean[WORDS], mean[VECTORS])
        if mean[OURS] < half - BELOW_HALVES - _EQUAL:
            sentences.append(f"{name}: ours {mean[OURS]:.3f}, the better half {half:.3f}")
        if mean[OURS] < mean[RANKS] - BELOW_RANKS - _EQUAL:
            sentences.append(f"{name}: ours {mean[OURS]:.3f}, rank fusion {mean[RANKS]:.3f}")
    ours, ranks = (statistics.fmean(mean[way] for mean in means.values()) for way in (OURS, RANKS))
    if ours < ranks - _EQUAL:
        sentences.append(f"on the mean: ours {ours:.3f}, rank fusion {ranks:.3f}")
    return sentences


def tied(by_set: Mapping[str, Mapping[str, Figures]]) -> str:
    """The sentence that says the questions do not tell ours from rank fusion, or ""."""
    ours, ranks = (
        statistics.fmean(statistics.fmean(rows[way].ndcg) for rows in by_set.values()) for way in (OURS, RANKS)
    )
    if abs(ours - ranks) > _EQUAL:
        return ""
    return f"on the mean ours and rank fusion are even at {ours:.3f}: these questions do not tell them apart"


def interval(values: Sequence[float], rounds: int = 1000) -> tuple[float, float]:
    """The 95% bootstrap interval of the mean, the same at every run."""
    dice = random.Random(0)
    means = sorted(statistics.fmean(dice.choices(values, k=len(values))) for _ in range(rounds))
    return means[int(0.025 * rounds)], means[int(0.975 * rounds) - 1]


def rank_fusion(*lists: _Ranked) -> list[str]:
    """The union of the lists by the sum of 1 / (60 + rank), best first."""
    scores: dict[str, float] = {}
    for ranked in lists:
        for rank, name in enumerate(ranked, 1):
            scores[name] = scores.get(name, 0.0) + 1 / (_K + rank)
    return sorted(scores, key=lambda name: (-scores[name], name))


def _ways(index: Index, question: str) -> dict[str, _Ranked]:
    words, vectors = index.halves(question)
    by_words = [name for name, _ in words]
    ours = [passage.chunk.hash for passage in index.search(question, limit=CANDIDATES, suppress=False).passages]
    if vectors is None:
        return {WORDS: by_words}
    by_meaning = [name for name, _ in vectors]
    return {WORDS: by_words, VECTORS: by_meaning, RANKS: rank_fusion(by_words, by_meaning), OURS: ours}


def _score(ranked: _Ranked, wanted: frozenset[str]) -> tuple[float, float]:
    gain = sum(1 / math.log2(place + 2) for place, note in enumerate(ranked[:10]) if note in wanted)
    ideal = sum(1 / math.log2(place + 2) for place in range(min(10, len(wanted))))
    return gain / ideal, len(wanted.intersection(ranked[:_DEPTH])) / len(wanted)


def main() -> int:
    """Measures every collection that was named. Exit code 1 when a bar is not held."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.retrieval", description="Measure search quality.")
    parser.add_argument("--set", dest="sets", type=Path, action="append", required=True, metavar="FOLDER")
    parser.add_argument("--home", type=Path, default=None, help="keep the indexes here, so that a second run is quick")
    arguments = parser.parse_args()
    home = arguments.home or Path(tempfile.mkdtemp(prefix="retrieval-"))
    embedder = packaged()
    by_set: dict[str, Mapping[str, Figures]] = {}
    try:
        collections = _named(arguments.sets)
    except CollectionError as error:
        print(error, file=sys.stderr)
        return 2
    for collection in collections:
        by_set[collection.name] = _shown(collection, home, embedder, headings=True)
        _shown(collection, home, embedder, headings=False)
    if embedder is None:
        print("vectors, rank fusion, ours: not measured, the packaged embedding model is not installed")
        return 5
    sentences = missed(by_set)
    if even := tied(by_set):
        print(f"NOT MEASURED: {even}")
    held = "every other bar is held" if even else "every bar is held"
    print("\n".join(f"NOT HELD: {sentence}" for sentence in sentences) or held)
    return 1 if sentences else 0


def _named(folders: Sequence[Path]) -> list[Collection]:
    """The collections, all read before any is measured; two of one name are told apart. Raises CollectionError."""
    found: list[Collection] = []
    for folder in dict.fromkeys(path.resolve() for path in folders):
        collection = read(folder)
        taken = {other.name for other in found}
        names = (collection.name, *(f"{collection.name}-{turn}" for turn in range(2, len(folders) + 2)))
        found.append(replace(collection, name=next(name for name in names if name not in taken)))
    return found


def _shown(collection: Collection, home: Path, embedder: Embedder | None, *, headings: bool) -> Mapping[str, Figures]:
    place = home / f"{collection.name}{'' if headings else '-bare'}"
    with Index.open(place, collection.documents, embedder=embedder, headings=headings) as index:
        found = measure(collection, index)
        for way, figures in found.items():
            how = "with heading line" if headings else "without"
            print(f"{collection.name} ({len(index.chunks())} chunks), {how}, {way}: {figures.line()}", flush=True)
    return found


if __name__ == "__main__":
    sys.exit(main())
