"""Invariant: every store gives the same answer to the same question: the nearest vectors, best first, ties by name.

What a store of vectors is, and the one that is exact and lives in memory.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence, Set
from typing import TYPE_CHECKING, Protocol

from assistant.knowledge.passages import Source

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

Vectors = Mapping[Source, Mapping[str, Sequence[float]]]
"""Vectors by source and chunk hash."""


class VectorStoreError(Exception):
    """The store cannot be used: missing, damaged, or chromadb itself failed. Never shown as it is."""


class VectorStore(Protocol):
    """Finds the nearest vectors. Safe to query from several threads."""

    def query(
        self, vector: Sequence[float], limit: int, source: Source | None = None, inside: Set[str] | None = None
    ) -> list[tuple[str, float]]:
        """(chunk hash, cosine) of the nearest, best first, of one source or of the hashes `inside` when given.

        Raises VectorStoreError.
        """

    def ids(self) -> set[str]:
        """The chunk hashes it holds. Raises VectorStoreError."""

    def close(self) -> None:
        """Lets go of files and memory."""


class ExactStore:
    """Every vector in memory, every query exact: for tests, one-shot use, and as the way out when Chroma fails.

    Faster than Chroma below about 15,000 chunks (measured November 2026).
    """

    def __init__(self, vectors: Vectors) -> None:
        import numpy as np

        self._hashes = {source: list(held) for source, held in vectors.items() if held}
        self._matrices: dict[Source, NDArray[np.float32]] = {
            source: _unit(np.array(list(vectors[source].values()), dtype=np.float32)) for source in self._hashes
        }

    def query(
        self, vector: Sequence[float], limit: int, source: Source | None = None, inside: Set[str] | None = None
    ) -> list[tuple[str, float]]:
        """(chunk hash, cosine) of the nearest, best first."""
        import numpy as np

        wanted = _unit(np.array([vector], dtype=np.float32))[0]
        hits: list[tuple[str, float]] = []
        for place, matrix in self._matrices.items():
            if source in (None, place):
                cosines, names = matrix @ wanted, self._hashes[place]
                if inside is not None:
                    kept = [row for row, name in enumerate(names) if name in inside]
                    cosines, names = cosines[kept], [names[row] for row in kept]
                best = range(len(names)) if len(names) <= limit else np.argpartition(-cosines, limit - 1)[:limit]
                hits += [(names[row], float(cosines[row])) for row in best]
        return nearest(hits, limit)

    def ids(self) -> set[str]:
        """The chunk hashes it holds."""
        return {name for names in self._hashes.values() for name in names}

    def close(self) -> None:
        """Nothing to let go of."""


def nearest(hits: Iterable[tuple[str, float]], limit: int) -> list[tuple[str, float]]:
    """The best of (name, cosine), in the order every store gives."""
    return sorted(hits, key=lambda hit: (-hit[1], hit[0]))[:limit]


def _unit(matrix: NDArray[np.float32]) -> NDArray[np.float32]:
    import numpy as np

    lengths = np.linalg.norm(matrix, axis=1, keepdims=True)
    return np.asarray(matrix / np.where(lengths == 0, 1, lengths), dtype=np.float32)
