"""Invariant: a call is tried again only when that may help, costs bounded time, and repeats nothing a person has read.

The SDKs' own retries are off: one of them sleeps as long as a server asks, the other repeats calls that no retry
can mend. Numbers are a project rule; the delay is exponential with equal jitter (Marc Brooker, "Exponential Backoff
And Jitter", AWS Architecture Blog, 2015).
"""

from __future__ import annotations

import random
import time
from collections.abc import Callable
from dataclasses import dataclass, replace

from assistant.errors import Interrupted, ProviderError
from assistant.models.base import ChatModel, OnText, Reply, Request
from assistant.models.fault_table import BROKEN_STREAM
from assistant.models.in_time import time_of_turn
from assistant.models.stream import Heard


@dataclass(frozen=True)
class Policy:
    """How patient to be. Times in seconds; `sleep`, `random` (0 to 1) and `now` can be given by tests."""

    attempts: int = 3
    waiting: float = 60.0
    deadline: float = 120.0
    first_delay: float = 1.0
    longest_delay: float = 20.0
    sleep: Callable[[float], None] = time.sleep
    random: Callable[[], float] = random.random
    now: Callable[[], float] = time.monotonic


class PatientModel:
    """A model that tries again: after failures that may pass, and after an answer cut before anything was shown."""

    def __init__(self, model: ChatModel, policy: Policy | None = None) -> None:
        self._model = model
        self._policy = policy or Policy()

    @property
    def name(self) -> str:
        """The name of the model inside."""
        return self._model.name

    def reply(self, request: Request, on_text: OnText | None = None) -> Reply:
        """One call, tried again as the policy allows; `retries` of the reply counts the attempts after the first.

        Raises what the model raised last; a ProviderError then says how often it was tried and when to come back.
        """
        patience = _Patience(self._policy)
        while True:
            heard = Heard(on_text)
            try:
                reply = self._model.reply(request, heard)
            except ProviderError as error:
                if heard.shown or not error.retryable or not patience.waits(error.retry_after):
                    raise _last(error, patience.retries) from None
                heard.again(error.code)
            else:
                if reply.stop != "cut" or heard.shown or not patience.waits(None):
                    return replace(reply, retries=reply.retries + patience.retries)
                heard.again(BROKEN_STREAM.code)

    def prepare(self) -> str:
        """Has the model find out what it needs to know of its server; says what was found, else ''."""
        prepare = getattr(self._model, "prepare", None)
        return "" if prepare is None else str(prepare())

    def count_tokens(self, request: Request) -> int | None:
        """The provider's own count of what the request would send, tried once; None when it counts none."""
        count = getattr(self._model, "count_tokens", None)
        return None if count is None else int(count(request))


class _Patience:
    """The waiting of one call: how often, how long, until when."""

    def __init__(self, policy: Policy) -> None:
        self._policy = policy
        self._began = policy.now()
        self._waited = 0.0
        self.retries = 0

    def waits(self, asked: float | None) -> bool:
        """Waits before one more attempt and says True, or False when there is to be none or the turn ends before."""
        policy = self._policy
        delay = self._delay() if asked is None else asked
        passed = policy.now() - self._began
        if (
            self.retries + 1 >= policy.attempts
            or self._waited + delay > policy.waiting
            or passed + delay > policy.deadline
            or delay >= time_of_turn()
        ):
            return False
        try:
            policy.sleep(delay)
        except KeyboardInterrupt:
            raise Interrupted from None
        self._waited += delay
        self.retries += 1
        return True

    def _delay(self) -> float:
        longest: float = min(self._policy.longest_delay, self._policy.first_delay * 2.0**self.retries)
        return longest / 2 + longest / 2 * self._policy.random()


def _last(error: ProviderError, retries: int) -> ProviderError:
    tried = f" (tried {retries + 1} times)" if retries else ""
    back = f"Come back in {_duration(error.retry_after)}." if error.retry_after else error.fix
    return ProviderError(
        error.message + tried,
        where=error.where,
        fix=back,
        code=error.code,
        retryable=error.retryable,
        retry_after=error.retry_after,
    )


def _duration(seconds: float) -> str:
    whole = max(1, round(seconds))
    if whole < 120:
        return f"{whole} seconds"
    return f"{round(whole / 60)} minutes" if whole < 2 * 3600 else f"{round(whole / 3600)} hours"
