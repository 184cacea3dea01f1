"""Invariant: Chroma holds vectors and ids, nothing else; it never embeds, never downloads, and has one writer.

The only file that imports chromadb. A store is written once, into a folder of its own, and only read after that. Each
source has its own collection, so that a search can be confined to one without a filter that grows with the index.
"""

from __future__ import annotations

import contextlib
import hashlib
import threading
from collections.abc import Iterable, Mapping, Sequence, Set
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol, cast

from assistant.knowledge.passages import Source

if TYPE_CHECKING:
    import numpy as np
    from chromadb.api.client import Client
    from chromadb.api.models.Collection import Collection
    from numpy.typing import NDArray

Vectors = Mapping[Source, Mapping[str, Sequence[float]]]
"""Vectors by source and chunk hash."""
_SOURCES: tuple[Source, ...] = ("corpus", "notes")
_PERSISTED = "index_metadata.pickle"
_SETTINGS: dict[str, Any] = {  # a working folder's .env must not turn a local store into one that phones
    "_env_file": None,
    "anonymized_telemetry": False,
    "chroma_api_impl": "chromadb.api.rust.RustBindingsAPI",
    "chroma_otel_collection_endpoint": "",
    "allow_reset": False,
}
_OPENING = threading.Lock()  # chromadb's own table of open folders is not guarded


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
        return _nearest(hits, limit)

    def ids(self) -> set[str]:
        """The chunk hashes it holds."""
        return {name for names in self._hashes.values() for name in names}

    def close(self) -> None:
        """Nothing to let go of."""


class ChromaStore:
    """A finished Chroma folder, open for reading."""

    def __init__(self, client: Client, collections: Mapping[Source, Collection]) -> None:
        self._client = client
        self._collections = collections
        self._held: dict[Source, frozenset[str]] = {}

    @classmethod
    def write(cls, folder: Path, vectors: Vectors) -> None:
        """Fills a fresh folder, then reads it all back.

        Raises VectorStoreError when chromadb fails or gives back anything but what was written.
        """
        import numpy as np

        client = _client(folder)
        collections: dict[Source, Collection] = {}
        try:
            for source, held in vectors.items():
                collections[source] = collection = client.create_collection(
                    source,
                    embedding_function=None,
                    configuration={"hnsw": {"space": "cosine", "ef_search": 200, "ef_construction": 200}},
                )
                names, size = list(held), client.get_max_batch_size()
                for first in range(0, len(names), size):
                    batch = names[first : first + size]
                    collection.upsert(ids=batch, embeddings=np.array([held[n] for n in batch], np.float32))
        except _failures() as error:
            client.close()
            raise VectorStoreError(_short(error)) from error
        store = cls(client, collections)
        try:
            store.prove()
            if store.ids() != {name for held in vectors.values() for name in held}:
                raise VectorStoreError("it did not keep every vector")
        finally:
            store.close()

    @classmethod
    def open(cls, folder: Path) -> ChromaStore:
        """The store in a folder that `write` filled. Raises VectorStoreError."""
        if not (folder / "chroma.sqlite3").is_file():
            raise VectorStoreError("its database is missing")
        client = _client(folder)
        from chromadb.errors import NotFoundError

        try:
            collections: dict[Source, Collection] = {}
            for source in _SOURCES:
                with contextlib.suppress(NotFoundError):
                    collections[source] = client.get_collection(source, embedding_function=None)
        except _failures() as error:
            client.close()
            raise VectorStoreError(_short(error)) from error
        return cls(client, collections)

    def query(
        self, vector: Sequence[float], limit: int, source: Source | None = None, inside: Set[str] | None = None
    ) -> list[tuple[str, float]]:
        """(chunk hash, cosine) of the nearest, best first. Raises VectorStoreError."""
        import numpy as np

        wanted = np.array([vector], np.float32)
        hits: list[tuple[str, float]] = []
        try:
            for place, collection in self._collections.items():
                if source in (None, place):
                    among = None if inside is None else sorted(inside & self._names(place))
                    if among == []:
                        continue  # to Chroma an empty list would mean everything
                    found = collection.query(query_embeddings=wanted, n_results=limit, ids=among, include=["distances"])
                    distances = (found["distances"] or [[]])[0]
                    hits += [(name, 1 - float(far)) for name, far in zip(found["ids"][0], distances, strict=True)]
        except _failures() as error:
            raise VectorStoreError(_short(error)) from error
        return _nearest(hits, limit)

    def ids(self) -> set[str]:
        """The chunk hashes it holds. Raises VectorStoreError."""
        try:
            return {name for place in self._collections for name in self._names(place)}
        except _failures() as error:
            raise VectorStoreError(_short(error)) from error

    def _names(self, place: Source) -> frozenset[str]:
        if place not in self._held:
            self._held[place] = frozenset(self._collections[place].get(include=[])["ids"])
        return self._held[place]

    def prove(self) -> None:
        """Reads every vector back and finds the first by itself: what an incomplete store cannot do.

        `count` stays right in a damaged store, and so may a query; reading all embeddings does not (measured with
        chromadb 1.5.9, November 2026). Raises VectorStoreError.
        """
        for source, collection in self._collections.items():
            try:
                kept = collection.get(include=["embeddings"])
            except _failures() as error:
                raise VectorStoreError(_short(error)) from error
            embeddings = kept["embeddings"]
            if embeddings is None or len(embeddings) != len(kept["ids"]):
                raise VectorStoreError("some vectors cannot be read")
            if kept["ids"] and not self.query([float(number) for number in embeddings[0]], 1, source):
                raise VectorStoreError("it finds nothing")

    def close(self) -> None:
        """Lets go of the folder."""
        self._client.close()


def seals(folder: Path) -> dict[str, str]:
    """sha256 of the vector files that Chroma only ever reads, by path relative to `folder`.

    A damaged one can kill the interpreter or silently shrink results, so it is compared before Chroma sees it. Below a
    thousand vectors Chroma keeps them in its database alone and rewrites these files: then there is nothing to seal.
    """
    persisted = sorted(mark.parent for mark in folder.glob(f"*/{_PERSISTED}"))
    files = sorted(file for segment in persisted for file in segment.iterdir())
    return {str(file.relative_to(folder)): hashlib.sha256(file.read_bytes()).hexdigest() for file in files}


def _client(folder: Path) -> Client:
    try:
        import chromadb
        from chromadb.config import Settings

        settings = Settings(**_SETTINGS)
        with _OPENING:
            return cast("Client", chromadb.PersistentClient(path=str(folder), settings=settings))
    except (ImportError, ValueError, OSError) as error:
        raise VectorStoreError(_short(error)) from error
    except _failures() as error:
        raise VectorStoreError(_short(error)) from error


def _failures() -> tuple[type[Exception], ...]:
    try:
        from chromadb.errors import ChromaError
    except ImportError:
        return (ImportError,)
    return (ChromaError, ValueError, TypeError, KeyError, RuntimeError, OSError)


def _short(error: Exception) -> str:
    return str(error).partition("\n")[0][:200] or type(error).__name__


def _unit(matrix: NDArray[np.float32]) -> NDArray[np.float32]:
    import numpy as np

    lengths = np.linalg.norm(matrix, axis=1, keepdims=True)
    return np.asarray(matrix / np.where(lengths == 0, 1, lengths), dtype=np.float32)


def _nearest(hits: Iterable[tuple[str, float]], limit: int) -> list[tuple[str, float]]:
    return sorted(hits, key=lambda hit: (-hit[1], hit[0]))[:limit]
