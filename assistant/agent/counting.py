"""Invariant: every model call has tokens: the provider's counts, or an estimate marked as one where it sent none.

A provider bills what it read and wrote also when it says nothing of it, and when the reply broke off; so silence counts
as what was sent and what arrived, in UTF-8 bytes divided by four (see limits.py), and never as nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from assistant.agent.limits import BYTES_PER_TOKEN, OUT_OF_TIME, Price, estimate
from assistant.errors import AssistantError
from assistant.models.base import Reply, Request, Tokens

NOTICE = "The provider sent no token counts; tokens and money of this turn are estimated (UTF-8 bytes / 4)."
MAY_BE_BILLED = frozenset(("timed_out", "broken_stream", OUT_OF_TIME))
"""Failures without a word after which a provider may have read the request all the same (project rule)."""
_PLENTY = Tokens(input=1_000_000, output=1_000_000)


def counted(request: Request, reply: Reply, price: Price, lost: Sequence[int] = ()) -> Reply:
    """The reply with tokens for all that was sent and arrived; `tokens.estimated` says how many nobody counted.

    `lost` are the bytes that arrived of earlier attempts at this reply which may be billed. A model that bills
    nothing keeps the counts it gave.
    """
    if price(_PLENTY) == 0.0:
        return reply
    told = reply.tokens
    sent = estimate(request)
    prompt = 0 if told.input + told.cached + told.written else sent
    arrived = received(reply)
    answer = max(0, arrived - told.output) if reply.stop == "cut" or not told.output else 0
    again = sum(sent + _tokens(size) for size in lost)
    guessed = prompt + answer + again
    if not guessed:
        return reply
    tokens = replace(
        told,
        input=told.input + prompt + sent * len(lost),
        output=told.output + answer + again - sent * len(lost),
        estimated=told.estimated + guessed,
    )
    return replace(reply, tokens=tokens)


def unanswered(request: Request, partial: Reply, error: BaseException, price: Price, lost: Sequence[int] = ()) -> Reply:
    """What arrived of a reply that `error` ended, counted; refused before a word, it cost nothing."""
    is_refused = isinstance(error, AssistantError) and error.code not in MAY_BE_BILLED
    if is_refused and not (partial.text or partial.calls or lost):
        return partial
    return counted(request, partial, price, lost)


def received(reply: Reply) -> int:
    """Tokens of what arrived, about: the text and the arguments of the calls."""
    size = len(reply.text.encode("utf-8", "replace"))
    for call in reply.calls:
        size += len((call.raw or str(dict(call.arguments or {}))).encode("utf-8", "replace")) + len(call.name)
    return _tokens(size)


def _tokens(size: int) -> int:
    return -(-size // BYTES_PER_TOKEN)
