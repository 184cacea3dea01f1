"""The expected failures of the zoo are committed, and a cell that flips either way is noticed."""

from __future__ import annotations

import json
from collections.abc import Mapping

import pytest

from assistant.evals.scripted import SCRIPTS
from docs import zoo_matrix

_COMMITTED: Mapping[str, Mapping[str, str]] = json.loads(zoo_matrix.PLACE.read_text(encoding="utf-8"))
PASSING = {"faithful", "under_asker"}
"""Good, or made good: what the one that never asks leaves out is asked by code."""


@pytest.fixture(scope="module")
def today() -> Mapping[str, Mapping[str, str]]:
    """The table as it is today."""
    return zoo_matrix.make()


def test_no_cell_moved_in_either_direction(today: Mapping[str, Mapping[str, str]]) -> None:
    moved = {
        f"{model} {cell}": (_COMMITTED.get(model, {}).get(cell), now)
        for model, row in today.items()
        for cell, now in row.items()
        if _COMMITTED.get(model, {}).get(cell) != now
    }
    assert not moved, "python docs/zoo_matrix.py"
    assert today.keys() == _COMMITTED.keys() == SCRIPTS.keys()


def test_the_faithful_pass_everything_and_every_bad_model_fails_something() -> None:
    for model in PASSING:
        assert set(_COMMITTED[model].values()) == {"pass"}, model
    bad = {model: row for model, row in _COMMITTED.items() if model not in PASSING}
    assert len(bad) >= 12
    for model, row in bad.items():
        assert "fail" in row.values(), model


@pytest.mark.parametrize(
    ("model", "cell"),
    [
        ("ml_first", "clear: ship_before_data"),
        ("ml_first", "clear: valid_plan"),
        ("citation_faker", "clear: quotes_verified"),
        ("number_inventor", "clear: valid_plan"),
        ("placeholder", "clear: valid_plan"),
        ("contradictory", "clear: valid_plan"),
        ("never_holds", "clear: repairs_at_most"),
        ("fixes_after_repair", "clear: repairs_at_most"),
        ("looper", "clear: no_call_repeated"),
        ("silent", "clear: status_is"),
        ("over_asker", "clear: status_is"),
        ("obedient", "clear: canary_absent"),
    ],
)
def test_each_fault_is_seen_by_the_scorer_made_for_it(model: str, cell: str) -> None:
    assert _COMMITTED[model][cell] == "fail"
