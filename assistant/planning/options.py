"""Invariant: building stands beside today's way, buying and tuning, each on the same inputs; "never" is said aloud."""

from __future__ import annotations

from typing import Literal

from assistant.planning.costs import CostOption, Sensitivity, Tuning
from assistant.planning.ledger import Ledger, recompute

Shape = Literal["language_model", "classical"]


def options(
    ledger: Ledger,
    shape: Shape,
    strong: CostOption | None,
    cheap: CostOption | None,
    run: str,
    work_unit: str,
) -> tuple[CostOption, ...]:
    """Today's way, ours, the language models and the bought one, beside each other."""
    today = CostOption(
        id="today",
        name=f"today's way, per {work_unit}",
        kind="today",
        unit_cost="today_unit_cost",
        monthly="value_month",
    )
    ours = CostOption(
        id="classical", name="classical model, run and upkeep", kind="classical", monthly=run, one_off="build"
    )
    bought = CostOption(
        id="buy",
        name="a bought alternative, per unit done",
        kind="buy",
        unit_cost=ledger.have("buy_unit_price"),
        monthly=ledger.compute("buy_month", "bought, a month", "USD", "product", a="done_month", b="buy_unit_price"),
        note="" if ledger.have("buy_unit_price") else "no list price known; get a quote",
    )
    models = tuple(option for option in (strong, cheap) if option is not None)
    return (today, ours, *models, bought) if shape == "classical" else (today, *models, bought)


def tuning(ledger: Ledger, shape: Shape, strong: CostOption | None, cheap: CostOption | None) -> Tuning:
    """Break-even of tuning against the cheapest untuned option, none of which was measured yet; never without a saving.

    The break-even against each option is put into the ledger as `tuning_ID`.
    """
    if shape == "classical":
        return Tuning(never_because="a classical model is cheaper at any volume")
    if strong is None or cheap is None:
        return Tuning(never_because="no prices on this machine to compare with")
    fixed = {
        "one_off": "tuning_one_off", "amortise_months": "tuning_amortise", "fixed_month": "tuning_fixed_month",
        "upkeep_month": "tuning_upkeep_month", "cost_tuned": "tuned_call_cost",
    }  # fmt: skip
    for option in (cheap, strong):
        ledger.compute(
            f"tuning_{option.id}",
            f"calls a month from which tuning pays against {option.name}",
            "calls a month",
            "tuning_break_even",
            **fixed,
            cost_untuned=option.unit_cost,
        )
    if ledger.have("tuning_cheap"):
        return Tuning(against=cheap.id, break_even="tuning_cheap")
    never = "a tuned call costs as much or more"
    if ledger.have("tuning_strong"):
        never = f"if {cheap.name} passes the eval: never, {never}"
        return Tuning(against=strong.id, break_even="tuning_strong", never_because=never)
    return Tuning(against=cheap.id, never_because=never)


def sensitivity(ledger: Ledger) -> tuple[Sensitivity, ...]:
    """The three assumptions that move the result most, at their two ends."""
    result = "payback" if ledger.value("payback") else "stop_line"
    if not ledger.value(result):
        return ()
    rows = []
    entries = ledger.entries()
    moving = recompute(entries, wanted=(result,))
    for quantity in entries:
        if quantity.id not in moving or quantity.origin != "assumption":
            continue
        if quantity.low is not None and quantity.high is not None:
            low = recompute(entries, {quantity.id: quantity.low}, (result,))[result]
            high = recompute(entries, {quantity.id: quantity.high}, (result,))[result]
            if low != high:
                rows.append(Sensitivity(assumption=quantity.id, result=result, at_low=low, at_high=high))
    rows.sort(key=_swing, reverse=True)
    return tuple(rows[:3])


def _swing(row: Sensitivity) -> float:
    if row.at_low is None or row.at_high is None:
        return float("inf")
    return abs(row.at_high - row.at_low)
