"""Invariant: a folder on disk is read, cut, indexed and opened again as a user's is; only the vectors cost nothing.

Read by `benchmarks.index_size`. Files hold two or three passages each, so 10,000 passages are 4,000 files; more
passages make longer files, for no more than 5,000 are read.
"""

from __future__ import annotations

import itertools
import time
from collections.abc import Sequence
from pathlib import Path

from assistant.knowledge import own_notes
from assistant.knowledge.index import Index
from benchmarks.prepared import DIMENSION, documents, vectors

_FILES = 4_000
_AGAIN = 5
_REST = 0.3  # seconds; a file touched just before it was read is read again (see `assistant.knowledge.stamps`)


class Free:
    """Gives each new text the next of some vectors made before; a text it was not meant for is an error."""

    name = fingerprint = "free"
    dimension = DIMENSION

    def __init__(self, count: int) -> None:
        self._made = iter(vectors(count))  # as lists they would be looked through by every collection of garbage

    def embed(self, texts: Sequence[str]) -> list[list[float]]:
        """One vector a text. Raises RuntimeError when more are asked for than were made."""
        given: list[list[float]] = [row.tolist() for row in itertools.islice(self._made, len(texts))]
        if len(given) < len(texts):
            raise RuntimeError("an unchanged text was embedded again")
        return given


def unchanged(size: int, scratch: Path) -> dict[str, float]:
    """Processor time of reading and opening an unchanged folder again, as a share of the first time; and what it holds.

    Raises RuntimeError when anything was embedded or written again.
    """
    folder, home = scratch / "notes", scratch / "home"
    files = _write(folder, size)
    time.sleep(_REST)
    free = Free(size)
    first, passages = _seconds(folder, home, free)
    kept = _state(home)
    again = min(_seconds(folder, home, free)[0] for _ in range(_AGAIN))
    if _state(home) != kept:
        raise RuntimeError("an unchanged folder was written again")
    return {"unchanged": again / first, "files on disk": files, "passages in them": passages}


def _write(folder: Path, size: int) -> int:
    folder.mkdir()
    shelf, turns = iter(documents(size)), itertools.cycle((each := max(2, size // _FILES), each + 1))
    for number in itertools.count():
        held = list(itertools.islice(shelf, next(turns)))
        if not held:
            return number
        text = "\n".join(f"## {each.title}\n\n{each.text}" for each in held)
        (folder / f"n{number}.md").write_text(f"# Note {number}\n\n{text}", encoding="utf-8")
    raise AssertionError


def _seconds(folder: Path, home: Path, free: Free) -> tuple[float, int]:
    begun = time.process_time()
    read = own_notes.read(home, [folder])
    index = Index.open(home, read.documents, embedder=free)
    worked = time.process_time() - begun
    with index:
        return worked, len(index.chunks())


def _state(home: Path) -> list[tuple[str, int, int]]:
    """Every file of the index with its size and the moment it was last written."""
    files = sorted(path for path in home.rglob("*") if path.is_file())
    return [(str(path), path.stat().st_size, path.stat().st_mtime_ns) for path in files]
