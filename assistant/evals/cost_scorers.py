"""Invariant: what a turn costs is counted from its calls; what our own code sends is counted whoever answers."""

from __future__ import annotations

from typing import Annotated

from pydantic import AfterValidator, Field

from assistant.agent.limits import Limits, estimate
from assistant.evals.scoring import Seen, Value, never, scorer
from assistant.models.base import Message, Request

_MOST_DOLLARS = 10_000


def _some_costs_between(between: tuple[float, float]) -> tuple[float, float]:
    low, high = between
    if not 0 <= low <= high:
        raise ValueError(f"no cost lies between {low:g} and {high:g}")
    if not low and high >= _MOST_DOLLARS:
        raise ValueError(f"no turn costs {_MOST_DOLLARS:,} dollars, so none could fail it")
    return between


_Tokens = Annotated[int, Field(ge=1, le=Limits().tokens)]
"""More than a turn may use at all (see agent.limits), no turn could fail."""
_Dollars = Annotated[float, Field(gt=0, le=_MOST_DOLLARS)]
_Range = Annotated[tuple[float, float], AfterValidator(_some_costs_between)]


@scorer(_Tokens, positive=never)
def prompt_within_tokens(seen: Seen) -> tuple[Value, str]:
    """The longest request of the turn, as our code estimates it, stays within so many tokens."""
    calls = seen.turn.calls
    if not calls:
        return None, "no model was asked"
    messages: list[Message] = []
    longest = 0
    for call in calls:
        messages += call.messages
        longest = max(longest, estimate(Request(seen.turn.system, tuple(messages), seen.turn.tools)))
        messages.append(Message("assistant", text=call.reply.text, calls=call.reply.calls))
    return longest <= seen.wanted, f"{longest:,} tokens"


@scorer(_Tokens, positive=never)
def tokens_within(seen: Seen) -> tuple[Value, str]:
    """The provider counted no more tokens than this, and counted some."""
    total = seen.turn.tokens.total
    return (total <= seen.wanted, f"{total:,} tokens") if total else (None, "no tokens were counted")


@scorer(_Range, positive=lambda between: between[0] > 0)
def costs_between(seen: Seen) -> tuple[Value, str]:
    """The turn costs so many dollars, by the dated prices."""
    cost = seen.turn.cost_usd
    if cost is None:
        return None, "no price is known"
    low, high = seen.wanted
    return low <= cost <= high, f"${cost:.6f}"


@scorer(_Dollars)
def plan_says_its_cost(seen: Seen) -> tuple[Value, str]:
    """The plan's generator names its tokens, and a cost of at most so many dollars."""
    plan = seen.plan
    if plan is None or plan.generator.cost_usd is None:
        return None, "there is no plan with a cost"
    cost, tokens = plan.generator.cost_usd, plan.generator.tokens
    return 0 < cost <= seen.wanted and tokens > 0, f"{tokens:,} tokens, ${cost:.6f}"
