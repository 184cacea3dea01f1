"""Invariant: who listens to a reply knows what arrived and when, so that one cut at any byte leaves what there was.

Besides the text, the arguments of a call are heard as they come: each section of a draft is told when it begins.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from assistant.agent.counting import MAY_BE_BILLED
from assistant.agent.turn import Event, OnEvent
from assistant.errors import ProviderError
from assistant.models.base import Reply, ToolCall

_KEY = re.compile(r'"(\w+)"\s*:')
_SECTIONS = {
    "answer": "the answer",
    "fit": "the fit test",
    "this_week": "this week",
    "slice": "what ships first",
    "measures": "how we will know",
    "stages": "stages and gates",
    "numbers": "the money",
    "edge": "the edge",
    "comparison": "the other path",
    "risks": "risks",
    "claims": "claims and their sources",
    "questions": "questions",
}
"""Field of a draft → what a reader calls the section that begins with it."""
MAX_CHARACTERS = 1_000_000
"""Far longer than 16,000 output tokens, the most that is asked for (project rule): such a server is broken."""
_DRAFTING = ("submit_plan", "mend_plan")


class Hearing:
    """Listens to one reply. `since` gives milliseconds since the call began; `in_time` raises when the turn is over.

    `shows` tells whether a person reads the text as it comes; what nobody read may be asked for again.
    """

    def __init__(
        self, on_event: OnEvent, since: Callable[[], int], in_time: Callable[[], object], *, shows: bool = True
    ) -> None:
        self.shows = shows
        self._on_event = on_event
        self._in_time = in_time
        self._since = since
        self._pieces: list[str] = []
        self._calls: list[tuple[str, list[str]]] = []
        self._told: set[str] = set()
        self._length = 0
        self.first_ms: int | None = None
        self.lost: list[int] = []
        """Bytes of each attempt at this reply that broke off and may be billed; 0 of one that said nothing."""

    def __call__(self, piece: str) -> None:
        """A piece of text. Raises ProviderError when the reply grows past all measure."""
        self._grows(piece)
        if self.first_ms is None:
            self.first_ms = self._since()
        self._pieces.append(piece)
        self._on_event(Event("text", piece))
        self._in_time()

    def arguments(self, place: int, tool: str, piece: str) -> None:
        """A piece of the arguments of the call at that place of the reply. Raises as for text."""
        self._grows(piece)
        while len(self._calls) <= place:
            self._calls.append((tool, []))
        self._calls[place][1].append(piece)
        if tool in _DRAFTING and ('"' in piece or ":" in piece):
            self._sections("".join(self._calls[place][1][-40:]))
        self._in_time()

    def again(self, code: str) -> None:
        """The reply begins anew after an error of that code: what the broken one said is no part of it, but costs.

        One that timed out or broke off in silence may have been read and answered all the same.
        """
        pieces = [*self._pieces, *(piece for _, arguments in self._calls for piece in arguments)]
        if pieces or code in MAY_BE_BILLED:
            self.lost.append(sum(len(piece.encode("utf-8", "replace")) for piece in pieces))
        self._pieces.clear()
        self._calls.clear()
        self._length = 0

    def partial(self) -> Reply:
        """What there was when the reply broke off: never complete, its calls without arguments."""
        calls = tuple(
            ToolCall(f"cut_{place}", tool, None, "".join(pieces)) for place, (tool, pieces) in enumerate(self._calls)
        )
        return Reply("".join(self._pieces), calls, "cut")

    def _grows(self, piece: str) -> None:
        self._length += len(piece)
        if self._length > MAX_CHARACTERS:
            raise ProviderError(
                f"The model's answer passed {MAX_CHARACTERS:,} characters and was ended",
                fix="Try again, or choose another model with --model.",
                code="endless",
            )

    def _sections(self, lately: str) -> None:
        for name in _KEY.findall(lately):
            if name in _SECTIONS and name not in self._told:
                self._told.add(name)
                self._on_event(Event("drafting", f"drafting {_SECTIONS[name]}"))
