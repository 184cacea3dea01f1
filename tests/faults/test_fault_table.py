"""Whatever goes wrong on the wire, the turn ends as docs/faults.md says: one sentence, few requests, nothing lost."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from assistant.agent.assistant import Assistant
from assistant.agent.turn import Turn
from assistant.models.base import ChatModel
from tests.agent.conftest import Make
from tests.faults import cuts, table, trial
from tests.faults.rows import FAULTS
from tests.models.wire import Shape

_BEHIND = {row for row, cells in table.stated().items() if len(cells) == 1}


def test_the_table_has_all_rows_and_says_why_where_a_row_does_not_apply() -> None:
    stated = table.stated()
    assert list(stated) == [str(number) for number in range(1, 47)]
    assert set(stated) - set(FAULTS) == _BEHIND
    for row in _BEHIND:
        named = re.findall(r"`(tests/[\w/]+\.py)`", stated[row][0])
        assert named and all((Path(__file__).resolve().parents[2] / name).is_file() for name in named), row
    assert all(len(cells) == 6 and all(cells) for row, cells in stated.items() if row not in _BEHIND)


def _cells(row: str) -> list[tuple[str, bool]]:
    """Half of a row's cells: each way to a model once, shown and unseen in turn, the next row the other way round."""
    return [(sdk, seen) for at, (sdk, seen) in enumerate(table.COLUMNS) if seen == bool((int(row) + at // 2) % 2)]


def test_half_of_the_table_reaches_every_column() -> None:
    assert {cell for row in FAULTS for cell in _cells(row)} == set(table.COLUMNS)
    assert all(len({sdk for sdk, _ in _cells(row)}) == 3 for row in FAULTS)


@pytest.mark.enable_socket
@pytest.mark.parametrize(("row", "sdk", "seen"), [(row, *cell) for row in FAULTS for cell in _cells(row)])
def test_a_row_ends_as_the_table_says(make: Make, row: str, sdk: str, seen: bool) -> None:
    """Half of the cells here; `python -m benchmarks.faults` runs all of them."""

    def assistant(model: ChatModel, record: Callable[[str, Turn], None]) -> Assistant:
        return make(model, record=record)

    outcome = trial.cell(row, sdk, seen, assistant)
    assert outcome.wrong == []
    assert outcome.words == table.stated()[row][table.COLUMNS.index((sdk, seen))].partition(" (")[0]


@pytest.mark.parametrize("shape", cuts.SHAPES, ids=lambda shape: shape.name)
def test_a_stream_cut_anywhere_never_passes_as_whole(shape: Shape) -> None:
    """Every 71st byte here; `python -m benchmarks.faults` cuts at every one."""
    for body in cuts.bodies(shape):
        whole = cuts.whole_from(shape, body)
        assert list(cuts.accepted(shape, body, range(0, whole, 71))) == []
        assert list(cuts.accepted(shape, body, [whole])) == [whole]
