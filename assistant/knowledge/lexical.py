"""Invariant: a user's words are words, never query syntax; and one common word cannot make a search slow.

SQLite FTS5 with porter stemming over "title > heading" and text. A finished file is opened immutable: no lock, no
journal, nothing written beside it. Scores are BM25, turned so that higher is better.
"""

from __future__ import annotations

import math
import sqlite3
import threading
from collections.abc import Sequence, Set
from contextlib import closing
from dataclasses import dataclass
from itertools import accumulate, islice
from pathlib import Path

from assistant.knowledge.material import Material
from assistant.knowledge.passages import Source
from assistant.knowledge.searchable import forms, words

VERSION = "4"  # part of an index's identity: raise it when the tokenizer or the indexed text changes
_COMMON_SHARE = 0.3
_COMMON_FLOOR = 200
_POSTINGS = 20_000
_WORDS_LIMIT = 64
_HELD_BACK = 64_000_000  # bytes of postings SQLite gathers before it writes; its default of 1 MB merges over and over
_TOKENIZE = "tokenize='porter unicode61 remove_diacritics 2'"
_SCHEMA = f"""
CREATE TABLE chunk (id INTEGER PRIMARY KEY, hash TEXT NOT NULL UNIQUE, source TEXT NOT NULL);
CREATE TABLE word (term TEXT PRIMARY KEY, chunks INTEGER NOT NULL) WITHOUT ROWID;
CREATE VIRTUAL TABLE indexed USING fts5(text, content='', {_TOKENIZE});
"""
_COUNT = """
CREATE VIRTUAL TABLE temp.counted USING fts5vocab(main, indexed, row);
INSERT INTO word SELECT term, doc FROM temp.counted;
DROP TABLE temp.counted;
"""
_SEARCH = "SELECT rowid, -rank FROM indexed WHERE indexed MATCH ? AND rowid BETWEEN ? AND ? ORDER BY rank"
_HOLDERS = "SELECT rowid FROM indexed WHERE indexed MATCH ? AND rowid IN ({})"
_STEMMER = f"""
CREATE VIRTUAL TABLE asked USING fts5(text, content='', {_TOKENIZE});
CREATE VIRTUAL TABLE stems USING fts5vocab(asked, instance);
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
        self._size = int(connection.execute("SELECT coalesce(max(id), 0) FROM chunk").fetchone()[0])
        spans = connection.execute("SELECT source, min(id), max(id) FROM chunk GROUP BY source").fetchall()
        self._spans = {source: (first, last) for source, first, last in spans}
        self._stemmer = sqlite3.connect(":memory:", check_same_thread=False)
        self._stemmer.executescript(_STEMMER)

    @classmethod
    def write(cls, path: Path, material: Material) -> None:
        """Makes the index file. Raises sqlite3.Error, for instance when the disk is full."""
        with closing(sqlite3.connect(path)) as connection:
            connection.execute("PRAGMA journal_mode = OFF")  # nobody reads a file before it is whole and sealed
            connection.execute("PRAGMA synchronous = OFF")
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
        asked = words(query)
        with self._lock:
            stems = self._stems(asked)
            counts = [self._count(word, stems.get(place, [])) for place, word in enumerate(asked)]
        found = [
            Term(word, count, math.log(1 + (self._size - count + 0.5) / (count + 0.5)))
            for word, count in zip(asked, counts, strict=True)
        ]
        return sorted(found, key=lambda term: (term.chunks, term.word))[:_WORDS_LIMIT]

    def search(
        self, terms: Sequence[Term], limit: int, source: Source | None = None, inside: Set[str] | None = None
    ) -> list[tuple[str, float]]:
        """(chunk hash, BM25) of the chunks that hold any of the terms, best first; only those `inside`, when given.

        Terms in more than three tenths of the chunks are left out unless nothing else is left: among 10,000 chunks
        three such words took 28 to 43 ms, 0.5 ms without. On two public sets that cost no quality (nDCG@10 .376 and
        .778, uncut .378 and .773), while a cut at two tenths did (.365 and .755). Below 200 chunks there is nothing to
        save. Measured by this project, November 2026. Besides, the rarest terms are taken until they stand in 20,000
        chunks together, so that a search of a large index costs no more than one of a small (project rule).
        """
        first, last = self._spans.get(source, (1, 0)) if source else (1, self._size)
        chosen = self._telling(terms)
        if not chosen or first > last:
            return []
        match = " OR ".join(_quoted(term.word) for term in chosen)
        with self._lock:
            if inside is None:
                rows = self._connection.execute(f"{_SEARCH} LIMIT ?", (match, first, last, limit)).fetchall()
                hits = [(self._hash(row), score) for row, score in rows]
            else:
                everything = self._connection.execute(_SEARCH, (match, first, last))
                named = ((self._hash(row), score) for row, score in everything)
                hits = list(islice(((name, score) for name, score in named if name in inside), limit))
        return sorted(hits, key=lambda hit: (-hit[1], hit[0]))

    def holders(self, terms: Sequence[Term], hashes: Sequence[str]) -> dict[str, frozenset[str]]:
        """Which of the chunks hold each term, by the term's word."""
        with self._lock:
            numbers = {self._number(name): name for name in hashes}
            statement = _HOLDERS.format(", ".join("?" * len(numbers)))
            found: dict[str, frozenset[str]] = {}
            for term in terms:
                if term.chunks and numbers:
                    rows = self._connection.execute(statement, (_quoted(term.word), *numbers)).fetchall()
                    found[term.word] = frozenset(numbers[row[0]] for row in rows)
        return found

    def close(self) -> None:
        """Lets go of the file."""
        with self._lock:
            self._connection.close()
            self._stemmer.close()

    def _telling(self, terms: Sequence[Term]) -> list[Term]:
        present = [term for term in terms if term.chunks]
        common = max(_COMMON_FLOOR, _COMMON_SHARE * self._size)
        rare = [term for term in present if term.chunks <= common] or present
        sums = accumulate(term.chunks for term in rare)
        return [
            term for place, (term, sum_) in enumerate(zip(rare, sums, strict=True)) if not place or sum_ <= _POSTINGS
        ]

    def _stems(self, asked: Sequence[str]) -> dict[int, list[str]]:
        """What the tokenizer makes of each word, by the word's place."""
        self._stemmer.executemany("INSERT INTO asked (rowid, text) VALUES (?, ?)", enumerate(asked))
        stems: dict[int, list[str]] = {}
        for term, place in self._stemmer.execute("SELECT term, doc FROM stems ORDER BY doc, offset"):
            stems.setdefault(place, []).append(term)
        self._stemmer.rollback()
        return stems

    def _count(self, word: str, stems: Sequence[str]) -> int:
        if len(stems) == 1 and len(forms(word)) == 1:
            row = self._connection.execute("SELECT chunks FROM word WHERE term = ?", (stems[0],)).fetchone()
            return int(row[0]) if row else 0
        row = self._connection.execute(
            "SELECT count(*) FROM indexed WHERE indexed MATCH ?", (_quoted(word),)
        ).fetchone()
        return int(row[0])

    def _hash(self, number: int) -> str:
        return str(self._connection.execute("SELECT hash FROM chunk WHERE id = ?", (number,)).fetchone()[0])

    def _number(self, name: str) -> int:
        return int(self._connection.execute("SELECT id FROM chunk WHERE hash = ?", (name,)).fetchone()[0])


def _fill(connection: sqlite3.Connection, material: Material) -> None:
    connection.executescript(_SCHEMA)
    connection.execute("INSERT INTO indexed (indexed, rank) VALUES ('hashsize', ?)", (_HELD_BACK,))
    numbered = list(enumerate(material.chunks.items(), 1))
    with connection:
        connection.executemany("INSERT INTO chunk VALUES (?, ?, ?)", ((n, key, c.source) for n, (key, c) in numbered))
        connection.executemany(
            "INSERT INTO indexed (rowid, text) VALUES (?, ?)", ((n, material.texts[key]) for n, (key, _) in numbered)
        )
        connection.execute("INSERT INTO indexed (indexed) VALUES ('optimize')")
    connection.executescript(_COUNT)


def _quoted(word: str) -> str:
    return "(" + " OR ".join(f'"{form}"' for form in forms(word)) + ")"
