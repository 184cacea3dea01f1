"""What is told about the index: its generation, its counts, and how far it has drifted from today's notes."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from assistant.errors import InputError
from assistant.knowledge import generation, lexical, opening
from assistant.knowledge.index import Index
from assistant.knowledge.report import index_report
from tests.knowledge.shelf import MINILM, SHELF, Hashed, contents, note


@pytest.fixture
def home(own_home: Path) -> Path:
    """A home with the index of the shelf."""
    Index.open(own_home, SHELF, embedder=Hashed()).close()
    return own_home


def test_a_sound_index_is_counted_and_left_alone(home: Path) -> None:
    before = contents(home)
    report = index_report(home, SHELF, Hashed())
    assert (report.state, report.why, report.drift) == ("ready", "", 0)
    assert (report.documents, report.chunks, report.vectors) == (len(SHELF), 6, 6)
    assert report.generation == (home / "index" / "CURRENT").read_text()
    assert report.embedder == "hashed-8:8"
    assert report.chromadb
    assert report.free_bytes > 0
    assert not report.being_written
    after = contents(home)
    ours = [name for name in before if name.endswith(("CURRENT", "manifest.json", "lexical.sqlite3"))]
    assert len(ours) == 3
    assert [after[name] for name in ours] == [before[name] for name in ours]


def test_drift_names_each_note(home: Path) -> None:
    today = [note("refunds.md", "# Refunds\n\nNever.\n"), *SHELF[2:], note("new.md", "A new note.\n")]
    report = index_report(home, today, Hashed(), read_back=False)
    assert (report.state, report.why) == ("outdated", "the notes changed since it was built")
    assert (report.added, report.changed, report.removed) == (
        ("notes:new.md",),
        ("notes:refunds.md",),
        ("notes:consent.md",),
    )
    assert report.drift == 3
    assert report.vectors is None


def test_a_change_of_version_is_named(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lexical, "VERSION", "next")
    assert index_report(home, SHELF, Hashed(), read_back=False).why == "the word index changed since it was built"
    assert "the embedding model" in index_report(home, SHELF, MINILM, read_back=False).why


@pytest.mark.parametrize("name", ["manifest.json", "lexical.sqlite3", "vectors/chroma.sqlite3"])
def test_damage_is_told(home: Path, name: str) -> None:
    current = home / "index" / generation.current(home / "index")
    (current / name).write_bytes(b"\0" * 100)
    report = index_report(home, SHELF, Hashed())
    assert report.state == "damaged"
    assert report.why


def test_what_was_set_aside_and_who_is_writing_is_told(home: Path) -> None:
    folder = home / "index" / generation.current(home / "index")
    generation.set_aside(folder)
    with generation.writer(home):
        report = index_report(home, SHELF, Hashed())
    assert report.set_aside == (f"damaged-{folder.name}",)
    assert report.being_written


def test_on_a_disk_that_only_reads_a_sound_index_is_not_called_damaged(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refused(*_: object) -> None:
        raise OSError(30, "Read-only file system")

    monkeypatch.setattr(os, "access", lambda path, mode: False)
    monkeypatch.setattr("filelock.FileLock.acquire", refused)
    monkeypatch.setattr(opening, "examine", lambda folder: (None, "attempt to write a readonly database"))
    (home / "index" / "writer.lock").touch()
    report = index_report(home, SHELF, Hashed())
    assert (report.state, report.vectors, report.being_written) == ("ready", None, False)
    with pytest.raises(InputError) as caught, generation.writer(home):
        pass
    assert caught.value.message == "The index cannot be written: read-only file system"


def test_no_index_is_no_fault(own_home: Path) -> None:
    assert index_report(own_home, SHELF, None).state == "none"
    own_home.mkdir(exist_ok=True)
    (own_home / "index").mkdir()
    assert index_report(own_home, SHELF, None).state == "none"
