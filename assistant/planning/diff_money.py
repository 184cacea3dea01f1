"""Invariant: every amount that changed is told old → new with its origin on both sides."""

from __future__ import annotations

from collections.abc import Iterable

from assistant.planning.costs import CostOption, Costs
from assistant.planning.elements import Quantity
from assistant.planning.numbers import amount
from assistant.planning.schema import Plan

_POINTED = {"payback": "Payback", "stop_line": "Stop line", "buy_line": "Price above which building beats buying"}
_NOTES = {"payback_note": "Payback", "stop_note": "Stop line", "buy_note": "Buying"}


def money(a: Plan, b: Plan) -> Iterable[str]:
    """Amounts changed, gone and new; options; break-even of tuning; notes; the day of the prices."""
    yield from _ledger(a.costs, b.costs)
    yield from _options(a.costs, b.costs)
    yield from _pointers(a.costs, b.costs)
    yield from _tuning(a.costs, b.costs)
    if a.costs.priced_on != b.costs.priced_on:
        yield f"Prices as of {b.costs.priced_on or 'no day'}, before {a.costs.priced_on or 'no day'}."
    if (a.costs.value, a.costs.build) != (b.costs.value, b.costs.build):
        yield "Money: what the job is worth, or what building it costs, is computed from other amounts."


def _ledger(a: Costs, b: Costs) -> Iterable[str]:
    old, new = {entry.id: entry for entry in a.ledger}, {entry.id: entry for entry in b.ledger}
    for entry in b.ledger:
        before = old.get(entry.id)
        if before is None:
            yield f"Money, new: {_name(entry)} {amount(entry)}."
        elif before != entry:
            yield f"Money, {_name(entry)}: {amount(before)} → {amount(entry)}{_why(before, entry)}."
    for entry in a.ledger:
        if entry.id not in new:
            yield f"Money, gone: {_name(entry)} {amount(entry)}."


def _why(a: Quantity, b: Quantity) -> str:
    """What changed when both read the same."""
    if amount(a) != amount(b):
        return ""
    return f" (origin {a.origin} → {b.origin})" if a.origin != b.origin else " (its source or its formula changed)"


def _options(a: Costs, b: Costs) -> Iterable[str]:
    old, new = {option.id: option for option in a.options}, {option.id: option for option in b.options}
    for option in b.options:
        before = old.get(option.id)
        if before is None:
            yield f"Option added: {option.name}."
        elif (before.eval, before.eval_claim) != (option.eval, option.eval_claim):
            yield f"Option {option.name}: {_fared(before)} → {_fared(option)}."
        elif before != option:
            yield f"Option {option.name}: its costs or its note changed."
    for option in a.options:
        if option.id not in new:
            yield f"Option removed: {option.name}."


def _fared(option: CostOption) -> str:
    claim = f" ({option.eval_claim})" if option.eval_claim else ""
    return f"{option.eval.replace('_', ' ') or 'not asked'} in the eval{claim}"


def _pointers(a: Costs, b: Costs) -> Iterable[str]:
    for field, label in _POINTED.items():
        before, after = a.amount(getattr(a, field)), b.amount(getattr(b, field))
        if (before is None) != (after is None):
            yield f"{label}: {amount(before) if before else 'none'} → {amount(after) if after else 'none'}."
    for field, label in _NOTES.items():
        before_note, after_note = getattr(a, field), getattr(b, field)
        if before_note != after_note:
            yield f"{label}, in words: {after_note or 'no longer said'}"
    if {s.assumption: s for s in a.sensitivity} != {s.assumption: s for s in b.sensitivity}:
        yield "Money: the results at the ends of the assumptions changed."


def _tuning(a: Costs, b: Costs) -> Iterable[str]:
    if a.tuning.against != b.tuning.against:
        yield f"Tuning is compared with {_named(b)}, before with {_named(a)}."
    before, after = a.amount(a.tuning.break_even), b.amount(b.tuning.break_even)
    if (before is None) != (after is None):
        yield f"Tuning pays from {amount(after)}, before never." if after else "Tuning never pays on cost any more."
    if a.tuning.never_because != b.tuning.never_because:
        yield f"Tuning, in words: {b.tuning.never_because or 'a break-even, no longer a never'}"


def _named(costs: Costs) -> str:
    option = costs.option(costs.tuning.against)
    return option.name if option else costs.tuning.against or "no option"


def _name(entry: Quantity) -> str:
    return entry.label or entry.id.replace("_", " ")
