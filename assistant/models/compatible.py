"""Invariant: a compatible server is asked the highest way it is known to take, and only ever a simpler one after that.

Servers fail on tools, ignore them, or write calls as text. `prepare` finds out by a few short questions, once per
address and model; what a server refuses or ignores later brings it a rung down, aloud. Only what it says about tools or
forms of answer, or what it ignores, is remembered: an error that names neither is a fault like any other.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any, Protocol

from assistant.errors import InputError, KeyMissing, ProviderError
from assistant.models import openai_chat, rungs
from assistant.models.answer import events
from assistant.models.base import Message, OnText, Reply, Request, Tokens, ToolSpec
from assistant.models.credentials import place
from assistant.models.faults import Party, refuses_way, spoken
from assistant.models.rungs import IN_WORDS, RUNGS, Found, Rung
from assistant.models.stream import Heard, interruptible
from assistant.models.text_action import flattened

_MOST_RUNGS = 3
"""Rungs tried in one call; the next call starts where they ended."""
_READY = ToolSpec(
    "ready",
    "Says that you can call tools.",
    {"type": "object", "properties": {"ready": {"type": "boolean"}}, "required": ["ready"],
     "additionalProperties": False},
)  # fmt: skip
_PROBE = Request("", (Message("user", "Call the tool ready with ready true."),), (_READY,), "ready", 500)


class Server(Protocol):
    """The connection to it, with the client of its package."""

    party: Party

    def client(self) -> Any:  # noqa: ANN401 - the package's class, known in one file only
        """The client, the same each time."""
        ...


class CompatibleModel:
    """One model of a compatible server by chat completions; one attempt a call, stepping down while nothing was heard.

    `home` is the folder in which findings are remembered, None to remember them in this process alone.
    """

    def __init__(self, server: Server, home: Path | None = None, today: Callable[[], date] = rungs.today) -> None:
        self._server = server
        self._home = home
        self._today = today
        self._lock = threading.Lock()
        self._rung: Rung = RUNGS[0]
        self._prepared = False
        self._unbilled = Tokens()
        self._notice = ""

    @property
    def name(self) -> str:
        """`openai:NAME`; where it runs is the setting's business."""
        return f"openai:{self._server.party.model}"

    def prepare(self) -> str:
        """Recalls how the server takes tools, or asks it, once; says what was found when it was asked, else ''.

        Each question is one short request. A failure that says nothing of tools decides nothing: the call that follows
        will tell it. Raises Interrupted.
        """
        with self._lock:
            if self._prepared:
                return ""
            self._prepared = True
            known = self._recalled()
            if known is not None:
                self._rung = known.rung
                return ""
            rung, asked = self._probed()
            if rung is None:
                return ""
            self._rung = rung
            found = self._found()
            self._keep(found)
        questions = f"{asked} short question{'s' * (asked != 1)}"
        return f"{found.model} at {found.address} {IN_WORDS[rung]}; found by {questions}, counts until {found.until}."

    def reply(self, request: Request, on_text: OnText | None = None) -> Reply:
        """One call, stepping down the rungs while nothing has been heard. The reply's `rung` tells where it ended.

        A refusal (400, 422) that does not say what is refused is tried a rung lower too; what then works counts for
        this process alone. What is no refusal is not: it may pass.
        """
        ways = self._ways(request)
        is_named = True
        with interruptible(on_text) as heard:
            for rung in ways:
                try:
                    reply, obeyed = self._streamed(request, rung, heard)
                except ProviderError as error:
                    named = refuses_way(error)
                    is_named = is_named and named
                    may_go_on = (named or error.code == "bad_request") and not heard.text
                    if may_go_on and rung != ways[-1]:
                        continue
                    if may_go_on and is_named and request.tools:
                        self._step(_below(rung), "refused")
                    error.retryable = error.retryable and rung == ways[0]
                    raise
                else:
                    self._learn(request, rung, reply, obeyed, is_named)
                    break
        unbilled, self._unbilled = self._unbilled, Tokens()
        notice, self._notice = self._notice, ""
        return replace(reply, rung=rung if request.tools else "", tokens=reply.tokens + unbilled, notice=notice)

    def _ways(self, request: Request) -> Sequence[Rung]:
        if not request.tools:
            return ("offered",)
        below = RUNGS[RUNGS.index(self._rung) :]
        return [rung for rung in below if request.must_call or rung != "forced"][:_MOST_RUNGS]

    def _learn(self, request: Request, rung: Rung, reply: Reply, obeyed: bool, is_named: bool) -> None:
        """What the answer tells of the server: a rung that worked is where to start, one that it ignored is too high.

        Tools it had to call and did not are ignored tools; an answer that breaks the format asked for, an ignored one.
        """
        if not request.tools or reply.stop not in ("end", "tools"):
            return
        if request.must_call and reply.stop == "end" and rung in ("forced", "offered"):
            self._step("schema", "ignored")
        elif not obeyed and rung in ("schema", "object"):
            self._step(_below(rung), "ignored")
        elif request.must_call or rung != "offered":
            self._step(rung, "refused", lasting=is_named)

    def _step(self, rung: Rung, why: str, *, lasting: bool = True) -> None:
        """Goes down to that rung, never up, remembers it where it is `lasting`, and has the next reply tell it."""
        if RUNGS.index(rung) <= RUNGS.index(self._rung):
            return
        self._rung = rung
        found = self._found()
        until = "in this run, since it did not say why"
        if lasting:
            self._keep(found)
            until = f"until {found.until}; assistant doctor --ask-again forgets it"
        self._notice = f"{found.model} at {found.address} {IN_WORDS[rung]}: it {why} the way above. Counts {until}."

    def _probed(self) -> tuple[Rung | None, int]:
        """The highest rung on which the server makes the call it is asked for, and how many questions that took.

        A server that makes it on none gets words alone. None when the answers decide nothing. A failure that names
        nothing may pass: that rung is asked once more when a lower one works.
        """
        rung: Rung = RUNGS[0]
        doubted: Rung | None = None
        for asked in range(1, len(RUNGS) + 1):
            try:
                reply = self._asked_once(rung)
            except ProviderError as error:
                if rung == "text" or error.code not in ("bad_request", "provider_down"):
                    return None, asked
                if doubted is None and error.code == "provider_down" and not refuses_way(error):
                    doubted = rung
            except KeyMissing:
                return None, asked
            else:
                if _made_it(reply) or rung == "text":
                    is_passed = doubted is not None and self._works(doubted)
                    return (doubted if is_passed else rung), asked + (doubted is not None)
                if reply.stop not in ("end", "tools"):
                    return None, asked
                if rung == "forced":  # ignored where it was told to: offering the same is no better
                    rung = "offered"
            rung = _below(rung)
        return None, len(RUNGS)

    def _asked_once(self, rung: Rung) -> Reply:
        with interruptible(None) as heard:
            reply, _ = self._streamed(_PROBE, rung, heard)
        self._unbilled = self._unbilled + reply.tokens
        return reply

    def _works(self, rung: Rung) -> bool:
        try:
            return _made_it(self._asked_once(rung))
        except (ProviderError, KeyMissing):
            return False

    def _recalled(self) -> Found | None:
        if self._home is None:
            return None
        party = self._server.party
        return rungs.recall(self._home, place(party.address), party.model, self._today())

    def _found(self) -> Found:
        party = self._server.party
        return Found(place(party.address), party.model, self._rung, self._today())

    def _keep(self, found: Found) -> None:
        if self._home is None:
            return
        try:
            rungs.keep(self._home, found)
        except InputError:
            self._home = None  # the folder cannot be written: known in this process alone, as doctor tells

    def _streamed(self, request: Request, rung: Rung, heard: Heard) -> tuple[Reply, bool]:
        party = self._server.party
        answer = openai_chat.Answer(party, heard, request)
        in_words, as_json = rung in ("schema", "object", "text"), rung in ("schema", "object")
        sent = flattened(request, as_json=as_json) if in_words else request
        body = openai_chat.encode(
            sent,
            party.model,
            force=rung == "forced",
            constrained_to=request.tools if rung == "schema" else (),
            any_json=rung == "object",
        )
        with spoken(party):
            stream = self._server.client().chat.completions.create(**body, stream=True)
        with stream:
            try:
                for event in events(party, stream, stream.response):
                    answer.take(event)
            except ProviderError:
                if not answer.complete:
                    raise
        return answer.reply(), answer.is_action


def _made_it(reply: Reply) -> bool:
    return any(call.name == _READY.name and call.arguments for call in reply.calls)


def _below(rung: Rung) -> Rung:
    return RUNGS[min(RUNGS.index(rung) + 1, len(RUNGS) - 1)]
