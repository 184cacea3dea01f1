"""Invariant: what a turn cost is said with the tokens it is made of, and an unknown price is called unknown."""

from __future__ import annotations

from assistant.agent.turn import Turn


def of_turn(turn: Turn) -> str:
    """Dollars and tokens of a turn, those read from the provider's cache apart."""
    tokens = turn.tokens
    if not tokens.total:
        return dollars(turn.cost_usd)
    given = tokens.input + tokens.cached + tokens.written
    cached = f" ({tokens.cached:,} from cache)" if tokens.cached else ""
    guessed = f", {tokens.estimated:,} of them estimated" if tokens.estimated else ""
    return f"{dollars(turn.cost_usd)} for {given:,} tokens in{cached} and {tokens.output:,} out{guessed}"


def of_day(turn: Turn, today: float | None) -> str:
    """What follows the bill of a turn that used tokens: the day's."""
    return f" · today {dollars(today)}" if turn.tokens.total else ""


def dollars(amount: float | None) -> str:
    """An amount for people; `price unknown` for None."""
    return "price unknown" if amount is None else f"${amount:.2f}"
