"""A file that has not changed is not read again; one that has is, whatever was done to hide it."""

from __future__ import annotations

import os
import sqlite3
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from assistant.knowledge import note_files, text_cache
from assistant.knowledge.documents import note_documents
from assistant.knowledge.note_reading import NoteReader
from assistant.knowledge.stamps import Stamp, is_settled
from assistant.knowledge.text_cache import TextCache

_SECOND = 1_000_000_000
_OPENING = "The hangar opens at nine."
_LATER = "The hangar opens at five."  # as many bytes


@pytest.fixture
def note(tmp_path: Path) -> Path:
    """One note in a folder of notes."""
    path = tmp_path / "vault" / "hangar.md"
    path.parent.mkdir()
    path.write_text(_OPENING)
    return path


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The names of the files whose bytes were read."""
    names: list[str] = []
    real = note_files.read

    def read(path: str, limit: int) -> tuple[bytes, Stamp]:
        names.append(os.path.basename(path))  # noqa: PTH119 - a string is what it is given
        return real(path, limit)

    monkeypatch.setattr(note_files, "read", read)
    return names


def _read(home: Path, note: Path, *, after: int = 10 * _SECOND, afresh: bool = False) -> str:
    """The text of the note, as one who comes so many nanoseconds later reads it."""
    with NoteReader(home, afresh=afresh, now=lambda: time.time_ns() + after) as reader:
        [document] = note_documents([note.parent], reader=reader).documents
    return document.text


def test_an_unchanged_file_is_not_read_again(own_home: Path, note: Path, opened: list[str]) -> None:
    assert [_read(own_home, note) for _ in range(3)] == [_OPENING] * 3
    assert opened == ["hangar.md"]


def _edited_with_its_old_date(note: Path) -> None:
    seen = note.stat()
    note.write_text(_LATER)
    os.utime(note, ns=(seen.st_atime_ns, seen.st_mtime_ns))
    assert (note.stat().st_size, note.stat().st_mtime_ns) == (seen.st_size, seen.st_mtime_ns)


def _replaced_by_a_file_of_the_same_date(note: Path) -> None:
    seen = note.stat()
    other = note.with_suffix(".draft")
    other.write_text(_LATER)
    os.utime(other, ns=(seen.st_atime_ns, seen.st_mtime_ns))
    other.rename(note)


def _grown(note: Path) -> None:
    note.write_text(f"{_LATER} ")


@pytest.mark.parametrize("change", [_edited_with_its_old_date, _replaced_by_a_file_of_the_same_date, _grown])
def test_a_changed_file_is_read_again(own_home: Path, note: Path, change: Callable[[Path], None]) -> None:
    assert _read(own_home, note) == _OPENING
    change(note)
    assert _read(own_home, note).strip() == _LATER


def test_a_touched_file_is_read_again_and_known_from_then_on(own_home: Path, note: Path, opened: list[str]) -> None:
    _read(own_home, note)
    os.utime(note)
    assert [_read(own_home, note) for _ in range(2)] == [_OPENING] * 2
    assert opened == ["hangar.md"] * 2


def test_a_file_read_within_a_step_of_its_clock_is_read_again(own_home: Path, note: Path, opened: list[str]) -> None:
    since = time.time_ns() - note.stat().st_mtime_ns
    _read(own_home, note, after=-since)
    _read(own_home, note)
    _read(own_home, note)
    assert opened == ["hangar.md"] * 2


def test_a_disk_that_counts_in_seconds_needs_a_longer_wait() -> None:
    fine, coarse = Stamp(9, 5 * _SECOND, 5 * _SECOND + 7, 1), Stamp(9, 5 * _SECOND, 5 * _SECOND, 1)
    assert is_settled(fine, 6 * _SECOND)
    assert not is_settled(fine, 5 * _SECOND + 8)
    assert not is_settled(coarse, 7 * _SECOND)
    assert is_settled(coarse, 8 * _SECOND)


def test_a_date_in_the_future_is_never_trusted(own_home: Path, note: Path, opened: list[str]) -> None:
    os.utime(note, ns=(0, 9_000_000_000 * _SECOND))
    assert [_read(own_home, note) for _ in range(2)] == [_OPENING] * 2
    assert opened == ["hangar.md"] * 2


def test_reading_afresh_finds_what_the_stamp_missed_and_puts_it_right(own_home: Path, note: Path) -> None:
    assert _read(own_home, note) == _OPENING
    _misread(own_home, note)
    assert _read(own_home, note) == "The hangar never opens."
    assert _read(own_home, note, afresh=True) == _OPENING
    assert _read(own_home, note) == _OPENING


def _misread(home: Path, note: Path) -> None:
    """Has the cache hold another text for the file as it is: as if a change had not shown in its stamp."""
    with TextCache(home) as cache:
        [seen] = cache.seen([str(note)]).values()
        name = text_cache.key(seen.name.split(":")[1], b"The hangar never opens.")
        cache.saw({str(note): seen._replace(name=name, text="The hangar never opens.")}, [seen.name])


def test_the_text_of_an_edited_file_does_not_stay_behind(own_home: Path, note: Path) -> None:
    _read(own_home, note)
    note.write_text(_LATER)
    _read(own_home, note)
    kept = (own_home / text_cache.FILE).read_bytes()
    assert b"opens at five" in kept
    assert b"opens at nine" not in kept


def test_reading_afresh_makes_no_file_where_there_is_none(own_home: Path, note: Path) -> None:
    assert _read(own_home, note, afresh=True) == _OPENING
    assert not own_home.exists()


@pytest.mark.parametrize("column", ["stamp", "id", "text", "reservation"])
def test_a_damaged_entry_costs_a_reading(own_home: Path, note: Path, opened: list[str], column: str) -> None:
    _read(own_home, note)
    with closing(sqlite3.connect(own_home / text_cache.FILE)) as database, database:
        table = "file" if column == "stamp" else "text"
        database.execute(f"UPDATE {table} SET {column} = ?", (b"\xff damaged",))
    assert _read(own_home, note) == _OPENING
    assert opened == ["hangar.md"] * 2


def test_a_file_whose_name_cannot_be_decoded_is_known_too(own_home: Path, note: Path, opened: list[str]) -> None:
    note.rename(os.fsdecode(os.fsencode(note.parent) + b"/b\xff.md"))
    assert [_read(own_home, note) for _ in range(2)] == [_OPENING] * 2
    assert len(opened) == 1


def test_a_file_that_became_unreadable_is_forgotten(own_home: Path, note: Path) -> None:
    _read(own_home, note)
    note.write_text("x" * (note_files.FILE_LIMIT + 1))
    with NoteReader(own_home) as reader:
        assert not note_documents([note.parent], reader=reader).documents
    assert b"opens at nine" not in (own_home / text_cache.FILE).read_bytes()
