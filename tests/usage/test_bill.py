"""A day's bill is what its calls were recorded to cost."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from assistant.usage import bill
from assistant.usage.log import UsageLog
from tests.usage import made


def test_a_day_adds_up_its_turns_and_no_others(tmp_path: Path) -> None:
    with UsageLog.open(tmp_path, clock=made.noon) as log:
        turn = made.turn()
        assert turn.cost_usd
        log.record("finished", turn)
        log.record("finished", replace(made.turn(), started_at="2026-11-22T23:59:59+00:00"))
        assert bill.of_day(log.store, turn.started_at) == turn.cost_usd
        assert bill.of_day(log.store, "2026-11-21T00:00:00+00:00") == 0.0


def test_a_log_that_cannot_be_read_costs_no_answer(tmp_path: Path) -> None:
    log = UsageLog(tmp_path)
    (tmp_path / "usage.sqlite3").mkdir()
    assert bill.of_day(log.store, "2026-11-21T00:00:00+00:00") is None
