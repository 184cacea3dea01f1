"""What could not be recorded is counted where a later process sees it."""

from __future__ import annotations

import sqlite3
import stat
from collections.abc import Iterator
from contextlib import AbstractContextManager, closing, contextmanager
from pathlib import Path

import pytest

from assistant.usage import recording
from assistant.usage.log import UsageLog
from assistant.usage.missed import SIZE, Missed
from tests.usage import made


def test_a_missed_turn_is_seen_by_the_next_process(tmp_path: Path) -> None:
    with UsageLog.open(tmp_path, clock=made.noon) as log:
        log.record("finished", made.turn())
        log.store.alone(lambda db: db.execute("PRAGMA query_only = ON"))
        log.record("finished", made.turn())
        assert log.not_recorded == 1
    with UsageLog.open(tmp_path, clock=made.noon) as log:
        assert log.stats()["not_recorded"] == 1
        assert log.missed.read() == (1, "2026-11-23T12:00:00+00:00", "the log is read-only")


def test_the_counter_is_private_and_never_grows(tmp_path: Path) -> None:
    counter = Missed(tmp_path / "counter")
    counter.prepare()
    for number in range(300):
        assert counter.add("the disk is full " + "x" * 300, made.noon())
        assert counter.read()[0] == number + 1
    assert (tmp_path / "counter").stat().st_size == SIZE
    assert stat.S_IMODE((tmp_path / "counter").stat().st_mode) == 0o600


@pytest.mark.parametrize("data", [b"", b"x" * 600, b'{"count": "many"}', b"[1]", b"\xff\xfe"])
def test_a_spoiled_counter_begins_anew(tmp_path: Path, data: bytes) -> None:
    (tmp_path / "counter").write_bytes(data)
    counter = Missed(tmp_path / "counter")
    assert counter.read()[0] == 0
    counter.prepare()
    assert counter.add("again", made.noon())
    assert counter.read()[0] == 1


def test_a_folder_that_is_not_there_counts_nothing_and_breaks_nothing(tmp_path: Path) -> None:
    counter = Missed(tmp_path / "nowhere" / "counter")
    assert not counter.add("no folder", made.noon())
    assert counter.read() == (0, "", "")


@contextmanager
def held(log: UsageLog, seconds: float, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Another writer holds the log, and nobody waits for it longer than `seconds`."""
    for name in ("FIRST_SECONDS", "LAST_SECONDS", "TURN_SECONDS"):
        monkeypatch.setattr(recording, name, seconds)
    with closing(sqlite3.connect(log.store.path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        yield
        other.execute("ROLLBACK")


def test_one_turn_that_finds_the_log_held_is_counted_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with UsageLog.open(tmp_path, clock=made.noon) as log:
        log.record("finished", made.turn("before"))
        turn = made.turn("while it is held")
        with held(log, 0.01, monkeypatch):
            log.record("started", made.begun(turn))
            log.record("finished", turn)
        assert (log.not_recorded, log.stats()["not_recorded"]) == (1, 1)
        assert log.last_error == "another process held the log too long"


def test_a_turn_that_is_stored_whole_in_the_end_was_not_missed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with UsageLog.open(tmp_path, clock=made.noon) as log:
        log.record("finished", made.turn("before"))
        turn = made.turn("while it is held")
        with held(log, 0.01, monkeypatch):
            log.record("started", made.begun(turn))
            assert log.missed.read()[0] == 1
        log.record("finished", turn)
        assert (log.not_recorded, log.stats()["not_recorded"]) == (0, 0)
        assert [kept.text for kept in log.turns()] == ["before", "while it is held"]


def test_a_turn_waits_for_the_log_five_seconds_in_all(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert recording.FIRST_SECONDS + recording.LAST_SECONDS == recording.TURN_SECONDS == 5
    waited: list[float] = []
    with UsageLog.open(tmp_path, clock=made.noon) as log:
        log.record("finished", made.turn("before"))
        turn, plain = made.turn("while it is held"), log.store.waiting

        def noted(seconds: float) -> AbstractContextManager[None]:
            waited.append(seconds)
            return plain(0.01)

        monkeypatch.setattr(log.store, "waiting", noted)
        with closing(sqlite3.connect(log.store.path, isolation_level=None)) as other:
            other.execute("BEGIN IMMEDIATE")
            log.record("started", made.begun(turn))
            log.record("finished", turn)
    assert waited == [3.0, 2.0]
