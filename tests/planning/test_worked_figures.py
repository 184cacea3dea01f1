"""The worked figures that the money of a plan must reproduce from their stated inputs."""

from __future__ import annotations

import pytest

from assistant.planning.formulas import (
    build_cost,
    buy_line,
    call_cost,
    gain_month,
    payback_months,
    product,
    review_month,
    stop_share,
    tuning_break_even,
    unit_cost_done,
)


def test_tuning_pays_three_times_later_against_the_strongest_untuned_option() -> None:
    big = call_cost(3_500, 0, 500, 2, 0.2, 10)
    small = call_cost(3_500, 0, 500, 1, 0.1, 5)
    tuned = call_cost(700, 0, 500, 1, 0.1, 5)
    assert (big, small, tuned) == pytest.approx((0.012, 0.006, 0.0032))
    assert tuning_break_even(5_000, 6, 300, 0, big, tuned) == pytest.approx(128_788, rel=1e-3)
    assert tuning_break_even(5_000, 6, 300, 0, small, tuned) == pytest.approx(404_762, rel=1e-3)


def test_a_dearer_tuned_call_never_breaks_even() -> None:
    assert tuning_break_even(5_000, 6, 300, 0, 0.0005, 0.001) is None


def test_the_support_plan_recomputes_from_its_inputs() -> None:
    call = call_cost(6_000, 4_000, 500, 2, 0.1, 10)
    model, review = product(12_000, call), review_month(5, 35)
    run, value, build = model + review, product(4_000, 7), build_cost(2, 8, 2_500)
    assert call == pytest.approx(0.0094)
    assert round(model) == 113
    assert round(review) == 758
    assert unit_cost_done(run, 4_000, 0.25) == pytest.approx(0.87, abs=0.005)
    assert payback_months(build, gain_month(value, 0.25), run) == pytest.approx(6.5, abs=0.05)
    assert payback_months(build, gain_month(value, 0.15), run) == pytest.approx(12, abs=0.05)
    assert payback_months(build, gain_month(value, 0.40), run) == pytest.approx(3.9, abs=0.05)
    assert stop_share(build, run, value) == pytest.approx(0.15, abs=0.001)
    assert buy_line(build, run, 4_000, 0.25) == pytest.approx(2.54, abs=0.005)
    assert tuning_break_even(0, 12, 8_000, 0, 0.0094, 0.001) == pytest.approx(952_000, rel=1e-3)


def test_the_forecast_plan_recomputes_from_its_inputs() -> None:
    strong = product(108_000_000, call_cost(1_500, 0, 50, 2, 0.1, 10))
    cheap = product(108_000_000, call_cost(1_500, 0, 50, 0.1, 0.01, 0.5))
    year_one, waste = build_cost(3, 12, 2_500) + 12 * (2_000 + 5_000), product(300, 1_000) * 52
    assert round(strong) == 378_000
    assert round(cheap) == 18_900
    assert year_one == 174_000
    assert year_one / waste == pytest.approx(0.011, abs=0.0005)
