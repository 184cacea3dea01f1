"""Invariant: every number says where it comes from, and building is weighed against today's way and against buying."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from assistant.planning.costs import CostOption
from assistant.planning.elements import Quantity
from assistant.planning.evidence import Evidence
from assistant.planning.findings import Finding
from assistant.planning.ledger import recompute
from assistant.planning.rules.rule import blank, error, named, not_measured, rule, warning
from assistant.planning.rules.said import not_in_the_brief, other_readings
from assistant.planning.rules.walk import quantities
from assistant.planning.schema import Plan


@rule("PF301", "Every quantity has an origin; an assumption has a range", why="cost-and-latency-model")
def numbers_have_origins(plan: Plan, evidence: Evidence) -> Iterable[Finding]:
    """A price names its fact, a note's or measured number its claim, a computed one its formula or ledger entry."""
    claims = {claim.id for claim in plan.claims}
    ledger = {entry.id for entry in plan.costs.ledger}
    yield from not_in_the_brief(plan)
    for path, quantity in quantities(plan):
        what = f"The number {named(quantity.label or path)}"
        if quantity.origin == "assumption":
            yield from _range(path, what, quantity)
        if quantity.origin == "provider_fact" and blank(quantity.fact):
            yield error("PF301", f"{path}.fact", f"{what} is a provider fact that is not named.", "Name the fact's id.")
        if quantity.origin in ("note", "measured") and quantity.claim not in claims:
            yield error(
                "PF301",
                f"{path}.claim",
                f"{what} comes from a {_SOURCE[quantity.origin]} that no claim names.",
                "Name the claim that carries it, or call it an assumption with a range.",
            )
        if quantity.origin == "computed" and blank(quantity.formula):
            is_entry = path.startswith("costs.ledger")
            if is_entry or quantity.id not in ledger:
                yield error(
                    "PF301",
                    f"{path}.formula",
                    f"{what} is called computed, but nothing says from what.",
                    "Give its formula and inputs." if is_entry else "Give its formula, or the id of a ledger entry.",
                )


_SOURCE = {"note": "note", "measured": "measurement"}


def _range(path: str, what: str, quantity: Quantity) -> Iterator[Finding]:
    if quantity.low is None or quantity.high is None:
        yield error("PF301", path, f"{what} is an assumption without a range.", "Give its low and its high end.")
    elif quantity.low == quantity.high and quantity.unit.startswith("USD"):
        yield error("PF301", path, f"{what} is an assumption whose range is one point.", "Say how far off it may be.")
    elif not quantity.low <= quantity.value <= quantity.high:
        yield error(
            "PF301",
            path,
            f"{what} is {quantity.value:g}, outside its range {quantity.low:g} to {quantity.high:g}.",
            "Correct the range or the value.",
        )


@rule("PF303", "Provider facts used have not expired", why="cost-and-latency-model", severity="warning")
def facts_are_fresh(plan: Plan, evidence: Evidence) -> Iterable[Finding]:
    """A fact this machine does not know is a warning too: it may have been withdrawn since."""
    used = {quantity.fact: path for path, quantity in reversed(list(quantities(plan))) if quantity.fact}
    used |= {claim.fact: f"claims[{at}]" for at, claim in enumerate(plan.claims) if claim.fact}
    if used and evidence.facts is None:
        yield not_measured(
            "PF303",
            "costs",
            f"{len(used)} provider facts are used, and none is on this machine to compare with.",
            "Review the plan where the corpus is installed.",
        )
        return
    yield from other_readings(plan, evidence)
    for fact_id, path in sorted(used.items()):
        fact = (evidence.facts or {}).get(fact_id)
        if fact is None:
            yield warning(
                "PF303",
                path,
                f"The provider fact {fact_id!r} is not among the facts on this machine.",
                "Plan again with today's facts, or correct the id.",
            )
        elif fact.expires < evidence.today:
            yield warning(
                "PF303",
                path,
                f"The provider fact {fact_id!r} of {fact.as_of} expired on {fact.expires}.",
                "Look it up again before anything rests on it.",
            )


@rule(
    "PF305",
    "Building is compared with today's way and with buying; payback and stop line are there",
    why="cost-and-latency-model",
)
def building_is_compared(plan: Plan, evidence: Evidence) -> Iterable[Finding]:
    """A note may stand for an amount that does not exist: nothing on sale, no gain to repay the build."""
    costs = plan.costs
    kinds = {option.kind for option in costs.options}
    needed: tuple[tuple[str, bool, str, str], ...] = (
        (
            "costs.value",
            bool(costs.value.unit_cost) or "today" in kinds,
            "today's way",
            "State what one unit of work costs today.",
        ),
        (
            "costs.options",
            bool(costs.buy_note.strip()) or any(_is_told(option) for option in costs.options if option.kind == "buy"),
            "buying",
            "Add an option of kind buy, or say why nothing is on sale.",
        ),
        (
            "costs.payback",
            bool(costs.payback or costs.payback_note.strip()),
            "a payback",
            "State the payback, or why there is none.",
        ),
        (
            "costs.stop_line",
            bool(costs.stop_line or costs.stop_note.strip()),
            "a stop line",
            "State the stop line that follows, or why there is none.",
        ),
    )
    needed += (("costs.sensitivity", bool(costs.sensitivity) or not _rests_on_assumptions(plan), *_SENSITIVITY),)
    for path, is_there, what, fix in needed:
        if not is_there:
            yield error("PF305", path, f"The money section says nothing about {what}.", fix)


_SENSITIVITY = (
    "how far its assumptions move the result",
    "Give the payback or stop line at both ends of the assumption that moves it most.",
)


def _is_told(bought: CostOption) -> bool:
    """Whether a bought option has a price or says why it has none."""
    return bool(bought.unit_cost or bought.monthly or bought.note.strip())


def _rests_on_assumptions(plan: Plan) -> bool:
    """Whether payback or stop line move with an assumption; a hobby need not be repaid."""
    costs = plan.costs
    results = tuple(name for name in (costs.payback, costs.stop_line) if costs.amount(name) is not None)
    if plan.stakes == "hobby" or not results:
        return False
    moving = recompute(costs.ledger, wanted=results)
    return any(
        entry.id in moving and entry.origin == "assumption" and entry.low != entry.high for entry in costs.ledger
    )
