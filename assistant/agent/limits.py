"""Invariant: a turn never uses more than it may: what a call would cost is known before it is made.

Tokens are estimated as UTF-8 bytes divided by four (project rule: English runs near four bytes a token, code and
JSON near three; the provider's own counts replace the estimate after each call).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace

from assistant.agent.turn import Call
from assistant.errors import ProviderError
from assistant.models.base import Request, Tokens
from assistant.models.in_time import turn_time

BYTES_PER_TOKEN = 4
SHORTEST_ANSWER = 1_000
"""Output tokens a call must be able to pay for to be worth making (project rule: a few searches, or a short answer)."""

OUT_OF_TIME = "out_of_time"
"""Code of the error that ends a call under way when its turn has no time left."""

Price = Callable[[Tokens], float | None]
"""Dollars of some tokens on the model at work, None when no price is known."""


@dataclass(frozen=True)
class Limits:
    """What one turn may use (project rules). Times in seconds; `max_cost_usd` None: no cap.

    `repairs` counts drafts sent back with findings, `nudges` replies that were empty, cut by length or no plan,
    `failed_replies` replies in a row of which no tool call worked; `calls_of_a_reply` tool calls of one reply are run,
    the others answered that they were not.
    """

    steps: int = 14
    identical_calls: int = 2
    repairs: int = 2
    nudges: int = 2
    failed_replies: int = 2
    calls_of_a_reply: int = 64
    tokens: int = 400_000
    seconds: float = 600.0
    max_cost_usd: float | None = None


def reached(limits: Limits, calls: Sequence[Call], seconds: float) -> str:
    """The limit that has been reached, as a reason for people; '' while none has."""
    if len(calls) >= limits.steps:
        return f"the turn reached its limit of {limits.steps} model calls"
    if sum(call.reply.tokens.total for call in calls) >= limits.tokens:
        return f"the turn reached its limit of {limits.tokens:,} tokens"
    if seconds >= limits.seconds:
        return out_of_time(limits)
    return ""


def unrun(limits: Limits, place: int, seconds: float) -> str:
    """Why the tool call at that place of a reply is not run, for the model; '' when it is."""
    if place >= limits.calls_of_a_reply:
        return f"Not run: of one reply at most {limits.calls_of_a_reply} calls are run. Ask again for what you need."
    return "Not run: the turn has no time left." if seconds >= limits.seconds else ""


def out_of_time(limits: Limits) -> str:
    """The reason for a turn that took too long."""
    return f"the turn reached its time limit of {limits.seconds:g} seconds (ASSISTANT_TURN_SECONDS sets it)"


def time_left(limits: Limits, passed: float) -> float:
    """Seconds a turn has left after so many. Raises ProviderError when there are none."""
    if passed >= limits.seconds:
        raise ProviderError(out_of_time(limits), code=OUT_OF_TIME)
    return limits.seconds - passed


def held_to_time(limits: Limits, clock: Callable[[], float], began: float) -> AbstractContextManager[None]:
    """Holds every model call made inside to the time of a turn that began then, in seconds of the clock."""
    return turn_time(lambda: time_left(limits, clock() - began), clock)


def affordable(limits: Limits, calls: Sequence[Call], request: Request, price: Price) -> Request | str:
    """The request with an answer no longer than the money left pays for, or the reason why it is not made."""
    cap = limits.max_cost_usd
    if cap is None:
        return request
    prompt = estimate(request)
    asking = price(Tokens(input=prompt))
    answering = price(Tokens(input=prompt, output=SHORTEST_ANSWER))
    if asking is None or answering is None:
        return f"no price is known for this model, so the cost cap of ${cap:g} cannot be kept"
    left = cap - sum(call.cost_usd or 0.0 for call in calls)
    if answering > left:
        return f"the next model call would pass the cost cap of ${cap:g}"
    per_token = (answering - asking) / SHORTEST_ANSWER
    if per_token <= 0:
        return request
    return replace(request, max_output_tokens=min(request.max_output_tokens, int((left - asking) / per_token)))


def estimate(request: Request) -> int:
    """Tokens the request will be counted as, about; rather too many than too few."""
    sent = repr((request.system, request.messages, request.tools))
    return len(sent.encode("utf-8", "replace")) // BYTES_PER_TOKEN + 1
