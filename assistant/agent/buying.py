"""Invariant: a bought product is shown for work it is bought for, and none is better than one for other work."""

from __future__ import annotations

import re
from collections.abc import Mapping

from assistant.planning.evidence import ProviderFact

MOST = 6
"""Products told of at once (project rule: one kind of work rarely has more with a list price)."""


def told(known: Mapping[str, ProviderFact], work: str) -> dict[str, object]:
    """List prices of what is bought for such work, the closest first; `fact` is what a draft's `buy_fact` names.

    Where there is none, what work the known ones are for, so that `job` can be said in other words.
    """
    products = [fact for fact in known.values() if fact.id.endswith(".price_bought")]
    hits = {fact.id: _hits(fact, work) for fact in products}
    best = max(hits.values(), default=0)
    fitting = [fact for fact in products if 2 * hits[fact.id] >= best > 0]
    if not fitting:
        kinds = ", ".join(dict.fromkeys(fact.serves[0] for fact in products if fact.serves))
        note = "No list price for this work is known: get a quote, and name no price."
        return {"bought": [], "bought_note": f"{note} Prices are known for {kinds}." if kinds else note}
    fitting.sort(key=lambda fact: -hits[fact.id])
    return {
        "bought": [
            {
                "fact": fact.id, "price": fact.value, "unit": fact.unit, "for": fact.serves[0],
                "as_of": fact.as_of.isoformat(),
            }
            for fact in fitting[:MOST]
        ]
    }  # fmt: skip


def _hits(fact: ProviderFact, work: str) -> int:
    return sum(re.search(_pattern(phrase), work, re.I) is not None for phrase in fact.serves)


def _pattern(phrase: str) -> str:
    """The words in their order, each with the endings English gives it."""
    words = (re.escape(word.removesuffix("s")) for word in phrase.split())
    return r"\b" + r"\w{0,3}\W+".join(words) + r"\w{0,3}\b"
