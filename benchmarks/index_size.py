"""Invariant: ours and the peer's work are timed by turns on the same machine in the same minute; best of the rounds.

    python -m benchmarks.index_size N

Prints one JSON object of figures for N chunks; `benchmarks.index` reads it.
"""

from __future__ import annotations

import argparse
import json
import resource
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from assistant.knowledge import generation, manifest, sealing
from assistant.knowledge.embedding import MiniLM, packaged
from assistant.knowledge.index import Index
from assistant.knowledge.material import Material, gather
from assistant.knowledge.passages import Document
from assistant.knowledge.scope import Scope
from benchmarks.index_folder import unchanged
from benchmarks.prepared import Prepared, documents, questions, vectors

if TYPE_CHECKING:
    import numpy as np
    from chromadb.api.models.Collection import Collection
    from numpy.typing import NDArray

Result = TypeVar("Result")
_ASKED = 60
_SHOWN = 8
_BATCH = 5_000


@dataclass
class Clock:
    """Seconds spent on each thing, one entry a time: on the wall, and of this process's processor."""

    seconds: dict[str, list[float]] = field(default_factory=dict)
    worked: dict[str, list[float]] = field(default_factory=dict)

    def time(self, name: str, work: Callable[[], Result]) -> Result:
        """Does the work and keeps how long it took."""
        begun, worked = time.perf_counter(), time.process_time()
        result = work()
        self.seconds.setdefault(name, []).append(time.perf_counter() - begun)
        self.worked.setdefault(name, []).append(time.process_time() - worked)
        return result

    def keep(self, name: str, value: float) -> None:
        """Keeps a number that is no time."""
        self.seconds.setdefault(name, []).append(value)

    def middle(self, name: str) -> float:
        """The median."""
        return statistics.median(self.seconds[name])

    def least(self, name: str) -> float:
        """The smallest on the wall."""
        return min(self.seconds[name])

    def work(self, name: str) -> float:
        """The least processor time: what others do on the machine meanwhile does not count."""
        return min(self.worked[name])


def measure(size: int, model: MiniLM) -> dict[str, float]:
    """Every figure for so many chunks. `query`, `indexing` and `unchanged` have bars; the rest says what they hide."""
    shelf, made = documents(size), vectors(size)
    material = gather(shelf)
    embedder = Prepared(list(material.texts.values()), made, model)
    clock = Clock()
    with tempfile.TemporaryDirectory(prefix="index-") as scratch:
        peer = _built(Path(scratch), shelf, embedder, made, clock, rounds=3 if size <= 10_000 else 1)
        _reopened(Path(scratch) / "ours0", shelf, embedder, clock)
        _asked(Path(scratch) / "ours0", shelf, embedder, (model, peer, made), clock)
        folder = unchanged(size, Path(scratch))
    middle = clock.middle
    beyond = clock.least("ours") - clock.least("chunking") - clock.least("embedding")
    return {
        "query": middle("search") / (middle("peer query") + middle("embed")),
        "indexing": (clock.work("ours") - clock.work("chunking") - clock.work("embedding")) / clock.work("peer add"),
        **folder,
        "the same documents again / the first time, nothing read": clock.work("again") / clock.work("ours"),
        "looking for damage of the vectors / opening until the first search": clock.work("looked over")
        / clock.work("until warm"),
        "search, ms": 1000 * middle("search"),
        "search of words alone, ms": 1000 * middle("words"),
        "one embedding, ms": 1000 * middle("embed"),
        "peer's query, ms": 1000 * middle("peer query"),
        "exact query by numpy, ms": 1000 * middle("exact"),
        "search confined to a tenth of the notes / search": middle("confined") / middle("search"),
        "share of the nearest hundred found": middle("found"),
        "peer's add, s": clock.least("peer add"),
        "our indexing beyond, s": beyond,
        "the same on the wall / the peer's add": beyond / clock.least("peer add"),
        "most memory, MB": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
    }


def _built(
    scratch: Path, shelf: Sequence[Document], embedder: Prepared, made: NDArray[np.float32], clock: Clock, rounds: int
) -> Collection:
    """Builds ours and the peer by turns, from the documents on, with vectors made before; ours stays in `ours0`.

    What is taken off for chunking is what `gather` and its texts take alone, and for embedding what the embedder takes
    to hand over the vectors, which the peer is given as they are stored.
    """
    peer: Collection | None = None
    for turn in range(rounds):
        material = clock.time("chunking", lambda: _chunked(shelf))
        names, texts = list(material.chunks), list(material.texts.values())
        clock.time("embedding", lambda: embedder.embed(texts))  # noqa: B023
        peer = clock.time("peer add", lambda: _peer(scratch / f"peer{turn}", names, made))  # noqa: B023
        clock.time("ours", lambda: Index.open(scratch / f"ours{turn}", shelf, embedder=embedder)).close()  # noqa: B023
    assert peer is not None
    return peer


