"""Invariant: the index is examined without waiting for a lock, without changing it, and without loading its
vectors into this process.

What `doctor` and `notes verify` tell: which generation serves today's documents, what it holds, and how far the
generation built last has drifted from them.
"""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal

from assistant.knowledge import generation, manifest, opening
from assistant.knowledge.embedding import Embedder
from assistant.knowledge.manifest import Manifest
from assistant.knowledge.material import gather
from assistant.knowledge.passages import Document

State = Literal["ready", "outdated", "damaged", "none"]


@dataclass(frozen=True)
class IndexReport:
    """The state of the index for some documents.

    `ready`: a sound generation was built from exactly these documents with these versions. `outdated`: the last one
    was built from others or with other versions, which `why` names. `damaged`: a file of it is not what was written;
    `why` says so. `none`: nothing was built yet. Whatever the state, the next search builds what is missing.

    `documents`, `chunks` and `vectors` are counts of that generation; `vectors` is None when it has none or when they
    were not read back. `added`, `changed` and `removed` are ids of notes, today against that generation.
    """

    state: State
    why: str = ""
    generation: str = ""
    documents: int = 0
    chunks: int = 0
    vectors: int | None = None
    embedder: str = ""
    chromadb: str = ""
    added: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    set_aside: tuple[str, ...] = ()
    being_written: bool = False
    free_bytes: int = 0

    @property
    def drift(self) -> int:
        """How many notes differ from what was indexed."""
        return len(self.added) + len(self.changed) + len(self.removed)


def index_report(
    home: Path, documents: Sequence[Document], embedder: Embedder | None, *, read_back: bool = True
) -> IndexReport:
    """Examines the index below `home` for these documents.

    `read_back` reads every vector in a child process (some 2 s), which a damaged store may kill in our place.
    """
    root = home / generation.FOLDER
    if not root.is_dir():
        return _NOTHING
    fitting = generation.find(root, manifest.identity(gather(documents), embedder))
    name = fitting.name if fitting else generation.current(root)
    if not name:
        return _surrounded(_NOTHING, root)
    found = manifest.read(root / name)
    if found is None:
        return _surrounded(IndexReport("damaged", "its manifest cannot be read", name), root)
    whole = fitting is not None or manifest.intact(root / name, found)
    vectors = root / name / manifest.VECTORS
    may_open = whole and vectors.is_dir() and not generation.only_reads(home)  # Chroma writes a row to open a folder
    held, trouble = opening.examine(vectors) if read_back and may_open else (None, "")
    if not whole:
        trouble = "a file is not what was written"
    added, changed, removed = _drift(found, documents)
    report = IndexReport(
        state="damaged" if trouble else "ready" if fitting else "outdated",
        why=trouble or ("" if fitting else _outdated(found, embedder)),
        generation=name,
        documents=len(found.documents),
        chunks=found.chunks,
        vectors=held,
        embedder=found.embedder,
        chromadb=found.chromadb,
        added=added,
        changed=changed,
        removed=removed,
    )
    return _surrounded(report, root)


_NOTHING = IndexReport("none", "nothing was built yet")


def _surrounded(report: IndexReport, root: Path) -> IndexReport:
    return replace(
        report,
        set_aside=generation.kept_aside(root),
        being_written=generation.is_locked(root),
        free_bytes=shutil.disk_usage(root).free,
    )


def _outdated(found: Manifest, embedder: Embedder | None) -> str:
    moved = manifest.moved_on(found, embedder)
    return f"{', '.join(moved)} changed since it was built" if moved else "the notes changed since it was built"


def _drift(found: Manifest, documents: Sequence[Document]) -> tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...]]:
    today = {f"{document.source}:{document.id}": document.hash for document in documents}
    then = found.documents
    return (
        tuple(sorted(today.keys() - then.keys())),
        tuple(sorted(name for name in today.keys() & then.keys() if today[name] != then[name])),
        tuple(sorted(then.keys() - today.keys())),
    )
