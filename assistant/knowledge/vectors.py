"""Invariant: Chroma holds vectors and ids, nothing else; it never embeds, never downloads, and has one writer.

The only file that imports chromadb. A store is written once, into a folder of its own, and only read after that. Each
source has its own collection, so that a search can be confined to one without a filter that grows with the index.
"""

from __future__ import annotations

import contextlib
import functools
import threading
from collections.abc import Mapping, Sequence, Set
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self, cast

from assistant.knowledge import sealing
from assistant.knowledge.passages import Source
from assistant.knowledge.stores import Vectors, VectorStoreError, nearest

if TYPE_CHECKING:
    from chromadb.api.client import Client
    from chromadb.api.collection_configuration import CreateHNSWConfiguration
    from chromadb.api.models.Collection import Collection
    from chromadb.config import Settings

_SOURCES: tuple[Source, ...] = ("corpus", "notes")
_CARE = (16, 48)  # vectors looked at to place a new one: the least, for a small graph, and the most
_CARE_GROWS = 60  # vectors to each unit of care
_SAMPLE = 20  # vectors compared after a build; all of them would cost a tenth of the build
_PANIC = "PanicException"
_SETTINGS: dict[str, Any] = {  # a working folder's .env must not turn a local store into one that phones
    "_env_file": None,
    "anonymized_telemetry": False,
    "chroma_api_impl": "chromadb.api.rust.RustBindingsAPI",
    "chroma_otel_collection_endpoint": "",
    "allow_reset": False,
}
_OPENING = threading.Lock()  # chromadb's own table of open folders is not guarded


