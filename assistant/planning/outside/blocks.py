"""Invariant: every piece of a Markdown text keeps the number of the line it stands on, counted from 1.

Headings, list items, table rows and paragraphs; a line that begins with its own time is an item of its own. Code,
quotes, comments, front matter, rulers and lines about the document itself say nothing of a plan.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Literal

from assistant.planning.outside.embedded import unfolded
from assistant.planning.outside.times import stamp_of

BlockKind = Literal["heading", "item", "row", "prose"]

_HEADING = re.compile(r"(#{1,6})\s+(.*?)\s*#*$")
_BOLD_LINE = re.compile(r"\*\*([^*]+)\*\*:?$|__([^_]+)__:?$")
_ITEM = re.compile(r"([-*+•]|\(?\d{1,3}[.)]|[a-z][.)])\s+(?:\[([ xX~-])\]\s*)?(.*)$")
_RULER = re.compile(r"[|\s:=*_–—-]+$")
_MARKS = re.compile(r"\*\*|__|(?<!\w)[*_](?=\S)|(?<=\S)[*_](?!\w)|~~|`")
_METADATA_BREAK = re.compile(r"\s+[·•|]\s+")
_METADATA = re.compile(
    r"20\d\d-\d\d-\d\d\.?|\d{1,2} [a-z]{3,9} 20\d\d\.?|phase: (?:idea|built|live|scaling)\.?|v(?:ersion)?\.? ?\d[\d.]*"
    r"|(?:stakes|status|owners?|authors?|reviewers?|version|date|created|updated|priority|audience|tags?"
    r"|launch readiness|prices?)(?::| of| as of)\s*[^.:]{1,60}\.?",
    re.I,
)
_CITED = re.compile(r"(?<=\S)\s*\[[a-z\d]+(?:-[a-z\d]+)+\](?!\()")
"""A source named in brackets after what it supports, such as `[eval-design]`: its id is no word of the plan."""
_LINK = re.compile(r"!?\[([^\[\]]*)\]\([^()]*\)")


@dataclass
class Block:
    """One heading, item, row or paragraph. `lines` are its (number, text) with the marks taken off.

    `depth` is a heading's level or an item's indent; `section` the headings above, outermost first; `cells` a row's
    cells by the names of their columns; `parents` the items an item stands under.
    """

    kind: BlockKind
    lines: list[tuple[int, str]]
    depth: int = 0
    section: tuple[str, ...] = ()
    is_done: bool = False
    cells: tuple[tuple[str, str], ...] = field(default=())
    parents: tuple[str, ...] = ()

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
    """Text without Markdown's marks and without the sources it names in brackets."""
    return _MARKS.sub("", _LINK.sub(r"\1", _CITED.sub("", text))).strip()


class _Reader:
    def __init__(self) -> None:
        self.found: list[Block] = []
        self.headings: list[tuple[int, str]] = []
        self.items: list[tuple[int, str]] = []
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
        elif stamp_of(plain(line)):
            self._add(Block("item", [(number, plain(line))]))
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
            named = tuple(zip(names, cells, strict=False))
            is_done = any(name in ("now", "status", "state") and cell.lower() == "done" for name, cell in named)
            self._add(Block("row", [(number, " | ".join(cells))], is_done=is_done, cells=named))
        self.open = None

    def _add(self, block: Block) -> None:
        if block.kind == "item":
            self.items = [(depth, text) for depth, text in self.items if depth < block.depth]
            block.parents = tuple(text for _, text in self.items)
            self.items.append((block.depth, block.text))
        else:
            self.items = []
        block.section = tuple(text for _, text in self.headings)
        self.found.append(block)
        self.open = block


def _spoken(text: str) -> Iterator[tuple[int, str]]:
    """The lines that are the plan's own words; what is passed over leaves an empty line."""
    lines = unfolded(text)
    skipped = _front_matter(lines)
    fence, in_comment = "", False
    for number, raw in enumerate(lines, start=1):
        stripped = raw.strip()
        mark = re.match(r"```+|~~~+", stripped)
        if number <= skipped or stripped.startswith(">") or (not fence and _is_metadata(stripped)):
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


def _is_metadata(line: str) -> bool:
    """`2026-11-23 · stakes: launch · version 0.3`, `Owner: Ana`: said of the document, not of what is done."""
    parts = [part for part in _METADATA_BREAK.split(plain(line)) if part]
    return bool(parts) and all(_METADATA.fullmatch(part) for part in parts)


def _uncommented(raw: str, in_comment: bool) -> tuple[bool, str]:
    """Whether a comment is still open after the line, and the line without what is commented out."""
    kept = ""
    while raw:
        before, mark, rest = raw.partition("-->" if in_comment else "<!--")
        kept += "" if in_comment else before
        in_comment = in_comment != bool(mark)
        raw = rest
    return in_comment, kept
