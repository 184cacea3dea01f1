"""A doctor sees how the log is without touching it, whatever state it is in."""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from assistant.usage.chain import HEAD
from assistant.usage.health import health
from assistant.usage.log import LOG_NAME, UsageLog
from tests.usage import made
from tests.usage.test_chain import change, relink


def files(home: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in home.rglob("*") if path.is_file()}


@pytest.fixture
def home(tmp_path: Path) -> Path:
    with UsageLog.open(tmp_path / "data", clock=made.noon) as log:
        log.record("finished", made.turn())
    return tmp_path / "data"


def test_no_log_yet_is_well_and_stays_no_log(tmp_path: Path) -> None:
    found = health(tmp_path / "data")
    assert (found.exists, found.writable, found.turns, found.faults, found.well) == (False, True, None, (), True)
    assert not (tmp_path / "data").exists()


def test_a_sound_log_is_well_and_not_a_byte_of_it_changes(home: Path) -> None:
    before = files(home)
    found = health(home)
    assert (found.path, found.exists, found.turns, found.faults, found.well) == (home / LOG_NAME, True, 1, (), True)
    assert files(home) == before
    assert found.as_json()["path"] == str(home / LOG_NAME)


def test_a_log_that_is_open_elsewhere_is_read_as_it_stands(home: Path) -> None:
    with UsageLog.open(home, clock=made.noon) as log:
        log.record("finished", made.turn("a second one"))
        assert (health(home).turns, health(home).well) == (2, True)


def test_turns_that_could_not_be_recorded_are_counted_with_the_reason(home: Path) -> None:
    with UsageLog.open(home, clock=made.noon) as log:
        with closing(sqlite3.connect(home / LOG_NAME)) as db:
            db.execute("CREATE TRIGGER full BEFORE INSERT ON turns BEGIN SELECT RAISE(ABORT, 'no room'); END")
        log.record("finished", made.turn("one more"))
        log.record("finished", made.turn("another"))
    found = health(home)
    assert (found.not_recorded, found.last_missed_why, found.well) == (2, "no room", False)
    assert found.last_missed_at.startswith("2026-11-23T12:00")


def test_a_changed_row_and_a_smashed_file_are_told(home: Path) -> None:
    with closing(sqlite3.connect(home / LOG_NAME)) as db, db:
        db.execute("UPDATE turns SET answer = 'something else'")
    assert any("not what was written" in fault for fault in health(home).faults)
    (home / LOG_NAME).write_bytes(b"no database at all" * 300)
    found = health(home)
    assert (found.turns, found.well) == (None, False)
    assert found.faults == ("it cannot be checked: the log is damaged",)


def test_a_log_whose_key_is_gone_cannot_be_checked_and_gets_no_new_key(home: Path) -> None:
    (home / "usage.key").unlink()
    assert health(home).faults == ("it cannot be checked: no such file or directory",)
    assert not (home / "usage.key").exists()


def test_a_file_that_may_not_be_written_is_told(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("assistant.usage.health.os.access", lambda path, mode: path != home / LOG_NAME)
    assert (health(home).writable, health(home).well) == (False, False)


@pytest.fixture
def older(home: Path) -> Path:
    """The log as the version before the last step of the schema left it."""
    change(home, "DROP TRIGGER chain_no_delete", f"DELETE FROM chain WHERE kind = '{HEAD}'", "DROP TABLE chain_head")
    change(home, "ALTER TABLE exports DROP COLUMN path", "DELETE FROM migrations WHERE name = 'm004_ends'")
    relink(home)
    return home


def test_a_log_of_an_earlier_version_is_checked_as_it_stands(older: Path) -> None:
    before = files(older)
    assert (health(older).turns, health(older).faults) == (1, ())
    assert files(older) == before
    change(older, "UPDATE turns SET answer = 'something else'")
    assert any("not what was written" in fault for fault in health(older).faults)


def test_a_log_of_an_earlier_version_is_read_on_a_disk_that_only_reads(
    older: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before, plain = files(older), os.access
    monkeypatch.setattr(os, "access", lambda path, mode: not mode & os.W_OK and plain(path, mode))
    with UsageLog.open(older, clock=made.noon) as log:
        assert [turn.text for turn in log.turns()] == [made.BRIEF]
        assert log.verify() == []
        log.record("finished", made.turn("one more"))
        assert log.last_error == "the log is read-only"
    assert files(older)[LOG_NAME] == before[LOG_NAME]
