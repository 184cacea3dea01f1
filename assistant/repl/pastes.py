"""Invariant: a paste of many lines is shown as one short mark and sent as every line of it."""

from __future__ import annotations

import re

SHOWN_LINES = 3
"""A paste of more lines is shown as a mark (project rule: fewer can be read and corrected where they stand)."""
_MARK = re.compile(r"\[pasted \d+ lines(?: #\d+)?\]")


class Pastes:
    """The pastes of one run, by the mark they are shown as."""

    def __init__(self) -> None:
        self._held: dict[str, str] = {}

    def mark(self, data: str) -> str:
        """What to put into the line for the pasted text: the text itself when it is short, else its mark."""
        text = data.replace("\r\n", "\n").replace("\r", "\n")
        lines = text.rstrip("\n").count("\n") + 1
        if lines <= SHOWN_LINES:
            return text
        mark = f"[pasted {lines} lines]"
        for number in range(2, len(self._held) + 3):
            if self._held.get(mark, text) == text:
                break
            mark = f"[pasted {lines} lines #{number}]"
        self._held[mark] = text
        return mark

    def expanded(self, line: str) -> str:
        """The line with every mark replaced by what was pasted."""
        return _MARK.sub(lambda found: self._held.get(found.group(), found.group()), line)
