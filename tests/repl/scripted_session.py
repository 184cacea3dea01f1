"""Scripted models for conversations, opened by their dotted path. Nothing here was recorded from a real model."""

from __future__ import annotations

import json
import os
import sys
import time
from pathlib import Path

from assistant.errors import ProviderError
from assistant.models.base import OnText, Reply, Request, Tokens
from assistant.models.stream import interruptible

DATA = Path(__file__).parents[1] / "data" / "terminal-sequences.jsonl"
ENDLESS = 6_000
"""Lines of a reply that nobody waits for: five minutes of them."""


MEGABYTE = 1_000_000


def sequences() -> list[str]:
    """Every known terminal sequence, byte by byte as text, each on a line of its own between two words."""
    files = [
        DATA,
        *([Path(os.environ["ASSISTANT_TEST_TERMINAL"])] if os.environ.get("ASSISTANT_TEST_TERMINAL") else []),
    ]
    rows = [json.loads(line) for file in files for line in file.read_text(encoding="utf-8").splitlines() if line]
    return [piece for row in rows for piece in ("before ", *row["text"][:400], "\nafter\n\n")]


def _endless(say: OnText) -> None:
    for number in range(ENDLESS):
        say(f"Line {number} of an endless reply.\n\n")
        time.sleep(0.05)


def _megabyte(say: OnText) -> None:
    for start in range(0, MEGABYTE, 50):
        say(f"{start:>48}{'' if start % 5_000 else chr(10)} ")
    say("\n\nthe last line\n")


def _slowly(say: OnText) -> None:
    for number in range(1, 41):
        say(f"Step {number}.\n\n")
        time.sleep(0.05)


def _attacks(say: OnText) -> None:
    for piece in sequences():
        say(piece)


def _attack(say: OnText) -> None:
    for piece in ("safe \x1b", "]52;c;aGk=", "\x07and ", "[bold]sound[/]", "\u202e.\n\n```\nkept\n\ntogether"):
        say(piece)


SPEECHES = {"endless": _endless, "megabyte": _megabyte, "slowly": _slowly, "sequences": _attacks, "attack": _attack}
"""A word of the message → what is said to it."""


class Scripted:
    """Answers by the words of the message: `endless` never ends, `attack` tries the terminal, `fail` fails, `slowly`
    takes two seconds, `megabyte` is one, `sequences` are all the known attacks; the tokens of `uncounted` are guessed.
    """

    name = "scripted"

    def reply(self, request: Request, on_text: OnText | None = None) -> Reply:
        """One reply, streamed in small pieces."""
        said = request.messages[-1].text.partition("<brief>")[2].partition("</brief>")[0]
        with interruptible(on_text) as heard:
            if "fail" in said:
                raise ProviderError("The provider is overloaded", fix="Try again later.")
            for word, speech in SPEECHES.items():
                if word in said:
                    speech(heard)
                    break
            else:
                heard(f"You said {said.count('line-')} lines; messages so far: {len(request.messages)}.\n\nMore")
                heard(" to follow.\n")
        return Reply(text=heard.text, tokens=Tokens(input=10, output=5, estimated=15 if "uncounted" in said else 0))


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
