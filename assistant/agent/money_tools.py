"""Invariant: a price a model is told has its date and the id of its fact; a sum is made by the plan's own formulas."""

from __future__ import annotations

import re
from collections.abc import Mapping

from assistant.agent import buying, sums
from assistant.agent.tool_arguments import BreakEven, EstimateCost, ProviderFacts
from assistant.planning.evidence import ProviderFact
from assistant.planning.formulas import call_cost, price_tier, tuning_break_even

Facts = Mapping[str, ProviderFact]


def facts(known: Facts, asked: ProviderFacts) -> dict[str, object]:
    """The facts that say most of the words asked for: a model's or maker's name before a kind, a name before a unit.

    What can be tuned carries the day its provider closes tuning, where that is known.
    """
    words = set(re.findall(r"[a-z0-9.]+", asked.words.lower()))
    found = sorted((fact for fact in known.values() if any(_hits(fact, words))), key=lambda f: _rank(f, words))
    rows = [_row(known, fact) for fact in found[: asked.limit]]
    return {"facts": rows} if rows else {"facts": [], "note": "No such fact is known. Do not invent one."}


def estimate(known: Facts, asked: EstimateCost, brief: str = "") -> dict[str, object]:
    """What the calls would cost on each priced model, what could be bought instead, and the money of given numbers."""
    told: dict[str, object] = {"options": _priced(known, asked), **buying.told(known, asked.job or brief)}
    return {**told, "money": sums.told(known, asked, brief)} if asked.numbers else told


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


def _rank(fact: ProviderFact, words: set[str]) -> tuple[int, int, int, bool]:
    """Smallest first; of equals the plain price before that of long prompts."""
    name, kind, unit = _hits(fact, words)
    return (-name, -kind, -unit, fact.id.endswith("_long"))


def _hits(fact: ProviderFact, words: set[str]) -> tuple[int, int, int]:
    """How many of the words stand in the name, in the kind, and in the unit or the work it is bought for."""
    stem, _, kind = fact.id.lower().rpartition(".")
    name, unit = re.split(r"[.\-]", stem), fact.unit.lower()
    in_name = sum(word in name or (len(word) > 3 and word in stem) for word in words)
    served = " ".join(fact.serves).lower()
    return in_name, sum(word in kind for word in words), sum(word in unit or word in served for word in words)


def _row(known: Facts, fact: ProviderFact) -> dict[str, object]:
    row: dict[str, object] = {
        "fact": fact.id, "value": fact.value, "unit": fact.unit, "as_of": fact.as_of, "expires": fact.expires
    }  # fmt: skip
    stem, _, kind = fact.id.rpartition(".")
    closes = known.get(f"{stem}.shutdown_date")
    return {**row, "closes": closes.value} if kind == "tunable" and closes is not None else row


def _priced(known: Facts, asked: EstimateCost) -> list[dict[str, object]]:
    stems = [fact.id.rpartition(".")[0] for fact in known.values() if fact.id.endswith(".price_input")]
    return [option for stem in stems if (option := _option(known, stem, asked))]


def _option(known: Facts, stem: str, asked: EstimateCost) -> dict[str, object]:
    """A model's calls at the prices that hold for a prompt of that length; without one of them, that it is unknown."""
    line = known.get(f"{stem}.long_prompt_above")
    tier = price_tier(asked.tokens_in, _amount(line))
    prices = [known.get(f"{stem}.price_{name}{tier}") for name in ("input", "cached", "output")]
    amounts = [amount for price in prices if (amount := _amount(price)) is not None]
    if len(amounts) < len(prices):
        return (
            {"model": stem, "not_priced": f"its price above {_amount(line):,.0f} tokens is not known"} if tier else {}
        )
    call = call_cost(asked.tokens_in, asked.tokens_cached, asked.tokens_out, *amounts)
    option: dict[str, object] = {
        "model": stem,
        "per_call": round(call, 6),
        "per_month": round(call * asked.calls_month, 2),
        "prices_as_of": min(price.as_of for price in prices if price).isoformat(),
        "facts": [price.id for price in prices if price],
    }
    if tier:
        option["long_prompt"] = f"above {_amount(line):,.0f} tokens the whole call costs the long-prompt price"
    return option | _cold(known, stem, tier, asked, amounts)


def _cold(known: Facts, stem: str, tier: str, asked: EstimateCost, amounts: list[float]) -> dict[str, object]:
    """The call that finds nothing cached and writes it; `per_month` counts none of those."""
    if not asked.tokens_cached:
        return {}
    written = known.get(f"{stem}.price_cache_write{tier}")
    price = _amount(written)
    if written is None or price is None:
        return {"cold": "per_call has the cache warm; the price of writing it is not known"}
    fresh, _, out = amounts
    cold = call_cost(asked.tokens_in, 0, asked.tokens_out, fresh, 0, out, asked.tokens_cached, price)
    told = "per_call and per_month have the cache warm; a call that must write it costs per_call_cold"
    return {"per_call_cold": round(cold, 6), "cold": told, "cold_fact": written.id}


def _amount(fact: ProviderFact | None) -> float | None:
    return None if fact is None or isinstance(fact.value, str) else fact.value
