"""Invariant: the money of a plan follows from named raw inputs; nothing here is typed in twice or left unexplained.

A draft gives raw numbers by the names in INPUTS; what it leaves out is assumed, with a range, and says so.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from assistant.planning.costs import CostOption, Costs, Value
from assistant.planning.draft import DraftNumber
from assistant.planning.evidence import ProviderFact
from assistant.planning.formulas import price_tier
from assistant.planning.ledger import Ledger
from assistant.planning.options import Shape, options, sensitivity, tuning
from assistant.planning.purpose import Phase
from assistant.planning.running import running

STRONG_MODEL = "claude-sonnet-5-5"
CHEAP_MODEL = "gpt-6-luna"
_NAMES = {STRONG_MODEL: "Sonnet 5.5", CHEAP_MODEL: "GPT-6 Luna"}


@dataclass(frozen=True)
class Input:
    """A raw number a draft may give: what it is, its unit, and the assumption taken when nobody gives it."""

    label: str
    unit: str
    value: float
    low: float
    high: float


INPUTS: Mapping[str, Input] = {
    "volume_month": Input("units of work a month", "a month", 1_000, 200, 5_000),
    "calls_per_unit": Input("model calls per unit of work", "calls", 3, 1, 6),
    "tokens_in": Input("tokens in per call", "tokens", 6_000, 3_000, 12_000),
    "tokens_cached": Input("of which cached", "tokens", 4_000, 0, 6_000),
    "tokens_out": Input("tokens out per call", "tokens", 500, 200, 1_000),
    "today_unit_cost": Input("cost of one unit of work today", "USD", 5, 2, 12),
    "share_done": Input("share of the work truly done by the product", "share", 0.25, 0.10, 0.50),
    "people": Input("people building", "people", 2, 1, 3),
    "weeks": Input("weeks of building", "weeks", 8, 4, 12),
    "week_cost": Input("cost of a person-week", "USD", 2_500, 1_500, 4_000),
    "other_weeks": Input("weeks of the other path before its first user", "weeks", 20, 14, 30),
    "other_data_cost": Input("data and labels of the other path before its first user", "USD", 6_000, 2_000, 20_000),
    "review_hours_week": Input("hours of human review a week", "hours", 5, 2, 10),
    "review_hour_cost": Input("cost of an hour of review", "USD", 35, 20, 80),
    "run_month": Input("running cost and upkeep a month of a classical model", "USD", 7_000, 2_000, 12_000),
    "tuning_one_off": Input("one-off cost of tuning and its evals", "USD", 24_000, 10_000, 60_000),
    "tuning_amortise": Input("months a tuned model is expected to live", "months", 12, 6, 18),
    "tuning_fixed_month": Input("serving a tuned model, fixed, a month", "USD", 5_000, 2_000, 10_000),
    "tuning_upkeep_month": Input("retraining and upkeep a month", "USD", 1_000, 500, 3_000),
    "tuned_call_cost": Input("cost of one call on a tuned model", "USD", 0.001, 0.0005, 0.003),
}
"""Defaults are project rules (assumptions with ranges), to be replaced by the brief's own numbers."""

_MODEL_FIRST: Mapping[str, Input] = {
    "other_weeks": Input("weeks of the other path before its first user", "weeks", 2, 1, 6),
    "other_data_cost": Input("data and labels of the other path before its first user", "USD", 0, 0, 2_000),
}
"""Beside a classical plan the other path is a prompt over the same data: a demo is soon there (project rule)."""

_BOUGHT = Input("price of a bought alternative per unit done", "USD", 0, 0, 0)


def costs(
    numbers: Sequence[DraftNumber],
    facts: Mapping[str, ProviderFact] | None,
    *,
    shape: Shape,
    work_unit: str,
    ship_weeks: float,
    buy_note: str,
    buy_fact: str,
    phase: Phase = "idea",
    brief: str = "",
    own_machine: bool = False,
) -> Costs:
    """The whole money section. `shape` says which option is ours; prices come from dated provider facts.

    `ship_weeks` is the time until the first user; `buy_fact` the id of a bought alternative's dated price, or ''.
    `phase` and `brief` say on which model a live product runs; `own_machine`, whether a tuned one runs where nobody
    bills a call.
    """
    ledger = Ledger()
    _inputs(ledger, numbers, shape, own_machine=own_machine)
    ledger.add("ship_weeks", "weeks until the first user", ship_weeks, "weeks", "project_rule")
    if buy_fact:
        ledger.price("buy_unit_price", _BOUGHT.label, (facts or {}).get(buy_fact))
    calls = ledger.compute(
        "calls_month", "model calls a month", "a month", "product", a="volume_month", b="calls_per_unit"
    )
    strong = _model_option(ledger, "strong", STRONG_MODEL, facts, calls)
    cheap = _model_option(ledger, "cheap", CHEAP_MODEL, facts, calls)
    run = _running(ledger, shape, phase, brief, (strong, cheap))
    _outcome(ledger, run)
    beside = options(ledger, shape, strong, cheap, run, work_unit)
    tuned = tuning(ledger, shape, strong, cheap)
    days = [entry.as_of for entry in ledger.entries() if entry.as_of]
    return Costs(
        ledger=ledger.entries(),
        value=Value(unit=work_unit, unit_cost="today_unit_cost", volume="volume_month", monthly="value_month"),
        options=beside,
        build="build",
        payback=ledger.have("payback"),
        payback_note="" if ledger.value("payback") else "the gain does not cover the running cost at these numbers",
        stop_line=ledger.have("stop_line"),
        stop_note="" if ledger.value("stop_line") else "no stop line follows: today's cost is zero",
        buy_line=ledger.have("buy_line"),
        buy_note=buy_note,
        tuning=tuned,
        sensitivity=sensitivity(ledger),
        priced_on=min(days, default=None),
    )


