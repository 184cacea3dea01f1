"""Invariant: what was printed stays as it is: text is appended block by block and never drawn again.

A block ends at a blank line outside a code fence, so a half-written list or fence is never torn apart. A line without
an end is handed on in stretches, so that a reply of any length needs no more memory than one block.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from assistant.terminal import Sanitizer

_FENCE = re.compile(r" {0,3}(`{3,}|~{3,})(.*)")
_LONGEST_BLOCK = 65_536
"""Characters after which a block is printed although it has not ended (project rule)."""


class BlockPrinter:
    """Takes a model's text in pieces and hands whole, safe blocks to `write`."""

    def __init__(self, write: Callable[[str], None]) -> None:
        self._write = write
        self._sanitizer = Sanitizer()
        self._line: list[str] = []
        self._block: list[str] = []
        self._length = 0
        self._fence = ""

    def feed(self, piece: str) -> None:
        """Adds a piece; prints every block it completes."""
        *lines, rest = self._sanitizer.feed(piece).split("\n")
        for line in lines:
            self._line.append(line)
            whole = "".join(self._line)
            self._line = []
            self._take(whole)
        self._line.append(rest)
        self._length += len(rest)
        if self._length > _LONGEST_BLOCK:
            self._overflow()

    def finish(self) -> None:
        """Prints what is left, whole or not, and is ready for another text."""
        self._sanitizer.flush()
        left = "".join(self._line)
        if left.strip():
            self._block.append(left)
        self._line, self._fence = [], ""
        self._print()

    def _take(self, line: str) -> None:
        self._block.append(line)
        self._length += len(line)
        fence = _FENCE.match(line)
        if self._fence:
            marks = fence.group(1) if fence and not fence.group(2).strip() else ""
            if marks.startswith(self._fence):
                self._fence = ""
        elif fence and not (fence.group(1)[0] == "`" and "`" in fence.group(2)):
            self._fence = fence.group(1)
        elif not line.strip():
            self._print()

    def _overflow(self) -> None:
        """Prints what there is of an endless block, and goes on inside it."""
        text = "\n".join([*self._block, "".join(self._line)])
        self._line, self._block, self._length = [], [], 0
        self._write(text)

    def _print(self) -> None:
        text = "\n".join(self._block).strip("\n")
        self._block, self._length = [], 0
        if text.strip():
            self._write(f"{text}\n\n")
