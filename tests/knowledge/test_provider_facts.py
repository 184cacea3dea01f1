"""Prices are dated, and what a call costs follows from them; what is not known is never shown as free."""

from __future__ import annotations

import json
from datetime import date

import pytest

from assistant.errors import InputError
from assistant.knowledge.provider_facts import call_cost, expired, load, parse, price

SHIPPED = load()
GOOD: dict[str, object] = {
    "id": "acme.model-1.price_input",
    "provider": "acme",
    "model": "model-1",
    "kind": "price_input",
    "value": 2.0,
    "unit": "USD/Mtok",
    "as_of": "2026-10-31",
    "expires": "2027-02-20",
    "source": "Acme pricing page",
    "confidence": "medium",
}


def facts_text(*rows: object) -> str:
    return json.dumps({"facts": list(rows)})


@pytest.mark.parametrize(
    ("model", "dollars_a_month"),
    [
        ("claude-sonnet-5-5", 2820),
        ("gpt-6.1-sol", 2820),
        ("gpt-6.1-terra", 1410),
        ("claude-haiku-5-5", 147),
        ("gpt-6-luna", 147),
    ],
)
def test_a_month_of_100k_tasks_with_three_calls_costs_what_the_note_says(model: str, dollars_a_month: int) -> None:
    per_call = call_cost(SHIPPED, model, input=2_000, cached=4_000, output=500)
    assert per_call is not None
    assert per_call * 300_000 == pytest.approx(dollars_a_month)


@pytest.mark.parametrize("model", ["claude-haiku-5-5", "claude-sonnet-5-5", "claude-opus-5-5", "gpt-6-astra"])
def test_writing_to_the_cache_costs_a_quarter_more_than_reading_it_afresh(model: str) -> None:
    written = call_cost(SHIPPED, model, input=0, written=10_000)
    fresh = call_cost(SHIPPED, model, input=10_000)
    assert written is not None and fresh is not None
    assert written == pytest.approx(1.25 * fresh)


def test_a_long_prompt_is_charged_at_the_long_prices_throughout() -> None:
    at_the_line = call_cost(SHIPPED, "claude-haiku-5-5", input=40_000, cached=60_000, output=1_000)
    above = call_cost(SHIPPED, "claude-haiku-5-5", input=40_001, cached=60_000, output=1_000)
    assert at_the_line == pytest.approx(0.004 + 0.0006 + 0.0005)
    assert above == pytest.approx(0.0200005 + 0.003 + 0.0025)


def test_an_unknown_long_price_is_not_replaced_by_the_short_one() -> None:
    assert call_cost(SHIPPED, "gpt-6-astra", input=272_000) == pytest.approx(2.72)
    assert call_cost(SHIPPED, "gpt-6-astra", input=272_001) is None


def test_an_unpriced_model_costs_none_and_not_nothing() -> None:
    assert call_cost(SHIPPED, "some-local-model", input=1_000, output=10) is None
    assert call_cost(SHIPPED, "some-local-model", input=0) is None


def test_a_call_that_needs_a_missing_price_costs_none() -> None:
    facts = parse(facts_text(GOOD))
    assert call_cost(facts, "model-1", input=1_000_000) == 2.0
    assert call_cost(facts, "model-1", input=1_000_000, output=1) is None
    assert call_cost(facts, "model-1", input=0, cached=1) is None


@pytest.mark.parametrize("name", ["gpt-6-luna", "openai:gpt-6-luna", "gpt-6-luna-2026-09-22", "gpt-6-luna-20260922"])
def test_a_model_is_found_by_its_name_its_provider_or_its_snapshot(name: str) -> None:
    found = price(SHIPPED, name, "price_output")
    assert found is not None and found.value == 0.50


def test_a_fact_on_the_snapshot_itself_comes_first() -> None:
    snapshot = GOOD | {"id": "acme.model-1-20261001.price_input", "model": "model-1-20261001", "value": 3.0}
    found = price(parse(facts_text(GOOD, snapshot)), "model-1-20261001", "price_input")
    assert found is not None and found.value == 3.0


