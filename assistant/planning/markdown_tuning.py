"""Invariant: the money section tells what tuning is compared with, how that did in the eval, and when prices expire."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from assistant.planning.costs import CostOption, Costs
from assistant.planning.elements import Quantity
from assistant.planning.numbers import amount, bare
from assistant.planning.prose import day, up
from assistant.planning.rivals import Rivals, rivals
from assistant.planning.schema import Plan


def tuning(plan: Plan) -> str:
    """When tuning pays: against the cheapest untuned option that passes the eval, or may pass it; never is said."""
    costs, tuned = plan.costs, plan.costs.tuning
    found = rivals(costs, plan.claims)
    why = tuned.never_because.rstrip(".")
    against, line = costs.option(tuned.against), costs.amount(tuned.break_even)
    if found.failed and not found.standing:
        said = f"{_names(found.failed)} failed the eval; no untuned option passes, so quality decides, not cost."
        return f"**Tuning:** {said}{f' {up(why)}.' if why else ''}"
    if not (tuned.against or found.passed or found.failed):
        return f"**Tuning:** no break-even: {why}."
    if line is None or against is None:
        return f"**Tuning:** no break-even: {why}.{_standing(found)}"
    calls = costs.amount("calls_month") or costs.amount("calls")
    ours = f"; ours are {amount(calls)}" if calls else ""
    never = f"; {why}" if why else ""
    return f"**Tuning:** pays above {amount(line)} against {against.name}{ours}{never}.{_standing(found)}"


def _standing(found: Rivals) -> str:
    """How the untuned options fared in the eval: passed, failed and not measured are three things."""
    told = [
        f"{_names(options)} {words}"
        for options, words in (
            (found.passed, "passed the eval"),
            (found.failed, "failed it" if found.passed else "failed the eval"),
            (found.unmeasured, "not measured yet"),
        )
        if options
    ]
    return f" {up('; '.join(told))}."


def _names(options: tuple[CostOption, ...]) -> str:
    return " and ".join(option.name for option in options)


def priced(costs: Costs) -> str:
    """Every dated price with the day it was read and the last day it holds; '' for a plan without any."""
    facts = [entry for entry in costs.ledger if entry.origin == "provider_fact"]
    last = {entry.expires for entry in facts}
    groups: dict[tuple[str, str], dict[str, list[str]]] = {}
    for entry in facts:
        name, _, kind = entry.label.rpartition(", ")
        days = _days(entry, expiry=len(last) > 1)
        groups.setdefault((entry.unit, days), {}).setdefault(name, []).append(_price(entry, kind))
    told = [f"{_listed(options)} ({_unit(unit)}{days})" for (unit, days), options in groups.items()]
    end = f" They hold until {day(until)}." if len(last) == 1 and (until := last.pop()) else ""
    return f"**Prices:** {'. '.join(told)}.{end}" if told else ""


def _listed(options: Mapping[str, Sequence[str]]) -> str:
    return "; ".join(f"{name} {', '.join(prices)}".strip() for name, prices in options.items())


def _unit(unit: str) -> str:
    told = unit.removeprefix("USD").replace("/Mtok", "per million tokens").replace("/", "per ").strip()
    return f"{told}; " if told else ""


def _price(entry: Quantity, kind: str) -> str:
    return f"{'$' if entry.unit.startswith('USD') else ''}{bare(entry.value, 'USD')} {kind}".strip()


def _days(entry: Quantity, *, expiry: bool) -> str:
    read = f"read {day(entry.as_of)}" if entry.as_of else "day of reading unknown"
    return f"{read}, holds until {day(entry.expires)}" if expiry and entry.expires else read
