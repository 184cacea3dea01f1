"""Invariant: Tab offers only what the command at the start of the line can use."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from prompt_toolkit.completion import CompleteEvent, Completer, Completion, PathCompleter
from prompt_toolkit.document import Document

Offers = Callable[[str], Sequence[str]]
"""Command → what may follow it."""
_WITH_FILES = frozenset(("save", "export", "gates"))


class CommandCompleter(Completer):
    """Commands at the start of the line, and after one its files, plan parts, or ids."""

    def __init__(self, names: Sequence[str], offers: Offers) -> None:
        self._names = names
        self._offers = offers
        self._files = PathCompleter(expanduser=True)

    def get_completions(self, document: Document, complete_event: CompleteEvent) -> Iterable[Completion]:
        """Completions for what stands before the cursor."""
        line = document.text_before_cursor
        if not line.startswith("/") or "\n" in line:
            return
        name, space, rest = line[1:].partition(" ")
        if not space:
            yield from (Completion(f"/{each}", -len(line)) for each in self._names if each.startswith(name))
            return
        yield from (Completion(each, -len(rest)) for each in self._offers(name) if each.startswith(rest))
        if name in _WITH_FILES:
            yield from self._files.get_completions(Document(rest, len(rest)), complete_event)