@pytest.mark.parametrize("name", ["anthropic:gpt-6-luna", "luna", "6.1-terra", "1-terra", ""])
def test_half_a_name_or_another_provider_finds_nothing(name: str) -> None:
    assert price(SHIPPED, name, "price_output") is None


@pytest.mark.parametrize(
    ("fact_id", "value"),
    [
        ("intercom.fin.price_bought", 0.99),
        ("openai.fine-tuning-jobs.tunable", "closing"),
        ("openai.fine-tuning-jobs.shutdown_date", "2027-01-06"),
        ("openai.gpt-4o.shutdown_date", "2027-01-14"),
        ("anthropic.claude-api.tunable", "no"),
        ("together.open-weights.tunable", "yes"),
        ("anthropic.message-batches.batch_discount", 0.5),
    ],
)
def test_the_shipped_facts_hold_what_plans_ask_for(fact_id: str, value: object) -> None:
    assert SHIPPED[fact_id].value == value


def test_every_shipped_model_has_its_three_prices() -> None:
    models = {fact_id.removesuffix(".price_input") for fact_id in SHIPPED if fact_id.endswith(".price_input")}
    assert len(models) == 7
    for model in models:
        assert {f"{model}.price_cached", f"{model}.price_output"} <= set(SHIPPED)


def test_no_shipped_fact_was_seen_in_the_future_or_outlives_its_review_date() -> None:
    assert all(fact.as_of <= date(2026, 11, 23) for fact in SHIPPED.values())
    assert all(fact.expires <= date(2027, 2, 20) for fact in SHIPPED.values())


def test_a_fact_holds_on_its_last_day_and_is_expired_on_the_next() -> None:
    facts = parse(facts_text(GOOD))
    assert expired(facts, date(2027, 2, 20)) == ()
    assert [fact.id for fact in expired(facts, date(2027, 2, 21))] == ["acme.model-1.price_input"]


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"value": "2.0"}, "not a number"),
        ({"value": -1}, "not a number"),
        ({"value": True}, "value"),
        ({"as_of": "soon"}, "as_of"),
        ({"expires": "2026-10-31"}, "expires before it was seen"),
        ({"confidence": "certain"}, "confidence"),
        ({"source": ""}, "source"),
        ({"colour": "red"}, "colour"),
        ({"model": "model-2"}, "id is not provider.model.kind"),
    ],
)
def test_a_bad_fact_is_refused_by_name(change: dict[str, object], words: str) -> None:
    with pytest.raises(InputError) as caught:
        parse(facts_text(GOOD, GOOD | change))
    assert "'acme.model-1.price_input'" in caught.value.message
    assert words in caught.value.message


@pytest.mark.parametrize(
    ("kind", "value", "words"),
    [
        ("tunable", "maybe", "yes, no or closing"),
        ("shutdown_date", "14 January", "date like"),
        ("batch_discount", 50, "share of 1"),
        ("price_guess", 1.0, "kind"),
    ],
)
def test_each_kind_takes_only_its_own_values(kind: str, value: object, words: str) -> None:
    row = GOOD | {"id": f"acme.model-1.{kind}", "kind": kind, "value": value}
    with pytest.raises(InputError, match=words):
        parse(facts_text(row))


def test_the_same_fact_twice_is_refused() -> None:
    with pytest.raises(InputError, match="twice"):
        parse(facts_text(GOOD, GOOD))


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("not json", "not JSON"),
        ("[]", "facts"),
        ('{"facts": {}}', "facts"),
        ('{"facts": [7]}', "number 1"),
        ('{"facts": [{"value": NaN}]}', "not JSON"),
        (" " * 1_000_001, "1 MB"),
    ],
)
def test_a_file_that_is_no_list_of_facts_gets_one_sentence(text: str, words: str) -> None:
    with pytest.raises(InputError) as caught:
        parse(text)
    assert words in caught.value.sentence()
