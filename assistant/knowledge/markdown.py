"""Invariant: blocks come in the order of the text, never overlap, and each is a stretch of it by exact offsets.

Not a Markdown renderer: just enough of the grammar to know what belongs together (a bullet with its continuation
lines, a table row, a fenced block, a paragraph) and under which headings it stands.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

_LINE = re.compile(r"[^\n]*\n|[^\n]+")
_HEADING = re.compile(r" {0,3}(#{1,6})(?=[ \t\r]|$)(.*)$")
_UNDERLINE = re.compile(r" {0,3}(=+|-{2,})[ \t\r]*$")
_RULE = re.compile(r" {0,3}(?:(?:-[ \t]*){3,}|(?:\*[ \t]*){3,}|(?:_[ \t]*){3,})\r?$")
_ITEM = re.compile(r"[ \t]*(?:[-*+•]|\d{1,9}[.)])(?:[ \t]+|$)")
_ROW = re.compile(r"[ \t]*\|")
_FENCE = re.compile(r"[ \t]*(`{3,}|~{3,})")
_HEADING_LIMIT = 120


@dataclass(frozen=True)
class Block:
    """A stretch of text that should stay whole. `headings` is the path of headings above it."""

    start: int
    end: int
    headings: tuple[str, ...]


class _Reader:
    """Collects lines into blocks; `open` is the offset where the current block began, or -1."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.path: list[tuple[int, str]] = []
        self.open = -1
        self.end = -1
        self.lines = 0
        self.fence = ""
        self.is_paragraph = False

    def close(self) -> Iterator[Block]:
        if self.open >= 0:
            yield Block(self.open, self.end, tuple(title for _, title in self.path if title))
        self.open, self.lines, self.fence = -1, 0, ""

    def extend(self, start: int, end: int, *, paragraph: bool = False) -> None:
        if self.open < 0:
            self.open, self.is_paragraph = start, paragraph
        self.end = end
        self.lines += 1

    def enter(self, level: int, title: str) -> None:
        self.path = [(above, name) for above, name in self.path if above < level]
        self.path.append((level, title.strip()[:_HEADING_LIMIT]))

    def line(self, start: int, end: int) -> Iterator[Block]:
        line = self.text[start:end].rstrip("\n")
        if self.fence:
            self.extend(start, end)
            if line.strip().startswith(self.fence) and not line.strip().strip(self.fence[0]):
                yield from self.close()
        elif not line.strip():
            yield from self.close()
        elif line.lstrip()[0].isalpha():  # no mark begins with a letter, and most lines do
            self.extend(start, end, paragraph=True)
        elif fence := _FENCE.match(line):
            yield from self.close()
            self.extend(start, end)
            self.fence = fence.group(1)
        else:
            yield from self._text_line(line, start, end)

    def _text_line(self, line: str, start: int, end: int) -> Iterator[Block]:
        if heading := _HEADING.match(line):
            yield from self.close()
            self.enter(len(heading.group(1)), _unclosed(heading.group(2)))
        elif self.open >= 0 and self.is_paragraph and self.lines == 1 and (under := _UNDERLINE.match(line)):
            self.enter(1 if under.group(1).startswith("=") else 2, self.text[self.open : self.end])
            self.open, self.lines = -1, 0
        elif _RULE.match(line):
            yield from self.close()
        elif _ROW.match(line):
            yield from self.close()
            self.extend(start, end)
            yield from self.close()
        elif _ITEM.match(line):
            yield from self.close()
            self.extend(start, end)
        else:
            self.extend(start, end, paragraph=True)


def _unclosed(title: str) -> str:
    """The title without the marks that may close it. No pattern: one would take hours over a line made for it."""
    title = title.strip(" \t\r")
    bare = title.rstrip("#")
    return bare.rstrip(" \t") if not bare or bare[-1] in " \t" else title


def blocks(text: str, start: int = 0) -> Iterator[Block]:
    """The blocks of `text` from offset `start` on. Headings, blank lines and rules are between blocks, in none."""
    reader = _Reader(text)
    for match in _LINE.finditer(text, start):
        yield from reader.line(match.start(), match.end())
    yield from reader.close()
