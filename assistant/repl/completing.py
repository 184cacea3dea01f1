"""Invariant: Tab offers only what the command at the start of the line can use, and no name that drives a terminal."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from prompt_toolkit.completion import CompleteEvent, Completer, Completion, PathCompleter
from prompt_toolkit.document import Document

from assistant import terminal

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
        offered = (each for each in self._offers(name) if each.startswith(rest) and _is_clean(each))
        yield from (Completion(each, -len(rest)) for each in offered)
        if name in _WITH_FILES:
            form, after_form, path = rest.partition(" ")
            begun = path if after_form and form in self._offers(name) else rest
            found = self._files.get_completions(Document(begun, len(begun)), complete_event)
            yield from (each for each in found if _is_clean(each.text) and _is_clean(each.display_text))


def _is_clean(name: str) -> bool:
    """Whether the name is one line that is shown as it is; another can be typed, but is neither shown nor inserted."""
    return "\n" not in name and "\t" not in name and terminal.clean(name) == name
