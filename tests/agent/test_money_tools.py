"""What a model is told of money: the price that holds, calls that find nothing cached, and the fact it asked for."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import ValidationError

from assistant.agent import money_tools
from assistant.agent.tool_arguments import EstimateCost, ProviderFacts
from assistant.knowledge import provider_facts
from assistant.planning.draft import DraftNumber
from assistant.planning.money import costs
from assistant.planning.purpose import Phase

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


SHOP = (
    "An online shoe shop gets 2,600 questions a month about returns and delivery. Most answers stand in 70 help pages. "
    "It wants a bot that answers customers. Two engineers, ten weeks."
)
NUMBERS = {
    "volume_month": 2_600,
    "calls_per_unit": 3,
    "today_unit_cost": 6,
    "share_done": 0.4,
    "people": 2,
    "weeks": 10,
}


def money(phase: Phase = "idea", /, **numbers: float) -> dict[str, Any]:
    given = [{"name": name, "value": value} for name, value in numbers.items()]
    asked = {"tokens_in": 6_000, "tokens_cached": 4_000, "tokens_out": 500, "calls_month": 7_800}
    told = money_tools.estimate(FACTS, EstimateCost.model_validate({**asked, "numbers": given, "phase": phase}))
    assert isinstance(told["money"], dict)
    return told["money"]


def sums(told: dict[str, Any]) -> dict[str, float]:
    return {row["name"]: row["value"] for row in told["sums"]}


def test_running_cost_payback_and_buy_line_are_those_of_the_plan() -> None:
    given = [DraftNumber(name=name, value=value) for name, value in NUMBERS.items()]
    given += [DraftNumber(name=n, value=v) for n, v in (("tokens_in", 6_000), ("tokens_cached", 4_000))]
    given += [DraftNumber(name="tokens_out", value=500)]
    plan = costs(given, FACTS, shape="language_model", work_unit="x", ship_weeks=4, buy_note="", buy_fact="")
    told = sums(money(**NUMBERS))
    for name in ("run_llm_month", "build", "payback", "buy_line", "stop_line"):
        entry = plan.amount(name)
        assert entry is not None and told[name] == pytest.approx(entry.value, rel=1e-3), name


def test_what_was_not_given_is_told_with_the_range_it_is_assumed_in() -> None:
    told = money(**NUMBERS)
    assert told["assumed"]["week_cost"] == "2500 (1500 to 4000)"
    assert not {*NUMBERS, "tokens_in", "run_month"} & told["assumed"].keys()


def test_a_payback_that_does_not_exist_is_said_in_words() -> None:
    told = money(**{**NUMBERS, "today_unit_cost": 0.01})
    assert "payback" not in sums(told)
    assert "the gain does not cover the running cost at these numbers" in told["missing"]


def test_calls_and_units_of_work_follow_from_one_another() -> None:
    each = {name: value for name, value in NUMBERS.items() if name not in ("volume_month", "calls_per_unit")}
    whole = sums(money(**NUMBERS))
    assert sums(money(volume_month=2_600, **each)) == whole
    assert sums(money(calls_per_unit=3, **each)) == whole
    assert sums(money(**each)) == whole, "three calls a unit are what a plan assumes"


def test_the_classical_path_runs_on_what_it_costs_a_month() -> None:
    told = money(**NUMBERS, run_month=900)
    assert told["path"] == "classical" and sums(told)["run_month"] == 900
    assert "run_llm_month" not in sums(told)


def test_at_scale_the_move_to_the_cheap_tier_is_priced() -> None:
    assert sums(money("scaling", **NUMBERS))["move_month"] > 0
    assert "move_month" not in sums(money(**NUMBERS))


def test_a_number_of_another_name_is_refused_with_the_names_there_are() -> None:
    with pytest.raises(ValidationError, match="volume_month"):
        money(tickets=4)
    with pytest.raises(ValidationError, match=r"write 0\.25 for 25%"):
        money(share_done=25)


def bought(brief: str, job: str = "") -> dict[str, Any]:
    asked = EstimateCost(tokens_in=1, tokens_out=1, calls_month=1, job=job)
    return money_tools.estimate(FACTS, asked, brief)


@pytest.mark.parametrize(
    ("work", "kind"),
    [
        (SHOP, "customer support"),
        ("A law firm reviews 400 contracts a month, clause by clause.", "contract review"),
        ("A podcast tool that suggests clips; one founder.", "video clips"),
        ("Nurses dictate notes; we want the audio transcribed.", "speech to text"),
    ],
)
def test_products_are_shown_for_the_work_they_are_bought_for(work: str, kind: str) -> None:
    rows: Any = bought(work)["bought"]
    assert rows and rows[0]["for"] == kind and len(rows) <= 6
    assert all(FACTS[row["fact"]].serves[0] == row["for"] for row in rows)


def test_where_nothing_is_bought_for_the_work_no_other_price_is_shown() -> None:
    told = bought("A bakery chain with 90 shops wants to forecast how many loaves each shop sells tomorrow.")
    assert told["bought"] == [] and "get a quote" in str(told["bought_note"])
    assert "customer support" in str(told["bought_note"])


def test_a_brief_in_another_language_is_told_of_in_english_words() -> None:
    german = "Unsere Kanzlei prüft im Monat 400 Verträge."
    assert bought(german)["bought"] == []
    rows: Any = bought(german, job="contract review for a law firm")["bought"]
    assert rows[0]["for"] == "contract review"


def test_what_is_bought_is_found_by_the_work_it_is_for() -> None:
    assert found("contract review")[0]["fact"].startswith("general-legal.")
