"""Invariant: every model call is accounted for, however it ends: who was asked, what was sent, what arrived, the cost.

What a call does not tell by its reply is said aloud: counts that are estimated, a server that is asked another way.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from assistant.agent.counting import NOTICE, counted, unanswered
from assistant.agent.hearing import Hearing
from assistant.agent.limits import Limits, Price, time_left
from assistant.agent.progress import Progress
from assistant.agent.turn import Call, Event, OnEvent
from assistant.errors import AssistantError, ProviderError
from assistant.models.base import ChatModel, Reply, Request
from assistant.models.in_time import turn_time

SWITCHES = frozenset(
    ("rate_limited", "overloaded", "unavailable", "provider_down", "timed_out", "unreachable", "out_of_credit")
)
"""Failures of a provider that another one may not have (project rule); never a key, a model or a request refused."""
UNREAD_SWITCHES = frozenset(("broken_stream", "garbled", "empty"))
"""Answers that broke three times over: handed on as well, unless a person has read the beginning of one (project rule:
what somebody has read is never said twice)."""


@dataclass(frozen=True)
class Calling:
    """How the calls of one turn are made. `price` is that of the model at work."""

    price: Price
    on_event: OnEvent
    limits: Limits
    clock: Callable[[], float]
    shows_text: bool

    def ask(self, model: ChatModel, progress: Progress, request: Request) -> Reply:
        """One call, noted among those of the turn. Raises what the model raises; a cut reply is a ProviderError."""
        before = self.clock()

        def since() -> int:
            return round((self.clock() - before) * 1000)

        def in_time() -> float:
            return time_left(self.limits, self.clock() - progress.began)

        hearing = Hearing(self.on_event, since, in_time, shows=self.shows_text)

        def note(reply: Reply, cause: str = "") -> None:
            cost, params = self.price(reply.tokens), _params(request, reply.rung)
            made = Call(request.messages, reply, since(), cost, cause, hearing.first_ms, params, progress.earlier)
            progress.calls.append(made.by(model.name))

        try:
            with turn_time(in_time, self.clock):
                reply = model.reply(request, hearing)
        except BaseException as error:
            partial = unanswered(request, hearing.partial(), error, self.price, hearing.lost)
            note(partial, error.sentence() if isinstance(error, AssistantError) else type(error).__name__)
            progress.answer = partial.text
            raise
        reply = counted(request, reply, self.price, hearing.lost)
        self._tell(progress, reply)
        note(reply)
        progress.must_call = None
        if reply.stop == "cut":
            progress.answer = reply.text
            kept = "; what had arrived is kept." if reply.text or reply.calls else "."
            raise ProviderError("The model's answer was cut short", fix=f"Try again{kept}", code="broken_stream")
        return reply

    def hands_on(self, progress: Progress, error: AssistantError) -> bool:
        """Whether the second model is to be asked after that failure of the first."""
        if error.code in UNREAD_SWITCHES:
            return not (self.shows_text and progress.calls and progress.calls[-1].reply.text)
        return error.code in SWITCHES

    def switch(self, first: ChatModel, second: ChatModel, error: AssistantError) -> None:
        """Says aloud that the second model is asked from now on, and lets it find out how its server takes tools."""
        self.on_event(Event("notice", f"{error.message}. Asking {second.name} instead of {first.name}."))
        prepare(second, self.on_event)

    def _tell(self, progress: Progress, reply: Reply) -> None:
        if reply.tokens.estimated and not any(call.reply.tokens.estimated for call in progress.calls):
            self.on_event(Event("notice", NOTICE))
        if reply.notice:
            self.on_event(Event("notice", reply.notice))


def prepare(model: ChatModel, on_event: OnEvent) -> None:
    """Lets a model find out how its server takes tools, and tells what it found."""
    ready = getattr(model, "prepare", None)
    if found := ready() if ready is not None else "":
        on_event(Event("notice", found))


def _params(request: Request, rung: str) -> dict[str, int | str | None]:
    asked: dict[str, int | str | None] = {
        "max_output_tokens": request.max_output_tokens,
        "must_call": request.must_call,
    }
    return {**asked, "rung": rung} if rung else asked
