"""A log that cannot be written is still read, and a turn there costs its record and nothing else."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest

from assistant import settings
from assistant.app import open_log
from assistant.errors import InputError
from assistant.settings import Settings
from assistant.usage.log import LOG_NAME, UsageLog
from tests.cli.conftest import Run
from tests.usage import made


@pytest.fixture
def only_read(own_home: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A data folder with one turn, on a disk that takes no more writes."""
    with UsageLog.open(own_home, clock=made.noon) as log:
        log.record("finished", made.turn())
    plain = os.access
    monkeypatch.setattr(os, "access", lambda path, mode: not mode & os.W_OK and plain(path, mode))
    return own_home


def test_a_turn_costs_its_record_and_says_so_once(only_read: Path) -> None:
    with open_log(Settings(home=only_read)) as log:
        turn = made.turn("one more")
        log.record("started", made.begun(turn))
        log.record("finished", turn)
        assert (log.not_recorded, log.last_error) == (1, "the log is read-only")
        assert [kept.text for kept in log.turns()] == [made.BRIEF]
        with pytest.raises(InputError):
            log.feedback("last", kind="accept")


def test_a_plan_is_shown_and_nobody_is_asked_for_an_opinion_that_could_not_be_kept(run: Run, only_read: Path) -> None:
    result = run("plan", made.BRIEF)
    assert result.exit_code == 0, result.output
    assert result.stdout.startswith("# ")
    assert result.stderr.count("not recorded: the log is read-only") == 1
    assert "Was it any good?" not in result.stderr


def test_the_doctor_says_what_a_disk_that_only_reads_costs(run: Run, only_read: Path) -> None:
    said = run("doctor").stdout
    assert "1 turn can be read: what you ask now is answered, not recorded" in said
    assert "0 turns before the folder could no longer be written; since then they cannot be counted" in said


@pytest.mark.parametrize("command", [("tail",), ("show",), ("stats",), ("verify",)])
def test_reading_commands_read(run: Run, only_read: Path, command: tuple[str, ...]) -> None:
    before = {path.name: path.read_bytes() for path in only_read.iterdir()}
    result = run("usage", *command)
    assert result.exit_code == 0, result.output
    assert {path.name: path.read_bytes() for path in only_read.iterdir()} == before


def test_a_folder_is_closed_to_others_and_never_opened_wider(tmp_path: Path) -> None:
    for mode, after in ((0o700, 0o700), (0o755, 0o700), (0o500, 0o500), (0o555, 0o500)):
        folder = tmp_path / f"{mode:o}"
        folder.mkdir()
        folder.chmod(mode)
        assert stat.S_IMODE(settings.private_folder(folder).stat().st_mode) == after


@pytest.mark.parametrize("command", [("usage", "tail"), ("usage", "stats"), ("plans",), ("tune", "status")])
def test_a_damaged_log_is_told_by_the_command_that_meets_it(run: Run, own_home: Path, command: tuple[str, ...]) -> None:
    with UsageLog.open(own_home, clock=made.noon) as log:
        log.record("finished", made.turn())
    (own_home / LOG_NAME).write_bytes(b"no database at all" * 300)
    assert run(*command).stderr.count("was damaged and is kept as") == 1
    assert "was damaged" not in run(*command).stderr
    verified = run("usage", "verify")
    assert verified.exit_code == 0
    assert "a damaged log is kept beside it" in verified.stderr
