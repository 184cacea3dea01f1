"""Invariant: what a draft may cite is exactly what was put on this turn's shelf, under keys code handed out.

The shelf holds the passages retrieved in one turn; `p1`, `p2` … stay the same for the same chunk.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from assistant.knowledge.chunks import split
from assistant.knowledge.passages import Chunk, Document, Passage
from assistant.planning.evidence import KnownChunk


class Shelf:
    """The passages of one turn, in the order they were found.

    `carried` are passages of an earlier turn whose keys are already in use; new keys start after theirs.
    """

    def __init__(self, carried: Iterable[Passage] = ()) -> None:
        self._by_hash: dict[str, Passage] = {passage.chunk.hash: passage for passage in carried}
        self._next = 1 + max((int(passage.cite[1:]) for passage in self._by_hash.values()), default=0)

    def put(self, passages: Iterable[Passage]) -> tuple[Passage, ...]:
        """Adds passages and returns them with their keys; a chunk already here keeps its key."""
        return tuple(self._keyed(passage) for passage in passages)

    def passages(self) -> tuple[Passage, ...]:
        """Everything found so far."""
        return tuple(self._by_hash.values())

    def citable(self) -> Mapping[str, KnownChunk]:
        """Key → chunk, as planning understands it."""
        return {passage.cite: known(passage.chunk) for passage in self._by_hash.values()}

    def _keyed(self, passage: Passage) -> Passage:
        name = passage.chunk.hash
        if name not in self._by_hash:
            self._by_hash[name] = replace(passage, cite=f"p{self._next}")
            self._next += 1
        return self._by_hash[name]


def known(chunk: Chunk) -> KnownChunk:
    """A chunk of the index as planning's evidence."""
    return KnownChunk(
        hash=chunk.hash,
        note=chunk.note,
        text=chunk.text,
        document=chunk.document_hash,
        title=chunk.title,
        heading=chunk.heading,
        path=chunk.path,
        offset=chunk.start,
    )


def chunks_of(documents: Iterable[Document]) -> dict[str, KnownChunk]:
    """Every chunk of these documents by its hash, for verifying citations without an index."""
    return {chunk.hash: known(chunk) for document in documents for chunk in split(document)}
