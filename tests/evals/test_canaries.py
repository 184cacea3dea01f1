"""What is no plan at all, or the plan of something else, never looks like good work to a suite, metric by metric."""

from __future__ import annotations

import json
from collections.abc import Mapping

import pytest

from assistant.evals import suites
from assistant.evals.suites import WHOLE_CASE
from docs import canary_matrix
from tests.evals.canaries import CANARIES, GOOD, Matrix, separated

_COMMITTED: Matrix = json.loads(canary_matrix.PLACE.read_text(encoding="utf-8"))
_FIVE = tuple(name for name in CANARIES if name != "relabelled")
_CANNOT_TELL_RELABELLED = {"fit"}
"""It asks for verdict and phase alone, and another brief of the same kind has the same."""


def told(table: Matrix) -> Mapping[str, Mapping[str, frozenset[str]]]:
    """Suite → metric → the canaries it tells. `relabelled` is followed for whole cases alone: its plans are sound."""
    return {
        suite: {
            metric: frozenset(name for name in (CANARIES if metric == WHOLE_CASE else _FIVE) if separated(row, name))
            for metric, row in rows.items()
        }
        for suite, rows in table.items()
    }


def test_no_cell_flipped_in_either_direction() -> None:
    assert told(canary_matrix.make()) == told(_COMMITTED), "python -m docs.canary_matrix, and look at what moved"


def test_every_gating_metric_of_every_suite_is_there_and_good_turns_pass_it() -> None:
    assert set(_COMMITTED) == set(suites.shipped())
    for name, rows in _COMMITTED.items():
        suite = suites.find(name)
        gating = {gate.scorer for gate in suite.head.gate}
        groups = {gate.group for gate in suite.head.gate}
        asked = {scorer for placed in suite.cases if groups & {"*", placed.group} for scorer in placed.asked}
        assert set(rows) == (asked if WHOLE_CASE in gating else gating) | {WHOLE_CASE}, name
        assert all(row[GOOD] > 0 and set(row) == {GOOD, *CANARIES} for row in rows.values()), name


@pytest.mark.parametrize("canary", _FIVE)
def test_every_gating_metric_of_every_suite_tells_every_canary(canary: str) -> None:
    blind = [
        f"{suite} {name}"
        for suite, rows in _COMMITTED.items()
        for name, row in rows.items()
        if not separated(row, canary)
    ]
    assert blind == []


@pytest.mark.parametrize("canary", CANARIES)
def test_every_suite_rejects_every_canary_as_a_whole(canary: str) -> None:
    found = {suite for suite, rows in _COMMITTED.items() if separated(rows[WHOLE_CASE], canary)}
    assert set(_COMMITTED) - found == (_CANNOT_TELL_RELABELLED if canary == "relabelled" else set())
