"""Invariant: every number says where it comes from, and every derived one can be computed again by its reader."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from graphlib import CycleError, TopologicalSorter

from assistant.planning.costs import Costs
from assistant.planning.elements import Quantity
from assistant.planning.evidence import Evidence
from assistant.planning.findings import Finding
from assistant.planning.formulas import FORMULAS
from assistant.planning.rules.rule import blank, error, named, not_measured, rule, warning
from assistant.planning.rules.walk import quantities
from assistant.planning.schema import Plan

TOLERANCE = 0.005
"""Derived numbers may be off by half a percent: what rounding to three digits costs (project rule)."""


@rule("PF301", "Every quantity has an origin; an assumption has a range", why="cost-and-latency-model")
def numbers_have_origins(plan: Plan, evidence: Evidence) -> Iterable[Finding]:
    """A price names its fact, a note's or measured number its claim, a computed one its formula or ledger entry."""
    claims = {claim.id for claim in plan.claims}
    ledger = {entry.id for entry in plan.costs.ledger}
    for path, quantity in quantities(plan):
        what = f"The number {named(quantity.label or path)}"
        if quantity.origin == "assumption":
            yield from _range(path, what, quantity)
        if quantity.origin == "provider_fact" and blank(quantity.fact):
            yield error("PF301", f"{path}.fact", f"{what} is a provider fact that is not named.", "Name the fact's id.")
        if quantity.origin in ("note", "measured") and quantity.claim not in claims:
            yield error(
                "PF301", f"{path}.claim", f"{what} comes from a {_SOURCE[quantity.origin]}, but names no claim of this plan.",
                "Name the claim that carries it, or call it an assumption with a range.",
            )  # fmt: skip
        if quantity.origin == "computed" and blank(quantity.formula):
            is_entry = path.startswith("costs.ledger")
            if is_entry or quantity.id not in ledger:
                yield error(
                    "PF301", f"{path}.formula", f"{what} is called computed, but nothing says from what.",
                    "Give its formula and inputs." if is_entry else "Point at a ledger entry by id, or give its formula.",
                )  # fmt: skip


_SOURCE = {"note": "note", "measured": "measurement"}


def _range(path: str, what: str, quantity: Quantity) -> Iterator[Finding]:
    if quantity.low is None or quantity.high is None:
        yield error("PF301", path, f"{what} is an assumption without a range.", "Give its low and its high end.")
    elif not quantity.low <= quantity.value <= quantity.high:
        yield error(
            "PF301", path, f"{what} is {quantity.value:g}, outside its range {quantity.low:g} to {quantity.high:g}.",
            "Correct the range or the value.",
        )  # fmt: skip


@rule("PF303", "Provider facts used have not expired", why="cost-and-latency-model", severity="warning")
def facts_are_fresh(plan: Plan, evidence: Evidence) -> Iterable[Finding]:
    """A fact this machine does not know is a warning too: it may have been withdrawn since."""
    used = {quantity.fact: path for path, quantity in reversed(list(quantities(plan))) if quantity.fact}
    used |= {claim.fact: f"claims[{at}]" for at, claim in enumerate(plan.claims) if claim.fact}
    if used and evidence.facts is None:
        yield not_measured(
            "PF303", "costs", f"{len(used)} provider facts are used, and none is on this machine to compare with.",
            "Review the plan where the corpus is installed.",
        )  # fmt: skip
        return
    for fact_id, path in sorted(used.items()):
        fact = (evidence.facts or {}).get(fact_id)
        if fact is None:
            yield warning(
                "PF303", path, f"The provider fact {fact_id!r} is not among the facts on this machine.",
                "Plan again with today's facts, or correct the id.",
            )  # fmt: skip
        elif fact.expires < evidence.today:
            yield warning(
                "PF303", path, f"The provider fact {fact_id!r} of {fact.as_of} expired on {fact.expires}.",
                "Look it up again before anything rests on it.",
            )  # fmt: skip


