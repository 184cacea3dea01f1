"""Invariant: a user's words are words, never query syntax; and one common word cannot make a search slow.

SQLite FTS5 with porter stemming over "title > heading" and text. A finished file is opened immutable: no lock, no
journal, nothing written beside it. Scores are BM25, turned so that higher is better.
"""

from __future__ import annotations

import math
import sqlite3
import threading
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from assistant.knowledge.material import Material
from assistant.knowledge.passages import Source
from assistant.knowledge.searchable import words

VERSION = "2"  # part of an index's identity: raise it when the tokenizer or the indexed text changes
_COMMON_SHARE = 0.3
_COMMON_FLOOR = 200
_WORDS_LIMIT = 64
_SCHEMA = """
CREATE TABLE chunk (id INTEGER PRIMARY KEY, hash TEXT NOT NULL UNIQUE, source TEXT NOT NULL);
CREATE VIRTUAL TABLE indexed USING fts5(text, content='', tokenize='porter unicode61 remove_diacritics 2');
"""
_SEARCH = """
SELECT chunk.hash, -bm25(indexed) FROM indexed JOIN chunk ON chunk.id = indexed.rowid
WHERE indexed MATCH ? AND (? IS NULL OR chunk.source = ?)
ORDER BY bm25(indexed), chunk.hash LIMIT ?
"""
_HOLDERS = """
SELECT chunk.hash FROM chunk CROSS JOIN indexed ON indexed.rowid = chunk.id
WHERE chunk.hash IN ({}) AND indexed MATCH ?
"""


@dataclass(frozen=True)
class Term:
    """A word of the query, in how many chunks it stands, and its weight: the inverse document frequency of BM25."""

    word: str
    chunks: int
    weight: float


class Lexical:
    """A word index over chunks. Safe to search from several threads."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self._lock = threading.Lock()
        self._size = int(connection.execute("SELECT count(*) FROM chunk").fetchone()[0])

    @classmethod
    def write(cls, path: Path, material: Material) -> None:
        """Makes the index file. Raises sqlite3.Error, for instance when the disk is full."""
        with closing(sqlite3.connect(path)) as connection:
            connection.execute("PRAGMA journal_mode = DELETE")
            _fill(connection, material)

    @classmethod
    def open(cls, path: Path) -> Lexical:
        """The index in a finished file. Raises sqlite3.Error when it is missing or damaged."""
        uri = f"{path.resolve().as_uri()}?mode=ro&immutable=1"
        return cls(sqlite3.connect(uri, uri=True, check_same_thread=False))

    @classmethod
    def in_memory(cls, material: Material) -> Lexical:
        """The same index without a file."""
        connection = sqlite3.connect(":memory:", check_same_thread=False)
        _fill(connection, material)
        return cls(connection)

    def terms(self, query: str) -> list[Term]:
        """The words of the query, rarest first, at most 64 (project rule: a long brief's rare words say what it is
        about)."""
        found = []
        with self._lock:
            for word in words(query):
                count = self._connection.execute(
                    "SELECT count(*) FROM indexed WHERE indexed MATCH ?", (_quoted(word),)
                ).fetchone()[0]
                found.append(Term(word, count, math.log(1 + (self._size - count + 0.5) / (count + 0.5))))
        return sorted(found, key=lambda term: (term.chunks, term.word))[:_WORDS_LIMIT]

    def search(self, terms: Sequence[Term], limit: int, source: Source | None = None) -> list[tuple[str, float]]:
        """(chunk hash, BM25) of the chunks that hold any of the terms, best first.

        Terms in more than three tenths of the chunks are left out unless nothing else is left: among 10,000 chunks
        three such words took 28 to 43 ms, 0.5 ms without. On two public sets that cost no quality (nDCG@10 .376 and
        .778, uncut .378 and .773), while a cut at two tenths did (.365 and .755). Below 200 chunks there is nothing to
        save. Measured by this project, November 2026.
        """
        present = [term for term in terms if term.chunks]
        common = max(_COMMON_FLOOR, _COMMON_SHARE * self._size)
        chosen = [term for term in present if term.chunks <= common] or present
        if not chosen:
            return []
        match = " OR ".join(_quoted(term.word) for term in chosen)
        with self._lock:
            return self._connection.execute(_SEARCH, (match, source, source, limit)).fetchall()

    def holders(self, term: Term, hashes: Sequence[str]) -> frozenset[str]:
        """Which of the chunks hold the term."""
        if not term.chunks or not hashes:
            return frozenset()
        statement = _HOLDERS.format(", ".join("?" * len(hashes)))
        with self._lock:
            return frozenset(row[0] for row in self._connection.execute(statement, (*hashes, _quoted(term.word))))

    def close(self) -> None:
        """Lets go of the file."""
        with self._lock:
            self._connection.close()


def _fill(connection: sqlite3.Connection, material: Material) -> None:
    connection.executescript(_SCHEMA)
    with connection:
        for number, (key, chunk) in enumerate(material.chunks.items(), 1):
            connection.execute("INSERT INTO chunk VALUES (?, ?, ?)", (number, key, chunk.source))
            connection.execute("INSERT INTO indexed (rowid, text) VALUES (?, ?)", (number, material.texts[key]))
        connection.execute("INSERT INTO indexed (indexed) VALUES ('optimize')")


def _quoted(word: str) -> str:
    return f'"{word}"'