def _inputs(ledger: Ledger, numbers: Sequence[DraftNumber], shape: Shape, *, own_machine: bool) -> None:
    given = {number.name: number for number in numbers}
    assumed = {**INPUTS, **(_MODEL_FIRST if shape == "classical" else {})}
    for name, default in {**assumed, "buy_unit_price": _BOUGHT}.items():
        number = given.get(name)
        if number is None:
            if name in INPUTS:
                ledger.add(
                    name, default.label, default.value, default.unit, "assumption", low=default.low, high=default.high
                )
            continue
        if own_machine and name == "tuned_call_cost" and number.origin == "assumption" and not number.value:
            ledger.add(
                name, f"{default.label} on a machine of one's own, billed by nobody", 0, default.unit, "project_rule"
            )
            continue
        low, high = (number.low, number.high) if number.origin == "assumption" else (None, None)
        if number.origin == "assumption" and (low is None or high is None):
            low, high = number.value / 2, number.value * 2
        claim = number.words if number.origin == "note" else ""
        ledger.add(name, default.label, number.value, default.unit, number.origin, low=low, high=high, claim=claim)


def _model_option(
    ledger: Ledger, option: str, model: str, facts: Mapping[str, ProviderFact] | None, calls: str
) -> CostOption | None:
    vendor = "anthropic" if model.startswith("claude") else "openai"
    name = _NAMES[model]
    line = (facts or {}).get(f"{vendor}.{model}.long_prompt_above")
    above = line.value if line is not None and not isinstance(line.value, str) else None
    tier = price_tier(ledger.value("tokens_in") or 0, above)
    prices = {
        f"price_{short}": ledger.price(
            f"{option}_price_{short}",
            f"{name}, {short}{', long prompt' if tier else ''}",
            (facts or {}).get(f"{vendor}.{model}.price_{kind}{tier}"),
        )
        for short, kind in (("in", "input"), ("cached", "cached"), ("out", "output"))
    }
    tokens = {name: name for name in ("tokens_in", "tokens_cached", "tokens_out")}
    call = ledger.compute(f"{option}_call", f"one call on {name}", "USD", "call_cost", **tokens, **prices)
    month = ledger.compute(f"{option}_month", f"{name} a month", "USD", "product", a=calls, b=call) if call else ""
    if not call:
        return None
    kind: Literal["prompting", "smaller_model"] = "prompting" if option == "strong" else "smaller_model"
    return CostOption(id=option, name=name, kind=kind, unit_cost=call, monthly=month, eval="not_measured")


def _running(
    ledger: Ledger, shape: Shape, phase: Phase, brief: str, models: tuple[CostOption | None, CostOption | None]
) -> str:
    ledger.compute(
        "review_month", "human review a month", "USD", "review_month",
        hours_week="review_hours_week", hour_cost="review_hour_cost",
    )  # fmt: skip
    if shape == "classical":
        return "run_month"
    return running(ledger, phase, brief, *models)


def _outcome(ledger: Ledger, run: str) -> None:
    volume, share = "volume_month", "share_done"
    ledger.compute("value_month", "today's cost a month", "USD", "product", a=volume, b="today_unit_cost")
    ledger.compute("build", "build", "USD", "build_cost", people="people", weeks="weeks", week_cost="week_cost")
    ledger.compute(
        "spend", "spent before the first user", "USD", "build_cost",
        people="people", weeks="ship_weeks", week_cost="week_cost",
    )  # fmt: skip
    ledger.compute(
        "other_build", "people on the other path before its first user", "USD", "build_cost",
        people="people", weeks="other_weeks", week_cost="week_cost",
    )  # fmt: skip
    ledger.compute(
        "other_spend", "spent on the other path before its first user", "USD", "total",
        a="other_build", b="other_data_cost",
    )  # fmt: skip
    ledger.compute("done_month", "units truly done a month", "a month", "product", a=volume, b=share)
    ledger.compute("gain_month", "gain a month", "USD", "gain_month", value_month="value_month", share=share)
    ledger.compute(
        "unit_cost_done", "cost per unit truly done", "USD", "unit_cost_done", run_month=run, volume=volume, share=share
    )
    ledger.compute(
        "payback", "payback", "months", "payback_months", build="build", gain_month="gain_month", run_month=run
    )
    ledger.compute(
        "stop_line", "share below which a year does not repay the build", "share", "stop_share",
        build="build", run_month=run, value_month="value_month",
    )  # fmt: skip
    ledger.compute(
        "buy_line", "bought price per unit above which building pays in two years", "USD", "buy_line",
        build="build", run_month=run, volume=volume, share=share,
    )  # fmt: skip
