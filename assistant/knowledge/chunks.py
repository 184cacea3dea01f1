"""Invariant: `chunk.text == document.text[chunk.start:chunk.end]`, at most LIMIT characters, in order, no overlap.

A chunk is as many whole blocks of one section as fit; only a block longer than LIMIT is cut, at a line, a sentence or
a word if it has one. The size follows from the embedding model, which reads 256 tokens: about 900 characters of prose
(measured with the packaged model, November 2026).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import groupby

from assistant.knowledge import front_matter, source_code
from assistant.knowledge.formats import kind_of
from assistant.knowledge.markdown import Block, blocks
from assistant.knowledge.passages import Chunk, Document

LIMIT = 900
VERSION = "1"  # part of an index's identity: raise it when the same text would be cut differently
_STOP = re.compile(r"[.!?;:][\"'”’)\]]*\s+")
_SPACE = re.compile(r"\s+")


def split(document: Document) -> tuple[Chunk, ...]:
    """The chunks of a document's body; a document of headings alone is cut as if they were its text."""
    text, body = document.text, front_matter.read(document.text).body
    cut = source_code.blocks if kind_of(document.path) == "code" else blocks
    found = tuple(cut(text, body)) or (Block(body, len(text), ()),)
    document_hash = document.hash
    chunks = []
    for headings, group in groupby(found, key=lambda block: block.headings):
        heading = " > ".join(name for name in headings if name.casefold() != document.title.casefold())
        for start, end in _pack(text, group):
            chunks.append(
                Chunk(
                    note=document.id,
                    title=document.title,
                    heading=heading,
                    text=text[start:end],
                    start=start,
                    end=end,
                    document_hash=document_hash,
                    source=document.source,
                    path=document.path,
                )
            )
    return tuple(chunks)


def _pack(text: str, section: Iterable[Block]) -> Iterator[tuple[int, int]]:
    """Joins neighbouring pieces of one section while they fit."""
    start = end = -1
    for block in section:
        for first, last in _pieces(text, block.start, block.end):
            if start >= 0 and last - start > LIMIT:
                yield start, end
                start = -1
            start = first if start < 0 else start
            end = last
    if start >= 0:
        yield start, end


def _pieces(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """The block without the blanks around it, cut where it is longer than LIMIT."""
    start, end = _trim(text, start, end)
    while end - start > LIMIT:
        cut = _cut(text, start)
        yield _trim(text, start, cut)
        start, end = _trim(text, cut, end)
    if start < end:
        yield start, end


def _cut(text: str, start: int) -> int:
    """Where to cut the LIMIT characters from `start`: the last line end, else sentence end, else blank, in the latter
    half; else hard at LIMIT."""
    half, last = start + LIMIT // 2, start + LIMIT
    line = text.rfind("\n", half, last)
    if line > 0:
        return line + 1
    for pattern in (_STOP, _SPACE):
        ends = [match.end() for match in pattern.finditer(text, half, last)]
        if ends:
            return ends[-1]
    return last


def _trim(text: str, start: int, end: int) -> tuple[int, int]:
    stretch = text[start:end]
    left = len(stretch) - len(stretch.lstrip())
    return start + left, max(start + left, start + len(stretch.rstrip()))
