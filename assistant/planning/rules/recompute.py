"""Invariant: every derived number in a plan can be computed again by its reader, from the inputs it names."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from graphlib import CycleError, TopologicalSorter
from math import isfinite

from assistant.planning.costs import Costs
from assistant.planning.elements import Quantity
from assistant.planning.evidence import Evidence
from assistant.planning.findings import Finding
from assistant.planning.formulas import FORMULAS
from assistant.planning.rules.rule import blank, error, named, rule
from assistant.planning.rules.said import forged_facts, unsaid_figures
from assistant.planning.rules.walk import quantities
from assistant.planning.schema import Plan

TOLERANCE = 0.005
"""Derived numbers may be off by half a percent: what rounding to three digits costs (project rule)."""


@rule("PF304", "Derived numbers recompute", why="cost-and-latency-model")
def derived_numbers_recompute(plan: Plan, evidence: Evidence) -> Iterable[Finding]:
    """The ledger, what is copied from it or from a fact, and both ends of every sensitivity, within half a percent."""
    ledger = {entry.id: entry for entry in plan.costs.ledger}
    yield from _references(plan.costs, ledger)
    yield from _copies(plan, ledger)
    yield from unsaid_figures(plan)
    yield from forged_facts(plan, evidence)
    order = _order(ledger)
    if order is None:
        yield error(
            "PF304",
            "costs.ledger",
            "Ledger entries are computed from each other in a circle.",
            "State one of them as an input.",
        )
        return
    for at, entry in enumerate(plan.costs.ledger):
        yield from _recomputed(at, entry, ledger)
    for at, row in enumerate(plan.costs.sensitivity):
        if row.assumption in ledger and row.result in ledger:
            for end, stated in (("low", row.at_low), ("high", row.at_high)):
                overridden = getattr(ledger[row.assumption], end)
                result = (
                    None if overridden is None else _values(ledger, order, {row.assumption: overridden})[row.result]
                )
                if stated is not None and not _is_close(stated, result):
                    yield error(
                        "PF304",
                        f"costs.sensitivity[{at}].at_{end}",
                        f"With {named(ledger[row.assumption].label or row.assumption)} at its {end} end, "
                        f"{named(ledger[row.result].label or row.result)} is {_show(result)}, not {stated:g}.",
                        "Compute it again.",
                    )


def _recomputed(at: int, entry: Quantity, ledger: Mapping[str, Quantity]) -> Iterator[Finding]:
    if entry.origin != "computed" or blank(entry.formula):
        return
    path, what = f"costs.ledger[{at}]", f"The ledger entry {named(entry.label or entry.id)}"
    missing = [name for name in entry.inputs.values() if name not in ledger]
    if entry.formula not in FORMULAS:
        yield error("PF304", path, f"{what} uses the unknown formula {entry.formula!r}.", "Use a known formula.")
    elif missing:
        yield error(
            "PF304", path, f"{what} is computed from {missing[0]!r}, which is not in the ledger.", "Add that input."
        )
    else:
        result = _apply(entry, {name: ledger[source].value for name, source in entry.inputs.items()})
        if not _is_close(entry.value, result):
            yield error(
                "PF304",
                path,
                f"{what} says {entry.value:g}; its formula gives {_show(result)}.",
                "Compute it again from its inputs.",
            )


def _apply(entry: Quantity, inputs: Mapping[str, float]) -> float | None:
    """The formula's result; None when there is none, or when the inputs do not suit it."""
    try:
        result = FORMULAS[entry.formula](**inputs)
    except (ArithmeticError, TypeError, ValueError):
        return None
    return result if isinstance(result, (int, float)) and isfinite(result) else None


def _values(
    ledger: Mapping[str, Quantity], order: Iterable[str], overrides: Mapping[str, float]
) -> dict[str, float | None]:
    """Every entry computed again, inputs first, with some replaced."""
    values: dict[str, float | None] = {}
    for name in order:
        entry = ledger.get(name)
        inputs = {key: values.get(source) for key, source in entry.inputs.items()} if entry else {}
        known = {key: value for key, value in inputs.items() if value is not None}
        if name in overrides:
            values[name] = overrides[name]
        elif entry is None or (entry.formula and (entry.formula not in FORMULAS or len(known) < len(inputs))):
            values[name] = None
        else:
            values[name] = _apply(entry, known) if entry.formula else entry.value
    return values


def _order(ledger: Mapping[str, Quantity]) -> tuple[str, ...] | None:
    """Ledger ids, inputs before results; None when they go in a circle."""
    graph = TopologicalSorter({name: list(entry.inputs.values()) for name, entry in ledger.items()})
    try:
        return tuple(graph.static_order())
    except CycleError:
        return None


def _references(costs: Costs, ledger: Mapping[str, Quantity]) -> Iterator[Finding]:
    places = [(f"value.{name}", getattr(costs.value, name)) for name in ("unit_cost", "volume", "monthly")]
    places += [(name, getattr(costs, name)) for name in ("build", "payback", "stop_line", "buy_line")]
    places += [("tuning.break_even", costs.tuning.break_even)]
    for at, option in enumerate(costs.options):
        places += [(f"options[{at}].{name}", getattr(option, name)) for name in ("unit_cost", "monthly", "one_off")]
    for at, row in enumerate(costs.sensitivity):
        places += [(f"sensitivity[{at}].assumption", row.assumption), (f"sensitivity[{at}].result", row.result)]
    for path, name in places:
        if name and name not in ledger:
            yield error(
                "PF304",
                f"costs.{path}",
                f"The costs point at {name!r}, which is not in the ledger.",
                "Add that entry or clear the reference.",
            )
    seen: set[str] = set()
    for at, entry in enumerate(costs.ledger):
        if entry.id in seen or blank(entry.id):
            yield error(
                "PF304",
                f"costs.ledger[{at}].id",
                f"The ledger entry {named(entry.label or entry.id)} has no own id.",
                "Give it one.",
            )
        seen.add(entry.id)


def _copies(plan: Plan, ledger: Mapping[str, Quantity]) -> Iterator[Finding]:
    for path, quantity in quantities(plan):
        entry = ledger.get(quantity.id) if quantity.origin == "computed" else None
        if entry is not None and not path.startswith("costs.ledger") and not _is_close(quantity.value, entry.value):
            yield error(
                "PF304",
                path,
                f"The number {named(quantity.label or path)} says {quantity.value:g}, its ledger entry "
                f"{entry.value:g}.",
                "Copy the ledger's amount.",
            )


def _is_close(stated: float, computed: float | None) -> bool:
    if computed is None:
        return False
    return abs(stated - computed) <= TOLERANCE * max(abs(stated), abs(computed))


def _show(result: float | None) -> str:
    return "no result" if result is None else f"{result:g}"
