"""Invariant: what a turn may cost is told before it is spent, as a range that says what it counts on.

The first request is counted by the provider where it counts for nothing, else estimated; the rest of a turn is a
project rule taken from scripted turns over the shipped corpus: between two and five calls, each reading what the first
one did and what searches brought, and 4,000 to 14,000 tokens written.
"""

from __future__ import annotations

from dataclasses import dataclass

from assistant.agent.limits import Price, estimate
from assistant.errors import AssistantError
from assistant.models.base import ChatModel, Request, Tokens

TOLD_ABOVE_USD = 0.05
"""Dollars from which on a turn's estimate is shown (project rule: about what a first search costs)."""
_CALLS = (2, 5)
_FOUND = (4_000, 9_000)
"""Tokens that searches bring, per call after the first."""
_WRITTEN = (4_000, 14_000)


@dataclass(frozen=True)
class Forecast:
    """Tokens and dollars of a turn, from and to; dollars are None without a known price."""

    tokens: tuple[int, int]
    usd: tuple[float, float] | None
    counted: bool

    def sentence(self, cap: float | None) -> str:
        """What a person reads before the turn, or '' when it is not worth saying."""
        if self.usd is None or self.usd[1] < TOLD_ABOVE_USD:
            return ""
        how = "counted by the provider" if self.counted else "estimated"
        limit = f"capped at ${cap:g}" if cap is not None else "cap it with --max-cost"
        return (
            f"About {self.tokens[0]:,} to {self.tokens[1]:,} tokens, ${self.usd[0]:.2f} to ${self.usd[1]:.2f} "
            f"(first request {how}); {limit}."
        )


def forecast(request: Request, price: Price, model: ChatModel) -> Forecast:
    """What the turn that begins with this request may take. Asks the provider to count where money is at stake."""
    rough = _ranged(estimate(request), price, counted=False)
    if rough.usd is None or rough.usd[1] < TOLD_ABOVE_USD:
        return rough
    counted = _counted(request, model)
    return rough if counted is None else _ranged(counted, price, counted=True)


def _counted(request: Request, model: ChatModel) -> int | None:
    count = getattr(model, "count_tokens", None)
    if count is None:
        return None
    try:
        found = count(request)
    except AssistantError:
        return None
    return found if isinstance(found, int) else None


def _ranged(first: int, price: Price, *, counted: bool) -> Forecast:
    ends = []
    for calls, found, written in zip(_CALLS, _FOUND, _WRITTEN, strict=True):
        read = first * calls + found * (calls - 1)
        ends.append(Tokens(input=read, output=written))
    costs = [price(tokens) for tokens in ends]
    low, high = costs
    usd = None if low is None or high is None else (low, high)
    return Forecast((ends[0].total, ends[1].total), usd, counted)
