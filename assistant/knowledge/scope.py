"""Invariant: a confined search finds nothing outside its scope, however well it would match.

A scope is a conjunction: source and note and path and date must all fit.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from fnmatch import fnmatchcase

from assistant.knowledge import front_matter
from assistant.knowledge.passages import Chunk, Document, Source

DocumentKey = tuple[Source, str]
"""Source and id: what tells documents apart."""


def key_of(part: Chunk | Document) -> DocumentKey:
    """What tells a document, or that of a chunk, from others."""
    return part.source, part.note if isinstance(part, Chunk) else part.id


@dataclass(frozen=True)
class Scope:
    """Where to look. An empty field does not confine.

    `notes` and `paths` are patterns of which one has to fit a note's id or path (`*` and `?` stand for any signs, as
    in a shell; case counts). `since` and `until` are the first and last day of a note's `as_of`; a note without a
    date lies in no span of time.
    """

    source: Source | None = None
    notes: tuple[str, ...] = ()
    paths: tuple[str, ...] = ()
    since: date | None = None
    until: date | None = None

    @property
    def is_only_source(self) -> bool:
        """Whether nothing but the source confines, which costs a search no time."""
        return not (self.notes or self.paths or self.since or self.until)

    def holds(self, document: Document) -> bool:
        """Whether the document lies inside."""
        return (
            self.source in (None, document.source)
            and _fits(self.notes, document.id)
            and _fits(self.paths, document.path)
            and self._in_time(document.as_of)
        )

    def chunks(
        self, documents: Mapping[DocumentKey, Document], chunks: Iterable[tuple[str, Chunk]]
    ) -> frozenset[str] | None:
        """The hashes of the chunks inside, or None when only the source confines."""
        if self.is_only_source:
            return None
        inside = {key for key, document in documents.items() if self.holds(document)}
        return frozenset(name for name, chunk in chunks if (chunk.source, chunk.note) in inside)

    def _in_time(self, as_of: str) -> bool:
        if self.since is None and self.until is None:
            return True
        day = front_matter.day(as_of)
        if day is None:
            return False
        return (self.since is None or day >= self.since) and (self.until is None or day <= self.until)


EVERYWHERE = Scope()


def _fits(patterns: tuple[str, ...], value: str) -> bool:
    return not patterns or any(fnmatchcase(value, pattern) for pattern in patterns)
