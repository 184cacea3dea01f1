"""Figures say what they rest on, and an empty log has none."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from assistant.cli import stats_view
from assistant.planning.findings import Finding
from assistant.usage.log import UsageLog
from assistant.usage.quality import distance
from tests.usage import made


@pytest.fixture
def log(tmp_path: Path) -> Iterator[UsageLog]:
    with UsageLog.open(tmp_path, clock=made.noon) as opened:
        yield opened


def test_an_empty_log_measures_nothing(log: UsageLog) -> None:
    stats = log.stats()
    assert (stats["accept_rate"], stats["cache_share"], stats["edit_distance"]["mean"]) == (None, None, None)
    assert stats["latency_ms"] == {"p50": None, "p95": None, "n": 0}
    assert (stats["weeks"], stats["failures"], stats["metrics"]) == ([], {}, {})
    assert "accept rate: not measured (of 0 judged)" in stats_view.text(stats)


def test_shares_quantiles_and_weeks(log: UsageLog) -> None:
    for number in range(20):
        call = replace(made.call(), latency_ms=100 * (number + 1), ttft_ms=10 * (number + 1))
        turn = replace(made.turn(), calls=(call,), started_at=f"2026-11-{2 + number:02}T12:00:00+00:00")
        log.record("finished", turn)
        if number < 4:
            kind = ("accept", "accept", "edit", "bad")[number]
            edited = made.plan("Edited") if kind == "edit" else None
            log.feedback(turn.id, kind=kind, comment="no", edited_plan=edited)
    stats = log.stats()
    assert (stats["accept_rate"], stats["judged"]) == (0.75, 4)
    assert stats["latency_ms"] == {"p50": 1000, "p95": 1900, "n": 20}
    assert stats["ttft_ms"] == {"p50": 100, "p95": 190, "n": 20}
    assert stats["cache_share"] == pytest.approx(20 / 125)
    assert 0 < stats["edit_distance"]["mean"] < 0.2
    assert [week["turns"] for week in stats["weeks"]] == [7, 7, 6]
    assert [(week["kept"], week["judged"]) for week in stats["weeks"]] == [(3, 4), (0, 0), (0, 0)]


def test_failures_are_counted_by_kind(log: UsageLog) -> None:
    cut = replace(made.call(), reply=replace(made.call().reply, stop="cut", retries=2))
    finding = Finding("PF301", "error", "costs", "No origin.", "Name it.")
    log.record("finished", replace(made.turn(status="failed"), calls=(cut,)))
    log.record("finished", replace(made.turn(status="draft"), findings=(finding, finding)))
    assert log.stats()["failures"] == {"draft": 1, "failed": 1, "call cut": 1, "retries": 2, "PF301": 2}


def test_distance_is_the_share_of_lines_that_differ() -> None:
    assert distance("a\nb", "a\nb") == 0
    assert distance("a\nb", "c\nd") == 1
    assert distance("a\nb\nc\nd", "a\nb\nc\nx") == pytest.approx(0.25)


def test_a_chart_shows_the_highest_full_and_hides_nothing_above_zero() -> None:
    assert stats_view.chart([0, 1, 100]) == " ▁█"
    assert stats_view.chart([]) == ""
    assert stats_view.chart([0, 0]) == "  "