class ChromaStore:
    """A finished Chroma folder, open for reading."""

    def __init__(self, client: Client, collections: Mapping[Source, Collection]) -> None:
        self._client = client
        self._collections = collections
        self._held: dict[Source, frozenset[str]] = {}

    @classmethod
    def write(cls, folder: Path, vectors: Vectors) -> None:
        """Fills a fresh folder, then compares what it kept.

        Raises VectorStoreError when chromadb fails or gives back anything but what was written.
        """
        import numpy as np

        client = _client(folder)
        collections: dict[Source, Collection] = {}
        with contextlib.closing(cls(client, collections)) as store, _Trouble():
            for source, held in vectors.items():
                collections[source] = collection = client.create_collection(
                    source,
                    embedding_function=None,
                    configuration={"hnsw": _graph(len(held))},
                )
                names, size = list(held), client.get_max_batch_size()
                for first in range(0, len(names), size):
                    batch = names[first : first + size]
                    collection.add(ids=batch, embeddings=np.array([held[n] for n in batch], np.float32))
            store._compare(vectors)

    @classmethod
    def open(cls, folder: Path) -> ChromaStore:
        """The store in a folder that `write` filled. Raises VectorStoreError."""
        sealing.inspect(folder)
        client = _client(folder)
        from chromadb.errors import NotFoundError

        store = cls(client, collections := {})
        try:
            with _Trouble():
                for source in _SOURCES:
                    with contextlib.suppress(NotFoundError):
                        collections[source] = client.get_collection(source, embedding_function=None)
        except VectorStoreError:
            store.close()
            raise
        return store

    def query(
        self, vector: Sequence[float], limit: int, source: Source | None = None, inside: Set[str] | None = None
    ) -> list[tuple[str, float]]:
        """(chunk hash, cosine) of the nearest, best first. Raises VectorStoreError."""
        import numpy as np

        wanted = np.array([vector], np.float32)
        hits: list[tuple[str, float]] = []
        with _Trouble():
            for place, collection in self._collections.items():
                if source in (None, place):
                    among = None if inside is None else sorted(inside & self._names(place))
                    if among == []:
                        continue  # to Chroma an empty list would mean everything
                    found = collection.query(query_embeddings=wanted, n_results=limit, ids=among, include=["distances"])
                    distances = (found["distances"] or [[]])[0]
                    hits += [(name, 1 - float(far)) for name, far in zip(found["ids"][0], distances, strict=True)]
        return nearest(hits, limit)

    def ids(self) -> set[str]:
        """The chunk hashes it holds. Raises VectorStoreError."""
        with _Trouble():
            return {name for place in self._collections for name in self._names(place)}

    def _names(self, place: Source) -> frozenset[str]:
        if place not in self._held:
            self._held[place] = frozenset(self._collections[place].get(include=[])["ids"])
        return self._held[place]

    def prove(self) -> set[str]:
        """Reads every vector back and finds the first by itself, what an incomplete store cannot do; the ids it holds.

        `count` stays right in a damaged store, and so may a query; reading all embeddings does not (measured with
        chromadb 1.5.9, November 2026). Raises VectorStoreError.
        """
        held: set[str] = set()
        for source, collection in self._collections.items():
            with _Trouble():
                kept = collection.get(include=["embeddings"])
            embeddings = kept["embeddings"]
            if embeddings is None or len(embeddings) != len(kept["ids"]):
                raise VectorStoreError("some vectors cannot be read")
            if kept["ids"] and not self.query([float(number) for number in embeddings[0]], 1, source):
                raise VectorStoreError("it finds nothing")
            held.update(kept["ids"])
        return held

    def _compare(self, vectors: Vectors) -> None:
        """Whether as many are there, and vectors from all over come back as they were and are found by themselves."""
        import numpy as np

        for source, held in vectors.items():
            if self._collections[source].count() != len(held):
                raise VectorStoreError("it did not keep every vector")
            spread = list(held)[:: max(1, len(held) // _SAMPLE)]
            kept = self._collections[source].get(ids=spread, include=["embeddings"])
            for name, vector in zip(kept["ids"], () if kept["embeddings"] is None else kept["embeddings"], strict=True):
                if not np.allclose(vector, held[name], atol=1e-4):
                    raise VectorStoreError("it did not keep every vector as it was")
            if spread and not self.query([float(number) for number in held[spread[0]]], 1, source):
                raise VectorStoreError("it finds nothing")

    def close(self) -> None:
        """Lets go of the folder."""
        with contextlib.suppress(VectorStoreError), _Trouble():
            self._client.close()


class _Trouble:
    """Makes VectorStoreError of whatever Chroma fails with, a panic of its Rust half included.

    A panic is no Exception and its class cannot be imported, so it is known by its name; what ends a program on
    purpose, such as KeyboardInterrupt, passes.
    """

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if error is not None and (isinstance(error, _failures()) or type(error).__name__ == _PANIC):
            raise VectorStoreError(_short(error)) from error


def _graph(size: int) -> CreateHNSWConfiguration:
    """How the graph of so many vectors is built and searched: with less care than Chroma's default (100 and 100) built,
    and searched with more.

    At 10,000 vectors around 1,000 centres it costs 0.6 of the default's processor time to build and finds 0.97 of the
    nearest hundred, where the default finds 0.81. A search looks at 400, so a small graph may be built with less care
    still: with 16 at 1,000 vectors 0.9995 are found, with 32 at 2,000 0.999 (measured by this project, November 2026).
    """
    least, most = _CARE
    return {"space": "cosine", "ef_construction": min(most, max(least, size // _CARE_GROWS)), "ef_search": 400}


def load() -> None:
    """Loads Chroma now. It makes a pool of threads while it loads, which is refused once the interpreter ends."""
    with contextlib.suppress(ImportError, ValueError, OSError):  # whoever opens a store is told
        import chromadb  # noqa: F401


def _client(folder: Path) -> Client:
    try:
        import chromadb

        settings = _settings().model_copy()  # Chroma writes the folder into it
        with _OPENING, _Trouble():
            return cast("Client", chromadb.PersistentClient(path=str(folder), settings=settings))
    except (ImportError, ValueError, OSError) as error:
        raise VectorStoreError(_short(error)) from error
    except AttributeError as error:
        # On a disk that only reads Chroma fails to open, then stumbles over what it never opened while it cleans up.
        raise VectorStoreError(_short(error.__context__ or error)) from error


@functools.cache
def _settings() -> Settings:
    from chromadb.config import Settings

    return Settings(**_SETTINGS)


def _failures() -> tuple[type[Exception], ...]:
    try:
        from chromadb.errors import ChromaError
    except ImportError:
        return (ImportError,)
    return (ChromaError, ValueError, TypeError, KeyError, RuntimeError, OSError)


def _short(error: BaseException) -> str:
    return str(error).partition("\n")[0][:200] or type(error).__name__
