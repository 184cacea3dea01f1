"""Invariant: whatever fails on the way to an index, what can be searched is searched, and the user is told in a line.

Only a disk that refuses is an error. A broken embedder means words alone; a broken Chroma means vectors in memory.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from assistant.errors import AssistantError
from assistant.knowledge import embedding_cache, generation, manifest
from assistant.knowledge.embedding import Embedder
from assistant.knowledge.embedding_cache import OnProgress
from assistant.knowledge.material import Material
from assistant.knowledge.passages import Source
from assistant.knowledge.stores import Vectors, VectorStoreError

AT_ONCE = 2_000  # chunks; project rule: from kept embeddings they are built in about two seconds
SOON = 1_000  # chunks; project rule: they are embedded in about half a minute
UNINDEXED = "{:,} passages are not indexed yet; go on with: assistant notes rebuild"
REBUILT = "The search index was damaged; it was set aside and built anew from the notes."


@dataclass(frozen=True)
class Built:
    """What to search: a generation's folder, or None with the vectors themselves. `without` is why there are none."""

    folder: Path | None
    vectors: Vectors | None = None
    without: str = ""
    notices: tuple[str, ...] = ()


def build(home: Path, material: Material, embedder: Embedder | None, on_progress: OnProgress | None) -> Built:
    """Waits for the lock, takes what another process has built meanwhile, else builds.

    Raises InputError when the disk refuses.
    """
    with generation.writer(home) as root:
        return _build(root, material, embedder, on_progress)


def waits(home: Path, material: Material, embedder: Embedder | None) -> str:
    """Why the index has to be built anew although the notes are those of the last one, in a word; "" when they are
    not, when there was none, or when it is built so soon that nobody should search by words alone for it."""
    if len(material.chunks) <= AT_ONCE:
        return ""
    root = home / generation.FOLDER
    if generation.damaged(root, manifest.identity(material, embedder)):
        return "damaged"
    last = manifest.read(root / generation.current(root)) if generation.current(root) else None
    return "made by another version" if last is not None and last.documents == material.hashes else ""


def rest(home: Path, material: Material, embedder: Embedder) -> int:
    """How many chunks no build has embedded yet: what an interrupted one has left, or all of them."""
    return len(material.chunks) - embedding_cache.held(home / generation.FOLDER, material.texts, embedder)


def embed(root: Path, material: Material, embedder: Embedder, on_progress: OnProgress | None = None) -> Vectors:
    """A vector for every chunk, by source. Call it under `generation.writer`.

    Raises sqlite3.Error when the disk refuses, AssistantError when the embedder does.
    """
    made = embedding_cache.vectors(root, material.texts, embedder, on_progress)
    by_source: dict[Source, dict[str, Sequence[float]]] = {}
    for name, chunk in material.chunks.items():
        by_source.setdefault(chunk.source, {})[name] = made[name]
    return dict(by_source)


def _build(root: Path, material: Material, embedder: Embedder | None, on_progress: OnProgress | None) -> Built:
    key = manifest.identity(material, embedder)
    found = generation.find(root, key)
    if found is not None:
        return Built(found)
    broken = generation.damaged(root, key)
    for folder in broken:
        generation.set_aside(folder)
    notices = (REBUILT,) if broken else ()
    try:
        made = embed(root, material, embedder, on_progress) if embedder else None
    except AssistantError as error:
        words_only = _build(root, material, None, None)
        return Built(words_only.folder, None, error.sentence(), notices)
    try:
        folder = generation.publish(root, key, material, made, embedder)
    except VectorStoreError as error:
        refused = generation.refusal(str(error), root)
        if refused.code == "disk_full":
            raise refused from error
        return Built(None, made, "", (*notices, f"Chroma cannot be used ({error}); searching in memory instead."))
    generation.prune(root)
    return Built(folder, None, "", notices)
