"""Invariant: every derived amount in a plan is one of these pure functions, so that any reader can recompute it.

Parameters are plain numbers in the units their docstrings name; money is US dollars, months are calendar months.
A result that does not exist (no saving, nothing to divide by) is None: "never" is said in words, not as a number.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

WEEKS_PER_MONTH = 52 / 12
HORIZON_MONTHS = 12
"""A build that is not repaid within a year stops (project rule; the stop line follows from it)."""
BUY_HORIZON_MONTHS = 24
"""Building is compared with buying over two years (project rule)."""


def product(a: float, b: float) -> float:
    """a × b: volume × calls per unit, calls × cost per call, volume × cost per unit."""
    return a * b


def total(a: float, b: float) -> float:
    """a + b."""
    return a + b


def saving(a: float, b: float) -> float | None:
    """a − b: what a cheaper option saves; None when it saves nothing."""
    return a - b if a > b else None


def call_cost(
    tokens_in: float,
    tokens_cached: float,
    tokens_out: float,
    price_in: float,
    price_cached: float,
    price_out: float,
    tokens_written: float = 0,
    price_written: float = 0,
) -> float:
    """Dollars of one model call; tokens_in is the whole prompt, prices are USD per million tokens.

    `tokens_cached` of the prompt are read from the provider's cache, `tokens_written` are written to it.
    Source: the providers' pricing pages as dated in corpus note `cost-and-latency-model`.
    """
    fresh = tokens_in - tokens_cached - tokens_written
    kept = tokens_cached * price_cached + tokens_written * price_written
    return (fresh * price_in + kept + tokens_out * price_out) / 1e6


def price_tier(prompt_tokens: float, long_prompt_above: float | None) -> str:
    """How the kinds of the prices end that a prompt is charged at: `_long` above the model's line, else ''.

    The long prices then hold for the whole call. Source: the providers' pricing pages, as dated in the provider facts.
    """
    return "_long" if long_prompt_above is not None and prompt_tokens > long_prompt_above else ""


def review_month(hours_week: float, hour_cost: float) -> float:
    """Dollars a month for people reviewing: hours a week × dollars an hour × 52/12."""
    return hours_week * hour_cost * WEEKS_PER_MONTH


def build_cost(people: float, weeks: float, week_cost: float) -> float:
    """Dollars to build: people × weeks × dollars per person-week."""
    return people * weeks * week_cost


def gain_month(value_month: float, share: float) -> float:
    """Dollars a month that the product saves or earns: today's monthly cost × share of cases truly done."""
    return value_month * share


def unit_cost_done(run_month: float, volume: float, share: float) -> float | None:
    """Dollars per case truly done: monthly running cost ÷ (volume × share)."""
    done = volume * share
    return run_month / done if done > 0 else None


def payback_months(build: float, gain_month: float, run_month: float) -> float | None:
    """Months until the build is repaid: build ÷ (gain − running cost); None when the gain does not cover it."""
    saved = gain_month - run_month
    return build / saved if saved > 0 else None


def stop_share(build: float, run_month: float, value_month: float) -> float | None:
    """Share of cases below which a year does not repay the build: (build/12 + run) ÷ today's monthly cost."""
    return (build / HORIZON_MONTHS + run_month) / value_month if value_month > 0 else None


def buy_line(build: float, run_month: float, volume: float, share: float) -> float | None:
    """Price per case above which building beats buying over two years: (build/24 + run) ÷ cases done a month."""
    done = volume * share
    return (build / BUY_HORIZON_MONTHS + run_month) / done if done > 0 else None


def tuning_break_even(
    one_off: float,
    amortise_months: float,
    fixed_month: float,
    upkeep_month: float,
    cost_untuned: float,
    cost_tuned: float,
) -> float | None:
    """Calls a month from which tuning pays: (one_off/amortise + fixed + upkeep) ÷ (untuned − tuned cost per call).

    Against the strongest untuned option that passes the eval, never the incumbent (project rule; corpus note
    `fine-tune-gate`). None when a tuned call costs as much or more: tuning then never pays on cost.
    """
    saving = cost_untuned - cost_tuned
    return (one_off / amortise_months + fixed_month + upkeep_month) / saving if saving > 0 else None


FORMULAS: Mapping[str, Callable[..., float | None]] = {
    function.__name__: function
    for function in (
        product,
        total,
        saving,
        call_cost,
        review_month,
        build_cost,
        gain_month,
        unit_cost_done,
        payback_months,
        stop_share,
        buy_line,
        tuning_break_even,
    )
}
"""By name, as `Quantity.formula` stores it. PF304 calls these again."""
