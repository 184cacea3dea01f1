"""A backup is one private file that opens as a log, and is never half there."""

from __future__ import annotations

import stat
from collections.abc import Iterator
from pathlib import Path

import pytest

from assistant.errors import InputError
from assistant.usage.backup import backup
from assistant.usage.log import UsageLog
from tests.usage import made


@pytest.fixture
def log(tmp_path: Path) -> Iterator[UsageLog]:
    with UsageLog.open(tmp_path / "data", clock=made.noon) as opened:
        for number in range(5):
            opened.record("finished", made.turn(f"brief {number}"))
        yield opened


def test_a_backup_of_an_open_log_holds_every_turn(log: UsageLog, tmp_path: Path) -> None:
    home = tmp_path / "restored"
    home.mkdir()
    written = backup(log, home / "usage.sqlite3")
    assert stat.S_IMODE(written.stat().st_mode) == 0o600
    assert [path.name for path in home.iterdir()] == ["usage.sqlite3"]
    (home / "usage.key").write_bytes((log.home / "usage.key").read_bytes())
    with UsageLog.open(home, clock=made.noon) as restored:
        assert restored.turns() == log.turns()
        assert restored.verify() == []


def test_without_a_name_it_gets_that_of_its_time(log: UsageLog) -> None:
    written = backup(log)
    assert written == log.home / "backups" / "usage-20261123T120000.sqlite3"
    assert stat.S_IMODE(written.parent.stat().st_mode) == 0o700
    with pytest.raises(InputError):
        backup(log)


def test_a_file_is_not_written_over_and_a_folder_that_is_not_there_is_told(log: UsageLog, tmp_path: Path) -> None:
    mine = tmp_path / "mine.sqlite3"
    mine.write_text("mine", encoding="utf-8")
    with pytest.raises(InputError):
        backup(log, mine)
    assert mine.read_text(encoding="utf-8") == "mine"
    assert backup(log, mine, force=True).read_bytes().startswith(b"SQLite format 3")
    with pytest.raises(InputError):
        backup(log, tmp_path / "nowhere" / "log.sqlite3")
    assert not [path for path in tmp_path.iterdir() if path.name.startswith(".")]
