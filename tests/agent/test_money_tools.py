"""What a model is told of money: the price that holds, calls that find nothing cached, and the fact it asked for."""

from __future__ import annotations

from typing import Any

import pytest

from assistant.agent import money_tools
from assistant.agent.tool_arguments import EstimateCost, ProviderFacts
from assistant.knowledge import provider_facts
from assistant.planning.draft import DraftNumber
from assistant.planning.money import costs

FACTS = provider_facts.load()
HAIKU = "anthropic.claude-haiku-5-5"


def option(model: str, **tokens: int) -> dict[str, Any]:
    asked = EstimateCost.model_validate({"tokens_out": 500, "calls_month": 1_000, **tokens})
    options = money_tools.estimate(FACTS, asked)["options"]
    assert isinstance(options, list)
    return next(each for each in options if each["model"] == model)


def found(words: str, limit: int = 12) -> list[dict[str, Any]]:
    rows = money_tools.facts(FACTS, ProviderFacts(words=words, limit=limit))["facts"]
    assert isinstance(rows, list)
    return rows


def test_a_long_prompt_costs_the_long_price_throughout() -> None:
    told = option(HAIKU, tokens_in=125_000, tokens_cached=121_000)
    assert told["per_call"] == pytest.approx((4_000 * 0.5 + 121_000 * 0.05 + 500 * 2.5) / 1e6, abs=1e-6)
    assert "100,000 tokens" in told["long_prompt"] and all(fact.endswith("_long") for fact in told["facts"])
    billed = provider_facts.call_cost(FACTS, "claude-haiku-5-5", input=4_000, cached=121_000, output=500)
    assert told["per_call"] == pytest.approx(billed, abs=1e-6)


def test_a_prompt_at_the_line_costs_the_plain_price() -> None:
    told = option(HAIKU, tokens_in=100_000)
    assert told["per_call"] == pytest.approx((100_000 * 0.1 + 500 * 0.5) / 1e6, abs=1e-6)
    assert "long_prompt" not in told


def test_a_call_that_must_write_the_cache_is_told_beside_the_warm_one() -> None:
    told = option(HAIKU, tokens_in=6_000, tokens_cached=4_000)
    assert told["per_call_cold"] == pytest.approx((2_000 * 0.1 + 4_000 * 0.125 + 500 * 0.5) / 1e6, abs=1e-6)
    assert told["per_call_cold"] > told["per_call"] and "warm" in told["cold"]
    assert "per_call_cold" not in option(HAIKU, tokens_in=6_000)


def test_a_long_price_nobody_knows_is_said_and_not_guessed() -> None:
    told = option("openai.gpt-6-luna", tokens_in=300_000)
    assert "per_call" not in told and "272,000" in told["not_priced"]


def test_a_plan_charges_a_long_prompt_no_plain_price() -> None:
    def cheap(tokens: float) -> bool:
        number = DraftNumber(name="tokens_in", value=tokens, origin="assumption")
        money = costs([number], FACTS, shape="language_model", work_unit="file", ship_weeks=4, buy_note="", buy_fact="")
        return money.option("cheap") is not None

    assert cheap(272_000) and not cheap(272_001)


@pytest.mark.parametrize(("words", "name"), [("sonnet price", "sonnet"), ("haiku", "haiku"), ("terra cached", "terra")])
def test_a_model_asked_for_by_name_comes_before_all_others(words: str, name: str) -> None:
    rows = [row["fact"] for row in found(words)]
    first_other = next((at for at, fact in enumerate(rows) if name not in fact), len(rows))
    assert first_other >= 4 and all(name not in fact for fact in rows[first_other:])


def test_cache_prices_are_told_of_every_model_before_those_of_long_prompts() -> None:
    models = {fact.rpartition(".")[0] for fact in FACTS if fact.endswith(".price_cached")}
    rows = [row["fact"] for row in found("cache", 2 * len(models))]
    assert {fact.rpartition(".")[0] for fact in rows} == models
    assert not any(fact.endswith("_long") for fact in rows)


def test_what_can_be_tuned_says_when_that_closes() -> None:
    rows = {row["fact"]: row for row in found("tunable")}
    assert rows["openai.fine-tuning-jobs.tunable"]["closes"] == "2027-01-06"
    assert "closes" not in rows["together.open-weights.tunable"]
