"""Invariant: a damaged Chroma folder never takes the process down, and never answers with less than it was given.

Loading a damaged folder can end the interpreter. Sealed files are compared before (see `manifest`); what seals cannot
cover is met here: a mark is left while Chroma loads, and whoever finds the mark of a process that died meanwhile lets
a child process load the folder first. A clean start pays nothing for this.
"""

from __future__ import annotations

import contextlib
import os
import subprocess
import sys
from collections.abc import Iterator, Set
from contextlib import contextmanager
from pathlib import Path

from assistant.knowledge.stores import VectorStore, VectorStoreError
from assistant.knowledge.vectors import ChromaStore

_MARK = "opening-"
_PROBE_SECONDS = 120
_UNSEALED = 2_000  # vectors; so few may live in Chroma's database, which has no seal, and are read back in 50 ms


def open_vectors(root: Path, folder: Path, expected: Set[str]) -> VectorStore:
    """The vectors in `folder`, complete. Marks are kept in `root`.

    Raises VectorStoreError when they are missing, damaged or not the expected chunks'.
    """
    unclean = _died_opening(root)
    if unclean and (trouble := probe(folder)):
        raise VectorStoreError(trouble)
    with _marked(root):
        store = ChromaStore.open(folder)
        try:
            held = store.prove() if len(expected) <= _UNSEALED else store.ids()
            if held != expected:
                raise VectorStoreError("it does not hold the vectors it was given")
        except VectorStoreError:
            store.close()
            raise
    for mark in unclean:
        mark.unlink(missing_ok=True)
    return store


def probe(folder: Path) -> str:
    """Loads and reads the whole folder in a child process: "" when it is sound, else what happened."""
    return examine(folder)[1]


def examine(folder: Path) -> tuple[int | None, str]:
    """(vectors it holds, "") of a sound folder, else (None, what happened when a child process read it)."""
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    command = [sys.executable, "-m", "assistant.knowledge.probe", str(folder)]
    try:
        done = subprocess.run(
            command, env=environment, capture_output=True, timeout=_PROBE_SECONDS, text=True, check=False
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        return None, f"it could not be examined: {error}"
    said = done.stdout.strip()
    if done.returncode == 0 and said.isdecimal():
        return int(said), ""
    return None, "loading it ends the process" if done.returncode < 0 else said or "loading it failed"


def _died_opening(root: Path) -> list[Path]:
    return [mark for mark in root.glob(f"{_MARK}*") if not _alive(mark.name.removeprefix(_MARK))]


def _alive(process: str) -> bool:
    if not process.isascii() or not process.isdigit() or int(process) == os.getpid():
        return False  # a mark of our own number, before we left one, is from an earlier process
    try:
        os.kill(int(process), 0)
    except PermissionError:
        return True
    except (ProcessLookupError, OverflowError):
        return False
    return True


@contextmanager
def _marked(root: Path) -> Iterator[None]:
    mark = root / f"{_MARK}{os.getpid()}"
    with contextlib.suppress(OSError):  # a read-only disk can still be searched
        mark.touch(mode=0o600)
    try:
        yield
    finally:
        with contextlib.suppress(OSError):
            mark.unlink(missing_ok=True)
