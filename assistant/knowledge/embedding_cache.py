"""Invariant: a text is embedded once for one embedder; what is kept is checked on the way out, never trusted.

One SQLite file of vectors by content, written only under the index's lock. It outlives the index generations: when the
notes change, only the chunks that changed are embedded again. It is a cache: damage costs time, never an answer.
"""

from __future__ import annotations

import sqlite3
import time
import zlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import closing
from pathlib import Path
from typing import Self, cast

from assistant.errors import ProviderError
from assistant.knowledge.embedding import Embedder
from assistant.knowledge.passages import content_hash

FILE = "embeddings.sqlite3"
_AT_ONCE = 32  # texts the embedder is given at a time
_SAVE_EVERY = 1.0  # seconds; a killed build repeats at most what it made in this time and its last texts. Project rule
_SPARE = 20_000  # vectors of other notes kept for when they come back, about 30 MB; project rule
_SCHEMA = "CREATE TABLE IF NOT EXISTS vector (id TEXT PRIMARY KEY, data BLOB NOT NULL, sum INTEGER NOT NULL)"

OnProgress = Callable[[int, int], None]


def vectors(
    folder: Path, texts: Mapping[str, str], embedder: Embedder, on_progress: OnProgress | None = None
) -> dict[str, Sequence[float]]:
    """A vector for every text, by the texts' keys. `on_progress` is told (done, all) of those that are embedded now.

    Raises sqlite3.Error when the file cannot be written, AssistantError when the embedder cannot embed.
    """
    path = folder / FILE
    try:
        return _vectors(path, texts, embedder, on_progress)
    except sqlite3.OperationalError:
        raise
    except sqlite3.DatabaseError:
        path.replace(path.with_suffix(".damaged"))
        return _vectors(path, texts, embedder, on_progress)


def held(folder: Path, texts: Mapping[str, str], embedder: Embedder) -> int:
    """How many of the texts have a vector here; 0 when the file cannot be read."""
    path = folder / FILE
    if not path.is_file():
        return 0
    try:
        with closing(sqlite3.connect(path)) as database:
            known = {row[0] for row in database.execute("SELECT id FROM vector")}
    except sqlite3.Error:
        return 0
    return sum(identity in known for identity in _ids(texts, embedder).values())


def _ids(texts: Mapping[str, str], embedder: Embedder) -> dict[str, str]:
    return {key: content_hash(embedder.fingerprint, str(embedder.dimension), text) for key, text in texts.items()}


def _vectors(
    path: Path, texts: Mapping[str, str], embedder: Embedder, on_progress: OnProgress | None
) -> dict[str, Sequence[float]]:
    ids = _ids(texts, embedder)
    with closing(sqlite3.connect(path)) as database:
        database.execute("PRAGMA synchronous = OFF")  # after a power cut the sums tell what has to be made again
        database.execute(_SCHEMA)
        kept = _read(database, ids.values(), embedder.dimension)
        known = {key: kept[identity] for key, identity in ids.items() if identity in kept}
        missing = [key for key in texts if key not in known]
        with _Keeping(database) as keeping:
            for first in range(0, len(missing), _AT_ONCE):
                batch = missing[first : first + _AT_ONCE]
                made = _embed(embedder, [texts[key] for key in batch])
                keeping.add(zip((ids[key] for key in batch), made, strict=True))
                known.update(zip(batch, made, strict=True))
                if on_progress is not None:
                    on_progress(first + len(batch), len(missing))
        if missing:
            _forget(database, set(ids.values()))
    return known


class _Keeping:
    """Writes vectors down about once a second, and whatever ends the build, for every write costs its own."""

    def __init__(self, database: sqlite3.Connection) -> None:
        self._database = database
        self._waiting: list[tuple[str, Sequence[float]]] = []
        self._written = time.monotonic()

    def add(self, made: Iterable[tuple[str, Sequence[float]]]) -> None:
        """Takes (identity, vector)."""
        self._waiting += made
        if time.monotonic() - self._written >= _SAVE_EVERY:
            self._write()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._write()

    def _write(self) -> None:
        _write(self._database, self._waiting)
        self._waiting, self._written = [], time.monotonic()


def _embed(embedder: Embedder, texts: Sequence[str]) -> Sequence[Sequence[float]]:
    import numpy as np

    try:
        made = np.asarray(embedder.embed(texts), dtype=np.float32)
    except ValueError:  # rows of different lengths
        made = np.zeros((0, 0), np.float32)
    if made.shape != (len(texts), embedder.dimension) or not np.isfinite(made).all():
        raise ProviderError("The embedding model gave back vectors of another number or size", where=embedder.name)
    return cast("Sequence[Sequence[float]]", made)


def _read(database: sqlite3.Connection, wanted: Iterable[str], dimension: int) -> dict[str, Sequence[float]]:
    import numpy as np

    if database.execute("SELECT 1 FROM vector LIMIT 1").fetchone() is None:
        return {}
    found: dict[str, Sequence[float]] = {}
    for identity in wanted:
        row = database.execute("SELECT data, sum FROM vector WHERE id = ?", (identity,)).fetchone()
        if row is not None and len(row[0]) == 4 * dimension and zlib.crc32(row[0]) == row[1]:
            found[identity] = cast("Sequence[float]", np.frombuffer(row[0], np.float32))
    return found


def _write(database: sqlite3.Connection, made: Iterable[tuple[str, Sequence[float]]]) -> None:
    import numpy as np

    rows = [(identity, np.asarray(vector, np.float32).tobytes()) for identity, vector in made]
    with database:
        database.executemany(
            "INSERT OR REPLACE INTO vector VALUES (?, ?, ?)",
            ((identity, data, zlib.crc32(data)) for identity, data in rows),
        )


def _forget(database: sqlite3.Connection, used: set[str]) -> None:
    """Drops the oldest vectors that this build did not use, beyond the spare ones."""
    (held,) = database.execute("SELECT count(*) FROM vector").fetchone()
    if held <= _SPARE:
        return
    rows = database.execute("SELECT id FROM vector ORDER BY rowid DESC").fetchall()
    unused = [row for row in rows if row[0] not in used][_SPARE:]
    with database:
        database.executemany("DELETE FROM vector WHERE id = ?", unused)
