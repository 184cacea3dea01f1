"""A turn stays within its budget beside one bare call over the same mocked wire (a ratio within one run)."""

from __future__ import annotations

from benchmarks import agent


def test_a_turn_keeps_its_budget_beside_a_bare_call() -> None:
    assert 1 < agent.ratio(rounds=5) < agent.BUDGET
