"""Invariant: these models never come to a draft of the right form; the turn has to end without their help."""

from __future__ import annotations

from dataclasses import replace

from assistant.models.base import Reply, Request
from assistant.models.scripted import call, say
from assistant.models.zoo.drafters import SUBMIT, drafted


def over_asker(request: Request) -> Reply:
    """Asks instead of planning, something else each time."""
    number = sum(message.role == "assistant" for message in request.messages)
    return say(
        f"Before I plan I need to know more. Question {7 * number + 1}: who will use it? And seven more: what is your "
        "budget, your stack, your data, your team, your market, your brand, and your favourite model?"
    )


def wrong_schema(request: Request) -> Reply:
    """Submits something else than a draft; does not mend it when told."""
    reply = drafted(request)
    if not any(each.name == SUBMIT for each in reply.calls):
        return reply
    return call(SUBMIT, {"plan": {"phase_1": "Ship", "phase_2": "Learn"}, "confidence": "very high"})


def truncater(request: Request) -> Reply:
    """Runs out of tokens in the middle of its draft, every time."""
    reply = drafted(request)
    if not any(each.name == SUBMIT for each in reply.calls):
        return reply
    number = sum(message.role == "assistant" for message in request.messages)
    half = tuple(replace(each, arguments=None, raw=each.raw[: 400 + number]) for each in reply.calls)
    return Reply(text=f"Here is the plan, part {number}:", calls=half, stop="length")


def looper(request: Request) -> Reply:
    """Makes the same search for ever."""
    del request
    return call("search_notes", {"query": "the order of operations", "limit": 3})


def silent(request: Request) -> Reply:
    """Says nothing at all."""
    del request
    return say("")
