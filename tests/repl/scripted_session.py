"""Scripted models for conversations, opened by their dotted path. Nothing here was recorded from a real model."""

from __future__ import annotations

import sys
import time

from assistant.errors import ProviderError
from assistant.models.base import OnText, Reply, Request, Tokens
from assistant.models.stream import interruptible

ENDLESS = 6_000
"""Lines of a reply that nobody waits for: five minutes of them."""


class Scripted:
    """Answers by the words of the message: `endless` never ends, `attack` tries the terminal, `fail` fails."""

    name = "scripted"

    def reply(self, request: Request, on_text: OnText | None = None) -> Reply:
        """One reply, streamed in small pieces."""
        said = request.messages[-1].text.partition("<brief>")[2].partition("</brief>")[0]
        with interruptible(on_text) as heard:
            if "fail" in said:
                raise ProviderError("The provider is overloaded", fix="Try again later.")
            if "endless" in said:
                for number in range(ENDLESS):
                    heard(f"Line {number} of an endless reply.\n\n")
                    time.sleep(0.05)
            elif "attack" in said:
                for piece in (
                    "safe \x1b",
                    "]52;c;aGk=",
                    "\x07and ",
                    "[bold]sound[/]",
                    "\u202e.\n\n```\nkept\n\ntogether",
                ):
                    heard(piece)
            else:
                heard(f"You said {said.count('line-')} lines; messages so far: {len(request.messages)}.\n\nMore")
                heard(" to follow.\n")
        return Reply(text=heard.text, tokens=Tokens(input=10, output=5))


class Signalling(Scripted):
    """Says on stderr when the first line of a reply is out, for tests that wait for it."""

    def reply(self, request: Request, on_text: OnText | None = None) -> Reply:
        """As Scripted."""

        def told(piece: str) -> None:
            if on_text is not None:
                on_text(piece)
            if piece.startswith("Line 0 "):
                sys.stderr.write("the endless reply has begun\n")
                sys.stderr.flush()

        return super().reply(request, told)


def signalling() -> Signalling:
    """The factory behind `tests.repl.scripted_session:signalling`."""
    return Signalling()


def model() -> Scripted:
    """The factory behind `tests.repl.scripted_session:model`."""
    return Scripted()
