"""Invariant: a text is embedded once for one embedder; what is kept is checked on the way out, never trusted.

One SQLite file of vectors by content, written only under the index's lock. It outlives the index generations: when the
notes change, only the chunks that changed are embedded again. It is a cache: damage costs time, never an answer.
"""

from __future__ import annotations

import sqlite3
import zlib
from array import array
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

from assistant.knowledge.embedding import Embedder
from assistant.knowledge.passages import content_hash

FILE = "embeddings.sqlite3"
_SAVE_EVERY = 32  # texts; an interrupted build repeats at most this many
_SPARE = 20_000  # vectors of other notes kept for when they come back, about 30 MB; project rule
_SCHEMA = "CREATE TABLE IF NOT EXISTS vector (id TEXT PRIMARY KEY, data BLOB NOT NULL, sum INTEGER NOT NULL)"


def vectors(
    folder: Path,
    texts: Mapping[str, str],
    embedder: Embedder,
    on_progress: Callable[[int, int], None] | None = None,
) -> dict[str, list[float]]:
    """A vector for every text, by the texts' keys. `on_progress` is told (done, all) of those that are embedded now.

    Raises sqlite3.Error when the file cannot be written, AssistantError when the embedder cannot embed.
    """
    ids = {key: content_hash(embedder.fingerprint, str(embedder.dimension), text) for key, text in texts.items()}
    with _database(folder / FILE) as database:
        known = {key: vector for key in texts if (vector := _read(database, ids[key], embedder.dimension)) is not None}
        missing = [key for key in texts if key not in known]
        for batch in _batches(missing):
            made = embedder.embed([texts[key] for key in batch])
            known.update(zip(batch, made, strict=True))
            _write(database, ((ids[key], vector) for key, vector in zip(batch, made, strict=True)))
            if on_progress is not None:
                on_progress(missing.index(batch[-1]) + 1, len(missing))
        if missing:
            _forget(database, set(ids.values()))
    return known


@contextmanager
def _database(path: Path) -> Iterator[sqlite3.Connection]:
    connection = sqlite3.connect(path)
    try:
        try:
            connection.execute(_SCHEMA)
            connection.execute("SELECT sum(length(id) + length(data)) FROM vector").fetchone()
        except sqlite3.OperationalError:
            raise
        except sqlite3.DatabaseError:
            connection.close()
            path.replace(path.with_suffix(".damaged"))
            connection = sqlite3.connect(path)
            connection.execute(_SCHEMA)
        yield connection
    finally:
        connection.close()


def _read(database: sqlite3.Connection, identity: str, dimension: int) -> list[float] | None:
    row = database.execute("SELECT data, sum FROM vector WHERE id = ?", (identity,)).fetchone()
    if row is None or len(row[0]) != 4 * dimension or zlib.crc32(row[0]) != row[1]:
        return None
    return array("f", row[0]).tolist()


def _write(database: sqlite3.Connection, made: Iterable[tuple[str, Sequence[float]]]) -> None:
    with database:
        for identity, vector in made:
            data = array("f", vector).tobytes()
            database.execute("INSERT OR REPLACE INTO vector VALUES (?, ?, ?)", (identity, data, zlib.crc32(data)))


def _forget(database: sqlite3.Connection, used: set[str]) -> None:
    """Drops the oldest vectors that this build did not use, beyond the spare ones."""
    rows = database.execute("SELECT id FROM vector ORDER BY rowid DESC").fetchall()
    unused = [row for row in rows if row[0] not in used][_SPARE:]
    with database:
        database.executemany("DELETE FROM vector WHERE id = ?", unused)


def _batches(keys: Sequence[str]) -> Iterator[Sequence[str]]:
    return (keys[first : first + _SAVE_EVERY] for first in range(0, len(keys), _SAVE_EVERY))
