"""Invariant: tables in HTML and charts in Mermaid become lines of Markdown, each where its own line stood.

Only what is inside such an element is rewritten; a text without them comes back as it was.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from html.parser import HTMLParser

_HTML = re.compile(r"<(?:tr|li|p|h[1-6])[\s>]", re.I)
_FENCE = re.compile(r"\s*(```+|~~~+)\s*(\w*)")
_TASK = re.compile(r"\s*([^:%]+?)\s*:\s*(.+)$")
_MERMAID_WORD = re.compile(
    r"\s*(?:gantt|title|dateFormat|axisFormat|tickInterval|excludes|todayMarker|section|%%)\b", re.I
)
_FLAGS = ("done", "active", "crit", "milestone")
SKIPPED = "---"
"""What stands for a line that belongs to the row above it: a ruler, which says nothing and ends no table."""


def unfolded(text: str) -> list[str]:
    """The lines of the text, with HTML rows, items and paragraphs and Mermaid gantt tasks as Markdown."""
    lines = text.splitlines()
    if _HTML.search(text):
        for number, line in _Html().read(text):
            if number <= len(lines):
                lines[number - 1] = line
    return list(_charts(lines))


def _charts(lines: list[str]) -> Iterator[str]:
    fence, is_chart = "", False
    for line in lines:
        mark = _FENCE.match(line)
        if mark and (not fence or line.strip().startswith(fence)):
            was_chart, fence = is_chart, "" if fence else mark[1]
            is_chart = bool(fence) and mark[2].lower() == "mermaid"
            yield ("| task | id | when | depends on |" if is_chart else "") if is_chart or was_chart else line
        elif is_chart:
            task = None if _MERMAID_WORD.match(line) else _TASK.match(line)
            yield _task(task[1], task[2]) if task else SKIPPED
        else:
            yield line


def _task(name: str, told: str) -> str:
    """One row for `Train it :crit, a2, after a1, 60d`: its words, id, date and what it waits for."""
    parts = [part for raw in told.split(",") if (part := raw.strip()) and part not in _FLAGS]
    after = next((part[6:] for part in parts if part.startswith("after ")), "")
    day = next((part for part in parts if re.fullmatch(r"\d{4}-\d\d(?:-\d\d)?", part)), "")
    is_named = bool(parts) and re.fullmatch(r"[A-Za-z_][\w-]*", parts[0]) is not None
    return f"| {name} | {parts[0] if is_named else ''} | {day} | {after} |"


class _Html(HTMLParser):
    """Collects (line number, Markdown) for every row, item, heading and paragraph, and rulers for their other lines.

    What is never closed ends at the next empty line.
    """

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[tuple[int, str]] = []
        self.start = 0
        self.mark = ""
        self.cells: list[str] = []

    def read(self, text: str) -> list[tuple[int, str]]:
        self.feed(text.replace("<![", "   "))
        self.close()
        self._flush()
        return self.found

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in ("tr", "li", "p") or re.fullmatch(r"h[1-6]", tag):
            if self.mark == "|":
                return
            self._flush()
            self.start, self.mark = self.getpos()[0], _MARKS.get(tag, "") or "#" * int(tag[1:]) + " "
            self.cells = [] if tag == "tr" else [""]
        elif tag in ("td", "th") and self.mark == "|":
            self.cells.append("")
        elif tag in _FRAME:
            self.found.append((self.getpos()[0], "" if tag == "table" else SKIPPED))

    def handle_endtag(self, tag: str) -> None:
        if tag in ("tr", "li", "p", "table") or re.fullmatch(r"h[1-6]", tag):
            self._end(tag)
        if tag in _FRAME:
            self.found.append((self.getpos()[0], "" if tag in ("table", "ul", "ol") else SKIPPED))

    def _end(self, tag: str) -> None:
        if self.mark != "|" or tag in ("tr", "table"):
            self._flush()

    def handle_data(self, data: str) -> None:
        told, blank, _ = data.partition("\n\n")
        if self.mark and self.cells:
            self.cells[-1] += told
        if blank:
            self._flush()

    def _flush(self) -> None:
        if not self.mark:
            return
        told = [" ".join(cell.split()) for cell in self.cells]
        line = f"| {' | '.join(told)} |" if self.mark == "|" else self.mark + " ".join(told)
        self.found.append((self.start, line))
        self.found += [(number, SKIPPED) for number in range(self.start + 1, self.getpos()[0] + 1)]
        self.mark = ""


_MARKS = {"tr": "|", "li": "- ", "p": " "}
_FRAME = ("table", "thead", "tbody", "tfoot", "ul", "ol", "div")
