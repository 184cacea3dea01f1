"""A very large place is added only when that is wanted, and an interrupted indexing leaves everything usable."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click
import pytest
from pydantic_core import from_json

from assistant.cli import failure, notes_weighing
from assistant.cli.tree import root
from assistant.knowledge import building, embedding_cache, note_files
from tests.cli.conftest import Run


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Forty short notes."""
    made = tmp_path / "notes"
    made.mkdir()
    for number in range(40):
        (made / f"n{number}.md").write_text(
            f"# Berth {number}\n\nThe ferry at berth {number} sails at {number} past.\n"
        )
    return made


def listed(run: Run) -> list[str]:
    return [place["path"] for place in from_json(run("notes", "list", "--json").stdout)["notes"]]


def test_a_place_with_more_files_than_are_read_needs_a_yes(
    run: Run, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(note_files, "FILES_LIMIT", 30)
    refused = run("notes", "add", str(folder))
    assert refused.exit_code == 2
    assert "30 files that can be notes are read of it, and it has more" in refused.stderr
    assert "--yes" in refused.stderr
    assert listed(run) == []
    assert run("notes", "add", str(folder), "--yes").exit_code == 0
    assert listed(run) == [str(folder)]


def test_notes_of_very_many_passages_need_a_yes(run: Run, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(notes_weighing, "MANY", 39)
    refused = run("notes", "add", str(folder), "--json")
    error = from_json(refused.stdout)["error"]
    assert (refused.exit_code, error["code"]) == (2, "notes_large")
    assert "40 passages" in error["message"]
    assert listed(run) == []


def test_on_a_terminal_it_is_asked_and_no_is_taken_for_an_answer(
    run: Run, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(notes_weighing, "MANY", 39)
    monkeypatch.setattr(notes_weighing, "is_terminal", lambda: True)
    declined = run("notes", "add", str(folder), input="n\n")
    assert declined.exit_code == 0
    assert "nothing was added" in declined.stderr
    assert listed(run) == []
    assert run("notes", "add", str(folder), input="y\n").exit_code == 0
    assert listed(run) == [str(folder)]


def interrupt(*_: Any, **__: Any) -> None:  # noqa: ANN401 - stands in for anything
    raise KeyboardInterrupt


def test_ctrl_c_while_it_is_looked_through_adds_nothing(
    run: Run, folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    with monkeypatch.context() as patched:
        patched.setattr(note_files, "walk", interrupt)
        assert failure.run(root, ["notes", "add", str(folder)], "assistant") == 130
    assert "interrupted; nothing was added" in capsys.readouterr().err
    assert listed(run) == []


def test_ctrl_c_while_it_is_indexed_says_what_stays_and_the_next_search_answers_by_words(
    run: Run, folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run("notes", "search", "fine-tuning").exit_code == 0
    with monkeypatch.context() as patched:
        patched.setattr(embedding_cache, "_embed", interrupt)
        assert failure.run(root, ["notes", "add", str(folder)], "assistant") == 130
    said = capsys.readouterr().err
    assert "stays among your notes" in said
    assert f"assistant notes remove {folder}" in said
    assert "assistant usage show" not in said
    monkeypatch.setattr(building, "SOON", 39)
    found = run("notes", "search", "the ferry at berth 7", "--json")
    assert "40 passages are not indexed yet; go on with: assistant notes rebuild" in found.stderr
    assert from_json(found.stdout)["passages"][0]["note"] == "n7.md"
    assert run("notes", "rebuild").exit_code == 0
    assert "not indexed yet" not in run("notes", "search", "the ferry at berth 7").stderr


def test_an_interrupt_that_comes_as_a_failed_import_is_told_the_same_way() -> None:
    with pytest.raises(failure.Stopped, match="it is kept"), failure.telling("it is kept", "Go on."):
        try:
            raise KeyboardInterrupt
        except KeyboardInterrupt as error:
            raise ImportError("half loaded") from error
    with pytest.raises(failure.Stopped), failure.telling("it is kept", "Go on."):
        raise click.Abort
