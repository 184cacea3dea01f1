"""Invariant: a price a model is told has its date and the id of its fact; a sum is made by the plan's own formulas."""

from __future__ import annotations

import re
from collections.abc import Mapping

from assistant.agent.tool_arguments import BreakEven, EstimateCost, ProviderFacts
from assistant.planning.evidence import ProviderFact
from assistant.planning.formulas import call_cost, tuning_break_even

Facts = Mapping[str, ProviderFact]


def facts(known: Facts, asked: ProviderFacts) -> dict[str, object]:
    """The facts whose id or unit holds the most of the words asked for."""
    words = set(re.findall(r"[a-z0-9.]+", asked.words.lower()))
    ranked = sorted(known.values(), key=lambda fact: -_hits(fact, words))
    found = [fact for fact in ranked if _hits(fact, words)][: asked.limit]
    rows = [
        {"fact": fact.id, "value": fact.value, "unit": fact.unit, "as_of": fact.as_of, "expires": fact.expires}
        for fact in found
    ]
    return {"facts": rows} if rows else {"facts": [], "note": "No such fact is known. Do not invent one."}


def estimate(known: Facts, asked: EstimateCost) -> dict[str, object]:
    """What the calls would cost on each priced model, and what could be bought instead."""
    return {"options": _priced(known, asked), "bought": _bought(known)}


def break_even(asked: BreakEven) -> dict[str, object]:
    """Calls a month from which tuning pays, or `never`."""
    calls = tuning_break_even(
        asked.one_off, asked.amortise_months, asked.fixed_month, asked.upkeep_month,
        asked.untuned_call_cost, asked.tuned_call_cost,
    )  # fmt: skip
    return {
        "calls_month": "never: a tuned call costs as much or more" if calls is None else round(calls),
        "formula": "(one_off / amortise_months + fixed_month + upkeep_month) / (untuned - tuned call cost)",
    }


def _hits(fact: ProviderFact, words: set[str]) -> int:
    text = f"{fact.id} {fact.unit}".lower()
    return sum(word in text for word in words)


def _priced(known: Facts, asked: EstimateCost) -> list[dict[str, object]]:
    options: list[dict[str, object]] = []
    for fact in known.values():
        stem, dot, kind = fact.id.rpartition(".")
        if kind != "price_input" or not dot:
            continue
        prices = [known.get(f"{stem}.price_{name}") for name in ("input", "cached", "output")]
        amounts = [p.value for p in prices if p is not None and not isinstance(p.value, str)]
        if len(amounts) == 3:
            call = call_cost(asked.tokens_in, asked.tokens_cached, asked.tokens_out, *amounts)
            options.append(
                {"model": stem, "per_call": round(call, 6), "per_month": round(call * asked.calls_month, 2),
                 "prices_as_of": fact.as_of.isoformat(), "facts": [price.id for price in prices if price]}
            )  # fmt: skip
    return options


def _bought(known: Facts) -> list[dict[str, object]]:
    """List prices of what could be bought instead; `fact` is what a draft's `buy_fact` names."""
    return [
        {"fact": fact.id, "price": fact.value, "unit": fact.unit, "as_of": fact.as_of.isoformat()}
        for fact in known.values()
        if fact.id.endswith(".price_bought")
    ]
