"""What a turn may cost is told before it is spent, above a threshold, and what it did cost after it."""

from __future__ import annotations

from assistant.agent import spending
from assistant.agent.forecast import TOLD_ABOVE_USD, forecast
from assistant.agent.limits import Limits
from assistant.agent.turn import Event
from assistant.errors import ProviderError
from assistant.models.base import Message, Request, Tokens
from assistant.models.scripted import ScriptedModel, say
from tests.agent.conftest import Make

SONNET = "anthropic:claude-sonnet-5-5"
ASKED = Request("You plan.", (Message("user", "Plan it."),))


class Counting(ScriptedModel):
    """A model whose provider counts tokens."""

    def __init__(self, count: int | None) -> None:
        super().__init__([say("So.")], name=SONNET)
        self._count = count
        self.counted = 0

    def count_tokens(self, request: Request) -> int:
        self.counted += 1
        if self._count is None:
            raise ProviderError("down")
        return self._count


def price(tokens: Tokens) -> float:
    return tokens.input * 3e-6 + tokens.output * 15e-6


def notices(make: Make, model: ScriptedModel, cap: float | None = None) -> list[str]:
    events: list[Event] = []
    make(model, limits=Limits(max_cost_usd=cap)).turn("What comes first?", events.append)
    return [event.text for event in events if event.kind == "notice" and "first request" in event.text]


def test_a_dear_turn_is_announced_with_its_range_and_how_to_cap_it(make: Make) -> None:
    [told] = notices(make, Counting(10_000))
    assert "$" in told and "counted by the provider" in told and "cap it with --max-cost" in told
    [capped] = notices(make, Counting(10_000), cap=2.0)
    assert "capped at $2" in capped


def test_the_range_follows_from_the_count_and_the_price() -> None:
    found = forecast(ASKED, price, Counting(10_000))
    assert found.counted and found.usd is not None
    assert found.tokens == (28_000, 100_000)
    assert [round(amount, 3) for amount in found.usd] == [0.132, 0.468]


def test_a_provider_that_does_not_count_leaves_the_estimate(make: Make) -> None:
    [told] = notices(make, Counting(None))
    assert "estimated" in told


def test_what_costs_nothing_or_has_no_price_is_not_announced_and_not_counted(make: Make) -> None:
    free = Counting(10_000)
    assert forecast(ASKED, lambda tokens: 0.0, free).sentence(None) == ""
    assert forecast(ASKED, lambda tokens: None, free).sentence(None) == ""
    assert forecast(ASKED, lambda tokens: TOLD_ABOVE_USD / 2, free).sentence(None) == ""
    assert free.counted == 0


def test_the_bill_says_what_came_from_the_cache(make: Make) -> None:
    tokens = Tokens(input=1_000, cached=9_000, output=500)
    turn = make(ScriptedModel([say("So.", tokens=tokens)], name=SONNET)).turn("Why?")
    told = spending.of_turn(turn)
    assert told.endswith("for 10,000 tokens in (9,000 from cache) and 500 out") and told.startswith("$0.0")
    assert spending.of_day(turn, 1.5) == " · today $1.50"
    assert spending.dollars(None) == "price unknown"
