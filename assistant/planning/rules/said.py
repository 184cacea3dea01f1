"""Invariant: a figure that is said to come from somewhere stands there: in the brief, the ledger or the facts.

What the rules on money use to compare prose, inputs and prices with where they are said to come from.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from math import floor, log10

from assistant.planning.change_words import drafting_text
from assistant.planning.elements import Quantity
from assistant.planning.evidence import Evidence
from assistant.planning.findings import Finding
from assistant.planning.rules.rule import error, named, warning
from assistant.planning.rules.walk import quantities, texts
from assistant.planning.schema import Plan

_SMALL = tuple(
    word
    for line in (
        "zero one two three four five six seven eight nine ten eleven twelve",
        "thirteen fourteen fifteen sixteen seventeen eighteen nineteen twenty",
    )
    for word in line.split()
)
_WORDS = {word: float(value) for value, word in enumerate(_SMALL)} | {
    "a": 1, "an": 1, "half": 0.5, "dozen": 12, "thirty": 30, "forty": 40, "fifty": 50, "sixty": 60,
    "seventy": 70, "eighty": 80, "ninety": 90, "hundred": 100, "thousand": 1_000, "million": 1_000_000,
}  # fmt: skip
_SCALE = {"k": 1e3, "thousand": 1e3, "m": 1e6, "million": 1e6, "billion": 1e9, "bn": 1e9}
_FIGURE = re.compile(
    r"(?P<digits>\d+(?:[.,]\d+)*)(?:\s?(?P<scale>k|m|thousand|million|billion|bn)\b)?|\b(?P<word>[a-z]+)\b", re.I
)
_AMOUNT = re.compile(
    r"(?P<money>[$€£]\s?\d[\d.,]*(?:\s?(?:k|m|thousand|million|billion|bn)\b)?)"
    r"|(?P<time>(?:\d[\d.,]*|\b(?:" + "|".join(_SMALL) + r")) months?\b)",
    re.I,
)
_MONEY = re.compile(r"\bUSD|\bEUR|\bGBP|\bmoney\b|[$€£]")
_PERIODS = (
    1,
    12,
    1 / 12,
    52 / 12,
    4.33,
    4.345,
    4,
    30,
    365 / 12,
    21,
    22,
    20,
    7,
    1 / 7,
    5,
    1 / 60,
    60,
    100,
    0.01,
    720,
    43_200,
    2_592_000,
)
"""Factors between a number as the brief says it, down to per second, and per month, in hours or as a share."""
_SOURCES = ("brief.text", "brief.constraints", "product", "success", "stages", "gates", "kill_criteria", "costs")


def figures(text: str) -> tuple[float, ...]:
    """Every number that a text says, in digits or small words: `60k`, `4,000`, `eight`."""
    found = [
        _digits(match["digits"]) * _SCALE.get((match["scale"] or "").lower(), 1)
        if match["digits"]
        else _WORDS[match["word"].lower()]
        for match in _FIGURE.finditer(text)
        if match["digits"] or match["word"].lower() in _WORDS
    ]
    return tuple(found)


def _digits(text: str) -> float:
    text = text.rstrip(".,")
    if re.fullmatch(r"\d{1,3}(?:[.,]\d{3})+", text):
        return float(re.sub(r"[.,]", "", text))
    whole, _, part = text.replace(",", ".").rpartition(".")
    return float(f"{whole.replace('.', '')}.{part}" if whole else part)


def unsaid_figures(plan: Plan) -> Iterator[Finding]:
    """Amounts of money and months of `answer` that stand nowhere in the ledger, brief, measures or stages."""
    known: dict[str, list[float]] = {"money": [], "time": []}
    for path, text in texts(plan):
        for match in _AMOUNT.finditer(text) if path.startswith(_SOURCES) else ():
            known[str(match.lastgroup)] += figures(match.group())[:1]
    for _, quantity in quantities(plan):
        kind = "money" if _MONEY.search(quantity.unit) else "time" if quantity.unit.startswith("month") else ""
        known.setdefault(kind, []).extend(
            value for value in (quantity.value, quantity.low, quantity.high) if value is not None
        )
    for match in _AMOUNT.finditer(plan.answer):
        said = figures(match.group())
        if said and not any(_rounds_to(value, said[0]) for value in known[str(match.lastgroup)]):
            yield error(
                "PF304",
                "answer",
                f"The answer says {named(match.group())}, which is no figure of the ledger, the brief, the measures or"
                " the stages.",
                "Say the amount that the ledger computes.",
            )


def _rounds_to(value: float, said: float) -> bool:
    """Whether what is said is the value rounded for people: to two figures at least, or half a percent off."""
    if said == 0:
        return value == 0
    digits = len(f"{said:.10g}".replace(".", "").strip("0"))
    unit = 10.0 ** (floor(log10(said)) - max(2, digits) + 1)
    return abs(abs(value) - said) <= max(unit / 2, 0.005 * said)


def not_in_the_brief(plan: Plan) -> Iterator[Finding]:
    """Ledger inputs called the brief's whose number the brief does not say, per any period.

    `Change: tickets up 20%` says 4,800 of a brief with 4,000: code put it in the old number's place.
    What a unit costs today may be minutes times dollars an hour.
    A plan that asks or stops builds nothing, so its money is not held to the brief.
    """
    if plan.verdict.path in ("clarify", "stop"):
        return
    has_deadline = any(constraint.kind == "deadline" for constraint in plan.brief.constraints)
    alone = any(c.kind == "team" and c.quantity and c.quantity.value == 1 for c in plan.brief.constraints)
    changed = drafting_text(plan.brief.text, plan.created_at.date())
    said = (*figures(plan.brief.text), *figures(changed))
    for at, entry in enumerate(plan.costs.ledger):
        if entry.origin != "brief" or (entry.id == "weeks" and has_deadline):
            continue
        if entry.id == "people" and entry.value == 1 and alone:
            continue
        timed = tuple(a * b / 60 for a in said for b in said) if entry.id == "today_unit_cost" else ()
        if not any(
            abs(entry.value - n * factor) <= 0.01 * abs(entry.value) for n in (*said, *timed) for factor in _PERIODS
        ):
            yield error(
                "PF301",
                f"costs.ledger[{at}].origin",
                f"The number {named(entry.label or entry.id)} is called the brief's, and the brief does not say"
                f" {entry.value:g}.",
                "Call it an assumption with its range, or correct the number.",
            )


def forged_facts(plan: Plan, evidence: Evidence) -> Iterator[Finding]:
    """Prices and dates that differ from the fact they name, as this machine holds it."""
    for path, quantity in quantities(plan):
        fact = (evidence.facts or {}).get(quantity.fact)
        if quantity.origin != "provider_fact" or fact is None or isinstance(fact.value, str):
            continue
        if quantity.as_of is None or quantity.as_of == fact.as_of:
            yield from _differs(path, quantity, fact.value, (quantity.expires or fact.expires) == fact.expires)


def _differs(path: str, quantity: Quantity, value: float, same_expiry: bool) -> Iterator[Finding]:
    what = f"The number {named(quantity.label or path)}"
    if abs(quantity.value - value) > 1e-9 * max(1.0, abs(value)):
        yield error(
            "PF304",
            path,
            f"{what} says {quantity.value:g}; the provider fact {quantity.fact!r} says {value:g}.",
            "Copy the fact's value and compute again.",
        )
    if not same_expiry:
        yield error(
            "PF304",
            f"{path}.expires",
            f"{what} holds until {quantity.expires}, which is not what the provider fact {quantity.fact!r} says.",
            "Copy the fact's dates.",
        )


def other_readings(plan: Plan, evidence: Evidence) -> Iterator[Finding]:
    """Prices that say they were read on another day than the fact on this machine."""
    for path, quantity in quantities(plan):
        fact = (evidence.facts or {}).get(quantity.fact)
        if quantity.origin == "provider_fact" and fact is not None and quantity.as_of not in (None, fact.as_of):
            yield warning(
                "PF303",
                f"{path}.as_of",
                f"The number {named(quantity.label or path)} was read on {quantity.as_of}; the provider fact on this"
                f" machine on {fact.as_of}, and says {fact.value}.",
                "Plan again with the facts on this machine, or look it up again.",
            )
