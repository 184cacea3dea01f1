"""A disk without room loses no turn that was acknowledged, and what is on it can still be read."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from assistant import app
from assistant.errors import InputError
from assistant.knowledge import generation
from assistant.settings import Settings
from assistant.usage import reading_only
from benchmarks import usage_full


def test_on_a_full_file_system_old_turns_stay_the_loss_is_told_and_recording_resumes() -> None:
    found, why = usage_full.on_a_file_system(3)
    if why:
        pytest.skip(f"no file system of its own can be mounted here: {why}")
    assert found == ["", "", ""]


def test_where_a_file_may_not_grow_old_turns_stay_the_loss_is_told_and_recording_resumes(tmp_path: Path) -> None:
    assert all(usage_full.limited(tmp_path / str(number), room) for number, room in enumerate(usage_full.rooms(2)))


def test_what_cannot_be_mounted_is_not_measured(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(shutil, "which", lambda _name: None)
    assert usage_full.tell(0)
    assert "not measured (no unshare on this machine)" in capsys.readouterr().out


def test_a_log_with_rows_that_wait_in_the_write_ahead_log_is_never_read_without_them(tmp_path: Path) -> None:
    path = tmp_path / "usage.sqlite3"
    ahead = tmp_path / "usage.sqlite3-wal"
    assert "immutable" in reading_only.address(path)
    ahead.write_bytes(b"")
    assert not reading_only.is_ahead(path)
    ahead.write_bytes(b"rows")
    assert reading_only.is_ahead(path)
    assert "immutable" not in reading_only.address(path)


def test_a_full_disk_shows_the_answer_and_tells_why_words_alone_were_searched(
    own_home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(root: Path, *_: object) -> Path:
        raise generation.refusal("database or disk is full", root)

    monkeypatch.setattr(generation, "publish", full)
    settings = Settings(home=own_home)
    with pytest.raises(InputError, match="The disk is full"):
        _ = app.library(settings).index
    turn = app.build(settings).turn("Support bot for our returns policy; two engineers, eight weeks", want="plan")
    assert turn.plan is not None
    assert any("The disk is full" in notice for notice in turn.notices)
