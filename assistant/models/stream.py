"""Invariant: what a person has seen of a reply is known, so an interruption keeps it and a retry never repeats it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from assistant.errors import Interrupted
from assistant.models.base import OnText


class Heard:
    """Passes each piece of text on and remembers it. Lone surrogates become "?": no file or terminal can hold them."""

    def __init__(self, on_text: OnText | None = None) -> None:
        self._on_text = on_text
        self._pieces: list[str] = []

    def __call__(self, piece: str) -> None:
        if not piece:
            return
        piece = piece.encode("utf-8", "replace").decode("utf-8")
        self._pieces.append(piece)
        if self._on_text is not None:
            self._on_text(piece)

    def arguments(self, place: int, tool: str, piece: str) -> None:
        """Passes on a piece of a call's arguments, to listeners that care for them."""
        listen = getattr(self._on_text, "arguments", None)
        if piece and listen is not None:
            listen(place, tool, piece.encode("utf-8", "replace").decode("utf-8"))

    @property
    def text(self) -> str:
        """All text so far."""
        return "".join(self._pieces)

    @property
    def shown(self) -> bool:
        """Whether somebody has seen text of this reply, so that asking again would repeat it.

        A listener that only keeps the text says so by a false `shows`.
        """
        return bool(self._pieces) and self._on_text is not None and getattr(self._on_text, "shows", True)

    def again(self, code: str) -> None:
        """Tells a listener that keeps what it hears that the reply begins anew, after an error of that code."""
        listen = getattr(self._on_text, "again", None)
        if listen is not None:
            listen(code)


@contextmanager
def interruptible(on_text: OnText | None) -> Iterator[Heard]:
    """Collects the text of one reply; Ctrl-C inside becomes Interrupted with the text heard so far."""
    heard = Heard(on_text)
    try:
        yield heard
    except KeyboardInterrupt:
        raise Interrupted(heard.text) from None
