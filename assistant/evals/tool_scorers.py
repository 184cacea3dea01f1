"""Invariant: what a model asked of tools is read from the calls of the turn, and what tools said from its messages."""

from __future__ import annotations

from collections import Counter
from typing import Annotated

from pydantic import AfterValidator, Field, StringConstraints

from assistant.agent import tools
from assistant.agent.turn import Turn
from assistant.evals.scoring import Seen, Value, never, scorer

_Names = Annotated[tuple[Annotated[str, StringConstraints(min_length=1)], ...], Field(min_length=1)]
_Count = Annotated[int, Field(ge=0, le=10_000)]


def _leaves_one_out(names: tuple[str, ...]) -> tuple[str, ...]:
    if {spec.name for spec in tools.specs()} <= set(names):
        raise ValueError("these are all the tools there are, so no turn could fail it")
    return names


@scorer(_Names)
def tools_in_order(seen: Seen) -> tuple[Value, str]:
    """These tools are called, in this order; others may stand between them."""
    if seen.turn.plan is not None and seen.plan is None:
        return None, seen.lacks
    called = tools_called(seen.turn)
    left = iter(called)
    return all(name in left for name in seen.wanted), f"called: {', '.join(called) or 'none'}"


@scorer(Annotated[_Names, AfterValidator(_leaves_one_out)], positive=never)
def no_other_tool_works(seen: Seen) -> tuple[Value, str]:
    """No call of another tool than these was carried out."""
    if not tools_called(seen.turn):
        return None, "no tool was called"
    failed = _failed(seen.turn)
    other = [
        call.name
        for each in seen.turn.calls
        for call in each.reply.calls
        if call.name not in seen.wanted and call.id not in failed
    ]
    return not other, f"carried out: {', '.join(other) or 'none'}"


@scorer(bool, positive=never)
def no_call_repeated(seen: Seen) -> tuple[Value, str]:
    """No tool is asked the same twice."""
    asked = Counter(
        f"{call.name} {call.raw or call.arguments}" for each in seen.turn.calls for call in each.reply.calls
    )
    if not asked:
        return None, "no tool was called"
    again = [text[:60] for text, times in asked.items() if times > 1]
    return (not again) is seen.wanted, f"asked again: {', '.join(again) or 'none'}"


@scorer(Annotated[_Count, Field(ge=1)])
def tool_errors_at_least(seen: Seen) -> tuple[Value, str]:
    """So many wrong calls were answered with what is wrong."""
    failed = len(_failed(seen.turn))
    return failed >= seen.wanted, f"{failed} calls answered with an error"


@scorer(_Count, positive=never)
def tool_errors_at_most(seen: Seen) -> tuple[Value, str]:
    """No more wrong calls than this."""
    if not tools_called(seen.turn):
        return None, "no tool was called"
    failed = len(_failed(seen.turn))
    return failed <= seen.wanted, f"{failed} calls answered with an error"


def tools_called(turn: Turn) -> list[str]:
    """Names of the tools, in the order of their calls."""
    return [call.name for each in turn.calls for call in each.reply.calls]


def _failed(turn: Turn) -> set[str]:
    """Ids of calls that a tool result called wrong; the last reply's results are in no message, and not looked at."""
    messages = [message for call in turn.calls for message in call.messages]
    return {result.call_id for message in messages for result in message.results if result.is_error}
