"""Invariant: a passage can always be traced to exact characters of one version of one document.

Document → Chunk → Passage. `chunk.text == document.text[chunk.start:chunk.end]`; hashes are of content, so the
same text has the same id on every machine. Offsets count Unicode characters.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from functools import cached_property
from typing import Literal

Source = Literal["corpus", "notes"]


def content_hash(*parts: str) -> str:
    """sha256 over the parts (length-prefixed, so that they cannot run together), as 64 hex digits."""
    encoded = [part.encode("utf-8", "surrogatepass") for part in parts]
    prefixed = b"".join([piece for data in encoded for piece in (len(data).to_bytes(8, "big"), data)])
    return hashlib.sha256(prefixed).hexdigest()


@dataclass(frozen=True)
class Document:
    """One note. `id` is the note's id (corpus) or its path relative to its root (notes)."""

    id: str
    title: str
    text: str
    source: Source = "corpus"
    path: str = ""
    as_of: str = ""

    @cached_property
    def hash(self) -> str:
        """Hash of the text alone: a moved file keeps it."""
        return content_hash(self.text)


@dataclass(frozen=True)
class Chunk:
    """A stretch of a document: `text == document.text[start:end]`. `heading` is the path, e.g. `Facts > Costs`."""

    note: str
    title: str
    heading: str
    text: str
    start: int
    end: int
    document_hash: str
    source: Source = "corpus"
    path: str = ""

    @cached_property
    def hash(self) -> str:
        """Identity of the chunk: its note and its text."""
        return content_hash(self.note, self.text)


@dataclass(frozen=True)
class Passage:
    """A chunk found for a query. `score` is in [0, 1]; `cite` is the short key a draft cites it by, e.g. `p3`."""

    chunk: Chunk
    score: float
    cite: str = ""


@dataclass(frozen=True)
class Found:
    """The answer to one search. `lexical_only` is said aloud: no vectors took part, and `why` tells the reason."""

    passages: tuple[Passage, ...] = ()
    abstained: bool = False
    lexical_only: bool = False
    why: str = ""
    corpus_version: str = field(default="")
