"""Invariant: a logged turn answers again only what it answered, under the prompts and the corpus it was made with.

The newest turn of the log that was asked the same in the same words is looked up; its replies come in their order. A
turn made with another prompt or another corpus is stale, and one that was not kept is not measured.
"""

from __future__ import annotations

import re
import threading
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from assistant.errors import NotMeasured
from assistant.models.base import OnText, Reply, Request, ToolCall
from assistant.models.wiretap import stale

if TYPE_CHECKING:
    from assistant.agent.prompts import Prompt
    from assistant.usage.log import UsageLog
    from assistant.usage.stored import StoredCall, StoredTurn

_ASKED = {"plan": "a plan", "any": "an answer"}
_SLOT = re.compile(r"\{\{\s*(\w+)\s*\}\}")


class LoggedTurns:
    """The turns of a log by what was asked; each is looked up once."""

    def __init__(self, log: UsageLog, prompts: Mapping[str, str]) -> None:
        self._log = log
        self._prompts = dict(prompts)
        self._turns: dict[tuple[str, str], StoredTurn] | None = None
        self._lock = threading.Lock()

    def find(self, brief: str, want: str, corpus_version: str) -> StoredTurn:
        """The newest turn on that brief that was asked for `want` (`plan` or `any`).

        Raises Stale, or NotMeasured when there is none.
        """
        with self._lock:
            if self._turns is None:
                self._turns = {
                    (turn.text, turn.variables.get("want", "")): turn
                    for turn in self._log.each_turn()
                    if turn.text and turn.calls
                }
        turn = self._turns.get((self._log.redactor.text(brief), want))
        if turn is None:
            raise NotMeasured(
                f"The usage log holds no turn on this brief that was asked for {_ASKED.get(want, want)}",
                fix="Ask for it once with a model.",
                code="not_recorded",
            )
        if dict(turn.prompts) != self._prompts or turn.corpus_version != corpus_version:
            what = "prompts" if dict(turn.prompts) != self._prompts else "corpus"
            raise stale(f"{what} of turn {turn.id}")
        return turn


class LogReplay:
    """A model that says what was said in the log, for one conversation of one turn."""

    name = "replay"

    def __init__(self, turns: LoggedTurns, corpus_version: str, first: Prompt) -> None:
        """`first` is the prompt of a turn's first message, by which brief and want are found in it again."""
        self._first = _reader(first)
        self._turns = turns
        self._corpus = corpus_version
        self._place = 0

    def reply(self, request: Request, on_text: OnText | None = None) -> Reply:
        """The next reply of the turn. Raises Stale when the turn had fewer, or was made with something else."""
        asked = [found.groupdict() for message in request.messages if (found := self._first.fullmatch(message.text))]
        last = asked[-1] if asked else {}
        turn = self._turns.find(last.get("brief", ""), last.get("want", ""), self._corpus)
        if self._place >= len(turn.calls):
            raise stale(f"turn {turn.id} had {len(turn.calls)} calls")
        said = _reply(turn.calls[self._place])
        self._place += 1
        if on_text is not None and said.text:
            on_text(said.text)
        return said


def _reader(prompt: Prompt) -> re.Pattern[str]:
    """Reads a rendered prompt back: a group for each slot. A slot that stands twice holds the same twice."""
    parts, seen = [], set()
    for place, part in enumerate(_SLOT.split(prompt.body.strip())):
        if place % 2 == 0:
            parts.append(re.escape(part))
        else:
            parts.append(f"(?P={part})" if part in seen else f"(?P<{part}>.*?)")
            seen.add(part)
    return re.compile("".join(parts) + r"\s*", re.S)


def _reply(call: StoredCall) -> Reply:
    body: Mapping[str, Any] = call.reply or {}
    calls = tuple(
        ToolCall(str(asked["id"]), str(asked["name"]), asked["arguments"], str(asked.get("raw", "")))
        for asked in body.get("calls", ())
    )
    stop: Any = call.stop if call.stop in ("end", "tools", "length", "refusal", "cut") else "cut"
    return Reply(str(body.get("text", "")), calls, stop, call.tokens, call.model_answered, call.response_id)
