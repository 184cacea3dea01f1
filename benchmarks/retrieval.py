"""Invariant: the figures come from the search the product runs, over collections nobody here wrote.

    python -m benchmarks.retrieval --set FOLDER [--set FOLDER …] [--home FOLDER]

Prints nDCG@10 with a 95% bootstrap interval over questions and recall@20, for words alone and for words and meaning,
and how long a warm search takes. A document ranks where its best chunk ranks.
"""

from __future__ import annotations

import argparse
import math
import random
import statistics
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from assistant.knowledge.embedding import packaged
from assistant.knowledge.index import Index
from benchmarks.collections import Collection, read

_DEPTH = 20


@dataclass(frozen=True)
class Figures:
    """What one way of searching scored on one collection; times in milliseconds."""

    ndcg: tuple[float, ...]
    recall: tuple[float, ...]
    milliseconds: tuple[float, ...]

    def line(self) -> str:
        """The figures as one row."""
        low, high = interval(self.ndcg)
        times = sorted(self.milliseconds)
        return (
            f"nDCG@10 {statistics.fmean(self.ndcg):.3f} [{low:.3f}, {high:.3f}]  "
            f"recall@{_DEPTH} {statistics.fmean(self.recall):.3f}  "
            f"search p50 {times[len(times) // 2]:.1f} ms, p99 {times[int(len(times) * 0.99)]:.1f} ms"
        )


def measure(collection: Collection, index: Index) -> Figures:
    """Asks every question that has an answer."""
    index.warm()
    ndcg, recall, milliseconds = [], [], []
    for number, wanted in collection.answers.items():
        begun = time.perf_counter()
        found = index.search(collection.questions[number], limit=100)
        milliseconds.append(1000 * (time.perf_counter() - begun))
        ranked = list(dict.fromkeys(passage.chunk.note for passage in found.passages))
        gain = sum(1 / math.log2(place + 2) for place, note in enumerate(ranked[:10]) if note in wanted)
        ideal = sum(1 / math.log2(place + 2) for place in range(min(10, len(wanted))))
        ndcg.append(gain / ideal)
        recall.append(len(wanted.intersection(ranked[:_DEPTH])) / len(wanted))
    return Figures(tuple(ndcg), tuple(recall), tuple(milliseconds))


def interval(values: Sequence[float], rounds: int = 1000) -> tuple[float, float]:
    """The 95% bootstrap interval of the mean, the same at every run."""
    dice = random.Random(0)
    means = sorted(statistics.fmean(dice.choices(values, k=len(values))) for _ in range(rounds))
    return means[int(0.025 * rounds)], means[int(0.975 * rounds) - 1]


def main() -> None:
    """Measures every collection that was named."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.retrieval", description="Measure search quality.")
    parser.add_argument("--set", dest="sets", type=Path, action="append", required=True, metavar="FOLDER")
    parser.add_argument("--home", type=Path, default=None, help="keep the indexes here, so that a second run is quick")
    arguments = parser.parse_args()
    home = arguments.home or Path(tempfile.mkdtemp(prefix="retrieval-"))
    for folder in arguments.sets:
        collection = read(folder)
        for way, embedder in (("words", None), ("words and meaning", packaged())):
            index = Index.open(home / collection.name, collection.documents, embedder=embedder)
            print(f"{collection.name} ({len(index.chunks())} chunks), {way}: {measure(collection, index).line()}")


if __name__ == "__main__":
    main()
