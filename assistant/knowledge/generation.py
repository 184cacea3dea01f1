"""Invariant: a generation is written once under the lock, checked, sealed, and only then named in CURRENT; nobody
writes into it afterwards, so readers need no lock and a killed build leaves nothing that anybody would open.

A generation is a folder with `lexical.sqlite3`, `vectors/` (Chroma; absent when there is no embedder) and
`manifest.json`, which is written last.
"""

from __future__ import annotations

import contextlib
import os
import secrets
import shutil
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from assistant.errors import InputError
from assistant.knowledge import embedding_cache, manifest, text_cache
from assistant.knowledge.embedding import Embedder
from assistant.knowledge.lexical import Lexical
from assistant.knowledge.material import Material
from assistant.knowledge.stores import Vectors
from assistant.knowledge.vectors import ChromaStore
from assistant.settings import private_folder

FOLDER = "index"
REFUSALS = ("disk_full", "index_not_writable")
"""Codes of what `refusal` gives."""
_CURRENT = "CURRENT"
_LOCK = "writer.lock"
_LOCK_SECONDS = 3600  # a first build of thousands of notes takes long, and its result is what we wait for
_KEPT = 3  # generations: the current one, the last good one, and one for a run with other notes beside it
_DAMAGED = "damaged-"
_ONE_THREAD = threading.Lock()  # the mask is the whole process's: two threads would restore each other's


def find(root: Path, key: str) -> Path | None:
    """The folder of the finished, undamaged generation with this key, the current one first. Reads only."""
    names = [current(root), *sorted(folder.name for folder in root.glob(f"{key[:16]}-*"))]
    for folder in (root / name for name in names if name.startswith(key[:16])):
        found = manifest.read(folder)
        if found is not None and found.key == key and manifest.intact(folder, found):
            return folder
    return None


def current(root: Path) -> str:
    """The name of the generation built last, or "" when there is none."""
    try:
        return (root / _CURRENT).read_text(encoding="utf-8", errors="replace").strip()
    except OSError:
        return ""


def damaged(root: Path, key: str) -> list[Path]:
    """Generations of this key that were finished once; call it when `find` gives none of them out."""
    named = current(root)
    folders = [folder for folder in root.glob(f"{key[:16]}-*") if folder.is_dir()]
    return [folder for folder in folders if folder.name == named or (folder / manifest.FILE).exists()]


def publish(root: Path, key: str, material: Material, made: Vectors | None, embedder: Embedder | None) -> Path:
    """Builds a generation beside the others and switches CURRENT to it. Call it under `writer`.

    Raises OSError or sqlite3.Error when the disk refuses, VectorStoreError when Chroma fails.
    """
    folder = root / f"{key[:16]}-{secrets.token_hex(4)}"
    folder.mkdir(mode=0o700)
    try:
        Lexical.write(folder / manifest.LEXICAL, material)
        if made is not None:
            (folder / manifest.VECTORS).mkdir(mode=0o700)
            ChromaStore.write(folder / manifest.VECTORS, made)
        _write_whole(folder / manifest.FILE, manifest.describe(folder, key, material, embedder))
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise
    _write_whole(root / _CURRENT, folder.name)
    return folder


def set_aside(folder: Path) -> None:
    """Takes a damaged generation out of use without destroying it: the last one set aside is kept for a look."""
    for earlier in folder.parent.glob(f"{_DAMAGED}*"):
        shutil.rmtree(earlier, ignore_errors=True)
    with contextlib.suppress(FileNotFoundError):
        folder.rename(folder.with_name(f"{_DAMAGED}{folder.name}"))


def kept_aside(root: Path) -> tuple[str, ...]:
    """Names of the damaged generations that were set aside."""
    return tuple(sorted(folder.name for folder in root.glob(f"{_DAMAGED}*")))


def is_locked(root: Path) -> bool:
    """Whether a process is building right now; takes nothing and waits for nothing. Where the lock may not be taken
    at all, nobody builds.
    """
    from filelock import FileLock, Timeout

    if not (root / _LOCK).exists():
        return False
    try:
        with FileLock(root / _LOCK, timeout=0, mode=0o600):
            return False
    except Timeout:
        return True
    except OSError:
        return False


def prune(root: Path) -> None:
    """Removes what killed builds left, and all but the newest few generations. Call it under `writer`."""
    keep = current(root)
    folders = {folder for folder in root.iterdir() if folder.is_dir() and not folder.name.startswith(_DAMAGED)}
    finished = [folder for folder in folders if (folder / manifest.FILE).exists()]
    finished.sort(key=lambda folder: (folder.name == keep, folder.stat().st_mtime, folder.name), reverse=True)
    for folder in folders.difference(finished[:_KEPT]):
        shutil.rmtree(folder, ignore_errors=True)


def discard(home: Path, *, caches: bool) -> None:
    """Removes every generation, and has every file read again; with `caches`, what is kept of embeddings and of files
    goes as well."""
    with writer(home) as root:
        for folder in [folder for folder in root.iterdir() if folder.is_dir()]:
            shutil.rmtree(folder, ignore_errors=True)
        (root / _CURRENT).unlink(missing_ok=True)
        for cache in (root / embedding_cache.FILE, home / text_cache.FILE) if caches else ():
            cache.unlink(missing_ok=True)
        with text_cache.TextCache(home) as texts:
            texts.forget_stamps()


def keep_current_only(home: Path) -> None:
    """Removes earlier generations, which may hold words of notes that were removed."""
    with writer(home) as root:
        keep = current(root)
        for folder in [folder for folder in root.iterdir() if folder.is_dir() and folder.name != keep]:
            shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def writer(home: Path) -> Iterator[Path]:
    """Holds the one writer's lock and gives the index folder. Everything made inside is private to the user.

    Raises InputError, in one sentence, for every refusal of the disk, and when the lock is not free for an hour.
    """
    from filelock import FileLock, Timeout

    root = private_folder(private_folder(home) / FOLDER)
    try:
        with _private_files(), FileLock(root / _LOCK, timeout=_LOCK_SECONDS, mode=0o600):
            yield root
    except Timeout as error:
        raise InputError(
            "Another process has been building the index for an hour",
            where=str(root),
            fix="Stop it, then try again.",
            code="index_locked",
        ) from error
    except (OSError, sqlite3.Error) as error:
        raise refusal(_reason(error), root) from error


@contextmanager
def _private_files() -> Iterator[None]:
    with _ONE_THREAD:
        mask = os.umask(0o077)
        try:
            yield
        finally:
            os.umask(mask)


def only_reads(home: Path) -> bool:
    """Whether `home` is there and this process may not write the index in it."""
    place = home / FOLDER if (home / FOLDER).exists() else home
    return home.is_dir() and not os.access(place, os.W_OK | os.X_OK)


def _reason(error: OSError | sqlite3.Error) -> str:
    return ((isinstance(error, OSError) and error.strerror) or str(error)).lower()


def refusal(reason: str, place: Path) -> InputError:
    """The sentence for a disk that will not take the index."""
    if any(word in reason.lower() for word in ("full", "no space", "quota")):
        return InputError("The disk is full", where=str(place), fix="Free some space and try again.", code=REFUSALS[0])
    return InputError(
        f"The index cannot be written: {reason}",
        where=str(place),
        fix="Set ASSISTANT_HOME to a folder you own on a working disk.",
        code=REFUSALS[1],
    )


def _write_whole(path: Path, text: str) -> None:
    """The file is there whole or not at all, also after a power cut."""
    draft = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    with draft.open("w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    draft.replace(path)
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
