"""A report reads top down and hides nothing: the interval, the gate, the unmeasured, and why a case did not pass."""

from __future__ import annotations

from pathlib import Path

import pytest

from assistant.agent.turn import Turn
from assistant.evals import runner
from assistant.evals.intervals import wilson
from assistant.evals.table import render
from tests.evals.bench import Bench, case, planned, suite
from tests.planning.plans import clarify


@pytest.mark.parametrize(
    ("passed", "total", "low", "high"),
    [(0, 0, 0.0, 1.0), (0, 10, 0.0, 0.2775), (5, 10, 0.2366, 0.7634), (10, 10, 0.7225, 1.0), (81, 263, 0.2553, 0.3662)],
)
def test_the_interval_is_wilson_s(passed: int, total: int, low: float, high: float) -> None:
    """The last row is the worked example of Newcombe, Statistics in Medicine 17, 1998: 81 of 263."""
    assert wilson(passed, total) == pytest.approx((low, high), abs=1e-4)


def test_the_table_says_what_failed_and_why(tmp_path: Path) -> None:
    def answer(text: str) -> Turn:
        if "breaks" in text:
            raise KeyError("gone")
        return planned(clarify()) if "vague" in text else planned()

    points = {"must": ["says how"], "must_not": ["trains first", "promises"]}
    found = suite(tmp_path / "s", case("good", **points), case("bad", brief="vague"), case("odd", brief="breaks"))
    lines = render(runner.run(found, Bench(answer))).splitlines()
    assert lines[0] == "s: failed · 3 cases, 1 passed, 1 failed, 1 unmeasured"
    assert lines[3].split() == ["every", "case", "fail", "1/3", "33%", "6%", "to", "79%", "1", "≥", "100%"]
    text = "\n".join(lines)
    assert "  fail        cases/bad on offline\n              verdict_in: clarify; accepted: product_first" in text
    assert "  unmeasured  cases/odd on offline\n              the turn broke off: KeyError: 'gone'" in text
    assert "model quality: not measured (offline drafter)" in lines
    assert "must and must-not points: not measured (3, for readers)" in lines
    assert all(line == line.rstrip() for line in lines)


def test_a_long_list_of_failures_is_cut_and_says_so(tmp_path: Path) -> None:
    found = suite(tmp_path / "s", *[case(f"c{i}") for i in range(45)])
    text = render(runner.run(found, Bench(lambda text: planned(clarify()))))
    assert text.count("\n  fail") == 40
    assert "and 5 more, in the report" in text