@rule("PF304", "Derived numbers recompute", why="cost-and-latency-model")
def derived_numbers_recompute(plan: Plan, evidence: Evidence) -> Iterable[Finding]:
    """The ledger, what is copied from it, and both ends of every sensitivity, within half a percent."""
    ledger = {entry.id: entry for entry in plan.costs.ledger}
    yield from _references(plan.costs, ledger)
    yield from _copies(plan, ledger)
    order = _order(ledger)
    if order is None:
        yield error(
            "PF304", "costs.ledger", "Ledger entries are computed from each other in a circle.",
            "State one of them as an input.",
        )  # fmt: skip
        return
    for at, entry in enumerate(plan.costs.ledger):
        yield from _recomputed(at, entry, ledger)
    for at, row in enumerate(plan.costs.sensitivity):
        if row.assumption in ledger and row.result in ledger:
            for end, stated in (("low", row.at_low), ("high", row.at_high)):
                overridden = getattr(ledger[row.assumption], end)
                result = None if overridden is None else _values(ledger, order, {row.assumption: overridden})[row.result]
                if stated is not None and not _is_close(stated, result):
                    yield error(
                        "PF304", f"costs.sensitivity[{at}].at_{end}",
                        f"With {named(ledger[row.assumption].label or row.assumption)} at its {end} end, "
                        f"{named(ledger[row.result].label or row.result)} is {_show(result)}, not {stated:g}.",
                        "Compute it again.",
                    )  # fmt: skip


def _recomputed(at: int, entry: Quantity, ledger: Mapping[str, Quantity]) -> Iterator[Finding]:
    if entry.origin != "computed" or blank(entry.formula):
        return
    path, what = f"costs.ledger[{at}]", f"The ledger entry {named(entry.label or entry.id)}"
    missing = [name for name in entry.inputs.values() if name not in ledger]
    if entry.formula not in FORMULAS:
        yield error("PF304", path, f"{what} uses the unknown formula {entry.formula!r}.", "Use a known formula.")
    elif missing:
        yield error("PF304", path, f"{what} is computed from {missing[0]!r}, which is not in the ledger.", "Add that input.")
    else:
        result = _apply(entry, {name: ledger[source].value for name, source in entry.inputs.items()})
        if not _is_close(entry.value, result):
            yield error(
                "PF304", path, f"{what} says {entry.value:g}; its formula gives {_show(result)}.",
                "Compute it again from its inputs.",
            )  # fmt: skip


def _apply(entry: Quantity, inputs: Mapping[str, float]) -> float | None:
    """The formula's result; None when there is none, or when the inputs do not suit it."""
    try:
        result = FORMULAS[entry.formula](**inputs)
    except (ArithmeticError, TypeError, ValueError):
        return None
    return float(result) if isinstance(result, (int, float)) else None


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
                "PF304", f"costs.{path}", f"The costs point at {name!r}, which is not in the ledger.",
                "Add that entry or clear the reference.",
            )  # fmt: skip
    seen: set[str] = set()
    for at, entry in enumerate(costs.ledger):
        if entry.id in seen or blank(entry.id):
            yield error(
                "PF304", f"costs.ledger[{at}].id", f"The ledger entry {named(entry.label or entry.id)} has no id of its own.",
                "Give it one.",
            )  # fmt: skip
        seen.add(entry.id)


def _copies(plan: Plan, ledger: Mapping[str, Quantity]) -> Iterator[Finding]:
    for path, quantity in quantities(plan):
        entry = ledger.get(quantity.id) if quantity.origin == "computed" else None
        if entry is not None and not path.startswith("costs.ledger") and not _is_close(quantity.value, entry.value):
            yield error(
                "PF304", path, f"The number {named(quantity.label or path)} says {quantity.value:g}, its ledger entry "
                f"{entry.value:g}.",
                "Copy the ledger's amount.",
            )  # fmt: skip


def _is_close(stated: float, computed: float | None) -> bool:
    if computed is None:
        return False
    return abs(stated - computed) <= TOLERANCE * max(abs(stated), abs(computed))


def _show(result: float | None) -> str:
    return "no result" if result is None else f"{result:g}"


@rule(
    "PF305",
    "Building is compared with today's way and with buying; payback and stop line are there",
    why="cost-and-latency-model",
)
def building_is_compared(plan: Plan, evidence: Evidence) -> Iterable[Finding]:
    """A note may stand for an amount that does not exist: nothing on sale, no gain to repay the build."""
    costs = plan.costs
    kinds = {option.kind for option in costs.options}
    needed = (
        ("costs.value", bool(costs.value.unit_cost) or "today" in kinds, "today's way", "State what one unit of work costs today."),
        ("costs.options", bool(costs.buy_line or costs.buy_note.strip()) or "buy" in kinds, "buying", "Add an option of kind buy, or say why nothing is on sale."),
        ("costs.payback", bool(costs.payback or costs.payback_note.strip()), "a payback", "State the payback, or why there is none."),
        ("costs.stop_line", bool(costs.stop_line or costs.stop_note.strip()), "a stop line", "State the stop line that follows, or why there is none."),
    )  # fmt: skip
    for path, is_there, what, fix in needed:
        if not is_there:
            yield error("PF305", path, f"The money section says nothing about {what}.", fix)