def _chunked(shelf: Sequence[Document]) -> Material:
    material = gather(shelf)
    assert material.texts
    return material


def _peer(folder: Path, names: Sequence[str], made: NDArray[np.float32]) -> Collection:
    import chromadb

    collection = chromadb.PersistentClient(str(folder)).create_collection(
        "peer", embedding_function=None, configuration={"hnsw": {"space": "cosine"}}
    )
    for first in range(0, len(names), _BATCH):
        batch = slice(first, first + _BATCH)
        collection.add(ids=list(names[batch]), embeddings=made[batch])
    return collection


def _reopened(home: Path, shelf: Sequence[Document], embedder: Prepared, clock: Clock) -> None:
    """Opens the unchanged folder again, from the documents on; besides, what of that goes to looking for damage."""
    stored = next((home / generation.FOLDER).glob(f"*/{manifest.VECTORS}"))
    for _ in range(3):
        clock.time("again", lambda: Index.open(home, shelf, embedder=embedder)).close()
        clock.time("until warm", lambda: _warm(home, shelf, embedder)).close()
        clock.time("looked over", lambda: _looked_over(stored))


def _looked_over(stored: Path) -> None:
    sealing.inspect(stored)
    sealing.seals(stored)


def _warm(home: Path, shelf: Sequence[Document], embedder: Prepared) -> Index:
    index = Index.open(home, shelf, embedder=embedder)
    index.warm()
    return index


def _asked(
    home: Path,
    shelf: Sequence[Document],
    embedder: Prepared,
    peers: tuple[MiniLM, Collection, NDArray[np.float32]],
    clock: Clock,
) -> None:
    """Each question goes to ours, the peer and numpy in turn; ours embeds it itself.

    The model remembers the last questions. The peer's has a blank at its end: the same tokens, not the same question,
    so that each of the two embeddings is made.
    """
    import numpy as np

    model, peer, made = peers
    index = Index.open(home, shelf, embedder=embedder)
    words = Index.open(home.with_name("words"), shelf, embedder=None)
    tenth = Scope(notes=("n*7.md",))
    index.warm()
    for number, question in enumerate(questions(shelf, _ASKED)):
        vector = np.array([clock.time("embed", lambda: model.embed([f"{question} "])[0])], np.float32)  # noqa: B023
        clock.time("peer query", lambda: peer.query(query_embeddings=vector, n_results=_SHOWN))  # noqa: B023
        clock.time("exact", lambda: np.argpartition(-(made @ vector[0]), _SHOWN)[:_SHOWN])  # noqa: B023
        clock.time("search", lambda: index.search(question, limit=_SHOWN))  # noqa: B023
        clock.time("words", lambda: words.search(question, limit=_SHOWN))  # noqa: B023
        if number < 10:
            clock.keep("found", _found(index, question, vector[0], made))
            clock.time("confined", lambda: index.search(f"{question} too", scope=tenth))  # noqa: B023
    index.close()
    words.close()


def _found(index: Index, question: str, vector: NDArray[np.float32], made: NDArray[np.float32]) -> float:
    """The share of the hundred nearest vectors that our store finds."""
    import numpy as np

    hashes = {chunk.note: name for name, chunk in index.chunks().items()}
    order = sorted(hashes)  # notes are gathered by id, and the vectors were given in that order
    nearest = {hashes[order[row]] for row in np.argpartition(-(made @ vector), 100)[:100]}
    return len(nearest.intersection(name for name, _ in index.halves(question)[1] or ())) / 100


def main() -> int:
    """Measures one size. Exit code 2 without a size, 5 when the packaged embedder is not installed."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.index_size", description="Measure one size.")
    parser.add_argument("size", type=int, metavar="N", help="chunks, 1 or more")
    size = parser.parse_args().size
    if size < 1:
        parser.error(f"N is {size}; it must be 1 or more")
    model = packaged()
    if model is None:
        print("the packaged embedding model is not installed", file=sys.stderr)
        return 5
    print(json.dumps(measure(size, model)))
    return 0


if __name__ == "__main__":
    sys.exit(main())
