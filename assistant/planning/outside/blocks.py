"""Invariant: every piece of a Markdown text keeps the number of the line it stands on, counted from 1.

Headings, list items, table rows and paragraphs; code, quotes, comments, front matter and rulers say nothing of a plan.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Literal

BlockKind = Literal["heading", "item", "row", "prose"]

_HEADING = re.compile(r"(#{1,6})\s+(.*?)\s*#*$")
_BOLD_LINE = re.compile(r"\*\*([^*]+)\*\*:?$|__([^_]+)__:?$")
_ITEM = re.compile(r"([-*+•]|\(?\d{1,3}[.)]|[a-z][.)])\s+(?:\[([ xX~-])\]\s*)?(.*)$")
_RULER = re.compile(r"[|\s:=*_–—-]+$")
_MARKS = re.compile(r"\*\*|__|(?<!\w)[*_](?=\S)|(?<=\S)[*_](?!\w)|~~|`")
_LINK = re.compile(r"!?\[([^\[\]]*)\]\([^()]*\)")


@dataclass
class Block:
    """One heading, item, row or paragraph. `lines` are its (number, text) with the marks taken off.

    `depth` is a heading's level or an item's indent; `section` the headings above, outermost first; `cells` a row's
    cells by the names of their columns.
    """

    kind: BlockKind
    lines: list[tuple[int, str]]
    depth: int = 0
    section: tuple[str, ...] = ()
    is_done: bool = False
    cells: tuple[tuple[str, str], ...] = field(default=())

    @property
    def line(self) -> int:
        """The line it starts on."""
        return self.lines[0][0]

    @property
    def text(self) -> str:
        """All of it."""
        return " ".join(text for _, text in self.lines)


def blocks(text: str) -> list[Block]:
    """The blocks of a Markdown text in their order. Never raises."""
    return _Reader().read(text)


def plain(text: str) -> str:
    """Text without Markdown's marks."""
    return _MARKS.sub("", _LINK.sub(r"\1", text)).strip()


class _Reader:
    def __init__(self) -> None:
        self.found: list[Block] = []
        self.headings: list[tuple[int, str]] = []
        self.open: Block | None = None
        self.columns: tuple[str, ...] | None = None

    def read(self, text: str) -> list[Block]:
        for number, raw in _spoken(text):
            line = raw.strip()
            if not line:
                self.open = self.columns = None
            elif line.startswith("|") or (self.columns is not None and "|" in line):
                self._row(number, line)
            elif not _RULER.fullmatch(line):
                self._text(number, raw, line)
            elif self.open is not None and self.open.kind == "prose" and line[0] in "=-" and len(line) > 2:
                self._heading(self.open.line, 1 if line[0] == "=" else 2, self.found.pop().text)
        return self.found

    def _text(self, number: int, raw: str, line: str) -> None:
        heading, bold, item = _HEADING.match(line), _BOLD_LINE.match(line), _ITEM.match(line)
        if heading:
            self._heading(number, len(heading[1]), plain(heading[2]))
        elif bold and self.open is None:
            self._heading(number, 7, plain(line))
        elif item:
            indent = len(raw) - len(raw.lstrip())
            self._add(Block("item", [(number, plain(item[3]))], indent, is_done=(item[2] or "") in ("x", "X")))
        elif self.open is not None:
            self.open.lines.append((number, plain(line)))
        else:
            self._add(Block("prose", [(number, plain(line))]))

    def _heading(self, number: int, level: int, text: str) -> None:
        self.headings = [kept for kept in self.headings if kept[0] < level]
        self._add(Block("heading", [(number, text)], level))
        self.headings.append((level, text))
        self.open = None

    def _row(self, number: int, line: str) -> None:
        cells = [plain(cell) for cell in line.strip("|").split("|")]
        if self.columns is None:
            self.columns = tuple(cell.lower() for cell in cells)
        elif not _RULER.fullmatch(line):
            names = (*self.columns, *[""] * len(cells))
            self._add(Block("row", [(number, " | ".join(cells))], cells=tuple(zip(names, cells, strict=False))))
        self.open = None

    def _add(self, block: Block) -> None:
        block.section = tuple(text for _, text in self.headings)
        self.found.append(block)
        self.open = block


def _spoken(text: str) -> Iterator[tuple[int, str]]:
    """The lines that are the plan's own words; what is passed over leaves an empty line."""
    lines = text.splitlines()
    skipped = _front_matter(lines)
    fence, in_comment = "", False
    for number, raw in enumerate(lines, start=1):
        stripped = raw.strip()
        mark = re.match(r"```+|~~~+", stripped)
        if number <= skipped or stripped.startswith(">"):
            yield number, ""
        elif mark and (not fence or stripped.startswith(fence)):
            fence = "" if fence else mark.group()
            yield number, ""
        else:
            was_in, in_comment, raw = in_comment, *_uncommented(raw, in_comment)
            yield number, "" if fence or (was_in and in_comment) else raw


def _front_matter(lines: list[str]) -> int:
    if not lines or lines[0].strip() != "---":
        return 0
    return next((number for number, line in enumerate(lines[1:60], start=2) if line.strip() in ("---", "...")), 0)


def _uncommented(raw: str, in_comment: bool) -> tuple[bool, str]:
    """Whether a comment is still open after the line, and the line without what is commented out."""
    kept = ""
    while raw:
        before, mark, rest = raw.partition("-->" if in_comment else "<!--")
        kept += "" if in_comment else before
        in_comment = in_comment != bool(mark)
        raw = rest
    return in_comment, kept
