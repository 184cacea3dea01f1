"""A log that cannot be written is still read, and a turn there costs its record and nothing else."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest

from assistant import settings
from assistant.app import open_log
from assistant.cli.usage import FORMS
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


READING = (
    *(
        ("usage", *command)
        for command in ((), ("tail",), ("show",), ("stats",), ("consent",), ("verify",), ("report",))
    ),
    *(("usage", "export", "--to", form) for form in FORMS),
    *(("usage", "forget", *which, "--dry-run") for which in (("last",), ("--person", "jane"), ("--older-than", "1d"))),
    *(("tune", *command) for command in (("status",), ("export",))),
    ("plans",),
    ("doctor",),
)


@pytest.mark.parametrize("command", READING, ids=" ".join)
def test_looking_into_an_empty_folder_makes_no_log_in_it(run: Run, own_home: Path, command: tuple[str, ...]) -> None:
    assert run(*command).exit_code in (0, 1, 2)
    assert [path.name for path in own_home.rglob("*")] == []


@pytest.mark.parametrize(
    "command", [("usage", "backup"), ("usage", "forget", "last", "--yes"), ("feedback", "last", "--good")], ids=" ".join
)
def test_what_needs_a_turn_says_so_and_makes_no_log(run: Run, own_home: Path, command: tuple[str, ...]) -> None:
    result = run(*command)
    assert (result.exit_code, "assistant plan" in result.stderr) == (2, True), result.output
    assert [path.name for path in own_home.rglob("*")] == []


def test_outcomes_of_turns_nobody_knows_are_told_and_make_no_log(run: Run, own_home: Path, tmp_path: Path) -> None:
    file = tmp_path / "outcomes.csv"
    file.write_text("turn,metric,value\n019ab3c4-7d2e,hours,3\n", encoding="utf-8")
    result = run("feedback", "--outcomes", str(file))
    assert (result.exit_code, "line 2" in result.stderr) == (1, True)
    assert [path.name for path in own_home.rglob("*")] == []


def test_a_person_nobody_named_is_forgotten_without_big_words(run: Run, only_read: Path) -> None:
    result = run("usage", "forget", "--person", "jane.nobody@example.org", "--yes")
    assert (result.exit_code, result.stdout) == (0, "forgotten: 0 turns\n")
    assert "nothing was changed" in result.stderr
    assert "last byte" not in result.stderr


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
