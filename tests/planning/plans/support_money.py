"""The money of the support plan: every amount derived from stated inputs and dated prices."""

from __future__ import annotations

from datetime import date

from assistant.planning.costs import CostOption, Costs, Sensitivity, Tuning, Value
from assistant.planning.ledger import Ledger, recompute
from tests.planning.plans.parts import FACTS


def money() -> Costs:
    """Every amount of the plan, derived from stated inputs."""
    book = Ledger()
    book.add("volume", "tickets a month", 4_000, "a month", "brief")
    for name, label, value, low, high, unit in (
        ("calls_each", "calls per ticket", 3, 1, 6, "calls"),
        ("in", "tokens in", 6_000, 3_000, 12_000, "tokens"),
        ("cached", "of which cached", 4_000, 0, 6_000, "tokens"),
        ("out", "tokens out", 500, 200, 1_000, "tokens"),
        ("today", "a ticket today", 7, 2.5, 17, "USD"),
        ("share", "truly solved", 0.25, 0.15, 0.40, "share"),
        ("weeks", "weeks of building", 8, 6, 12, "weeks"),
        ("people", "people building", 2, 2, 2, "people"),
        ("week_cost", "a person-week", 2_500, 1_500, 4_000, "USD"),
        ("hours", "hours of review a week", 5, 2, 10, "hours"),
        ("hour_cost", "an hour of review", 35, 20, 60, "USD"),
        ("once", "tuning, one-off", 24_000, 10_000, 60_000, "USD"),
        ("months", "months a tuned model lives", 12, 6, 18, "months"),
        ("serving", "serving a tuned model a month", 5_000, 2_000, 10_000, "USD"),
        ("upkeep", "retraining a month", 1_000, 500, 3_000, "USD"),
        ("tuned", "one tuned call", 0.001, 0.0005, 0.003, "USD"),
        ("bought", "a bought resolution", 0.99, 0.5, 2, "USD"),
    ):
        book.add(name, label, value, unit, "assumption", low=low, high=high)
    tokens = {"tokens_in": "in", "tokens_cached": "cached", "tokens_out": "out"}
    for option, model in (("strong", "anthropic.claude-sonnet-5-5"), ("cheap", "openai.gpt-6-luna")):
        prices = {
            f"price_{short}": book.price(f"{option}_{kind}", f"{option}, {kind}", FACTS[f"{model}.price_{kind}"])
            for short, kind in (("in", "input"), ("cached", "cached"), ("out", "output"))
        }
        book.compute(f"{option}_call", f"one {option} call", "USD", "call_cost", **tokens, **prices)
    book.compute("calls", "calls a month", "a month", "product", a="volume", b="calls_each")
    book.compute("strong_month", "strong model a month", "USD", "product", a="calls", b="strong_call")
    book.compute("cheap_month", "cheap model a month", "USD", "product", a="calls", b="cheap_call")
    book.compute("review", "review a month", "USD", "review_month", hours_week="hours", hour_cost="hour_cost")
    book.compute("run", "running cost a month", "USD", "total", a="strong_month", b="review")
    book.compute("month", "today's cost a month", "USD", "product", a="volume", b="today")
    book.compute("build", "build", "USD", "build_cost", people="people", weeks="weeks", week_cost="week_cost")
    book.compute("gain", "saved a month", "USD", "gain_month", value_month="month", share="share")
    book.compute(
        "payback", "months to repay", "months", "payback_months", build="build", gain_month="gain", run_month="run"
    )
    book.compute("stop", "stop line", "share", "stop_share", build="build", run_month="run", value_month="month")
    book.compute(
        "line",
        "price above which building wins",
        "USD",
        "buy_line",
        build="build",
        run_month="run",
        volume="volume",
        share="share",
    )
    book.compute(
        "even",
        "calls a month from which tuning pays",
        "calls a month",
        "tuning_break_even",
        one_off="once",
        amortise_months="months",
        fixed_month="serving",
        upkeep_month="upkeep",
        cost_untuned="strong_call",
        cost_tuned="tuned",
    )
    entries = book.entries()
    at_low, at_high = (recompute(entries, {"share": share})["payback"] for share in (0.15, 0.40))
    return Costs(
        ledger=entries,
        value=Value(unit="ticket", unit_cost="today", volume="volume", monthly="month"),
        options=(
            CostOption(id="now", name="Agents", kind="today", unit_cost="today", monthly="month"),
            CostOption(
                id="strong",
                name="Sonnet 5.5 with retrieval",
                kind="prompting",
                unit_cost="strong_call",
                monthly="strong_month",
                eval="not_measured",
            ),
            CostOption(
                id="cheap",
                name="GPT-6 Luna with retrieval",
                kind="smaller_model",
                unit_cost="cheap_call",
                monthly="cheap_month",
                eval="not_measured",
            ),
            CostOption(
                id="bot", name="A bought bot", kind="buy", unit_cost="bought", note="list price, read 2026-11-23"
            ),
            CostOption(
                id="tuned",
                name="A tuned open model",
                kind="fine_tune",
                unit_cost="tuned",
                monthly="serving",
                one_off="once",
            ),
        ),
        build="build",
        payback="payback",
        stop_line="stop",
        buy_line="line",
        tuning=Tuning(against="strong", break_even="even", never_because="If GPT-6 Luna passes the eval: never."),
        sensitivity=(Sensitivity(assumption="share", result="payback", at_low=at_low, at_high=at_high),),
        priced_on=date(2026, 10, 31),
    )
