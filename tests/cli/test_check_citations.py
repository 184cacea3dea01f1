"""`assistant check` of a stored plan: each quotation's state in today's notes, the user's own too, never the index."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from pydantic_core import from_json

from assistant import app, settings
from assistant.agent.shelf import chunks_of
from assistant.knowledge import note_files, roots, stamps
from assistant.planning.elements import Citation, Claim
from assistant.planning.schema import dump
from tests.cli.conftest import Run
from tests.usage import made

QUOTE = "The zebra lamp is excluded from returns"


@pytest.fixture(autouse=True)
def no_index(monkeypatch: pytest.MonkeyPatch) -> None:
    """A check has no use for one."""
    monkeypatch.setattr(app, "_open_index", None)


@pytest.fixture
def note(tmp_path: Path) -> Path:
    """A note among others in a folder that was added."""
    folder = tmp_path / "vault"
    folder.mkdir()
    (folder / "other.md").write_text("# Other\n\nNothing of this.\n")
    file = folder / "returns.md"
    file.write_text(f"# Returns\n\n## Exceptions\n\n{QUOTE} after 14 days.\n")
    roots.add(settings.load().home, [folder])
    return file


@pytest.fixture
def plan(note: Path, tmp_path: Path) -> Path:
    """A stored plan with one claim on one quotation from that note."""
    documents = app.notes(settings.load()).documents
    chunk = next(chunk for chunk in chunks_of(documents).values() if QUOTE in chunk.text)
    start = chunk.text.index(QUOTE)
    cited = Citation(
        id="s1",
        note=chunk.note,
        title=chunk.title,
        heading=chunk.heading,
        path=chunk.path,
        chunk=chunk.hash,
        document=chunk.document,
        quote=QUOTE,
        start=start,
        end=start + len(QUOTE),
    )
    held = made.plan()
    claim = Claim(id="c1", text="The zebra lamp cannot go back by returns.", origin="corpus", citation="s1")
    generator = held.generator.model_copy(update={"retrieved": (chunk.hash,)})
    held = held.model_copy(update={"claims": (claim,), "citations": (cited,), "generator": generator})
    path = tmp_path / "plan.json"
    path.write_text(dump(held), encoding="utf-8")
    return path


def cited(run: Run, plan: Path) -> dict[str, Any]:
    (only,) = from_json(run("check", str(plan), "--json").stdout)["citations"]
    told: dict[str, Any] = only
    return told


def test_a_quotation_that_stands_is_verified_and_its_claim_supported(run: Run, plan: Path) -> None:
    told = cited(run, plan)
    assert (told["state"], told["deleted"], told["claims"][0]["standing"]) == ("verified", False, "supported")
    shown = run("check", str(plan))
    assert "quotations: 1 verified, 0 moved, 0 stale, 0 missing, 0 not measured" in shown.stdout
    assert "1 supported, 0 quoted, 0 unverified" in shown.stdout
    assert "that it is true, no check can tell" in shown.stderr


def test_a_quotation_that_moved_is_shown_with_both_places(run: Run, plan: Path, note: Path) -> None:
    note.write_text(f"# Returns\n\n## Rules\n\nFirst: {QUOTE}.\n")
    told = cited(run, plan)
    assert (told["state"], told["heading"], told["start"]) == ("moved", "Exceptions", 0)
    assert (told["now"]["heading"], told["now"]["start"], told["now"]["end"]) == ("Rules", 7, 7 + len(QUOTE))
    assert told["now"]["chunk"] != told["chunk"]
    said = f"s1 moved: returns.md › Exceptions 0–{len(QUOTE)} → Rules 7–{7 + len(QUOTE)}"
    assert said in run("check", str(plan)).stdout


def test_a_renamed_note_has_moved(run: Run, plan: Path, note: Path) -> None:
    note.rename(note.with_name("back.md"))
    told = cited(run, plan)
    assert (told["state"], told["now"]["note"]) == ("moved", "back.md")


def test_a_changed_note_without_the_words_is_stale(run: Run, plan: Path, note: Path) -> None:
    note.write_text("# Returns\n\nEverything may go back.\n")
    told = cited(run, plan)
    assert (told["state"], told["now"], told["claims"][0]["standing"]) == ("stale", None, "unverified")


def test_a_change_that_does_not_show_in_the_times_of_the_file_is_seen(
    run: Run, plan: Path, note: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(stamps, "is_settled", lambda stamp, now: True)
    monkeypatch.setattr(note_files, "stamp_of", lambda seen: stamps.Stamp(1, 1, 1, 1))
    assert QUOTE in app.notes(settings.load()).documents[-1].text
    note.write_text("# Returns\n\nEverything may go back.\n")
    assert QUOTE in app.notes(settings.load()).documents[-1].text
    assert cited(run, plan)["state"] == "stale"


@pytest.mark.parametrize("added", ["the folder", "the file"])
def test_a_note_deleted_from_its_place_is_missing(run: Run, plan: Path, note: Path, added: str) -> None:
    if added == "the file":
        roots.remove(settings.load().home, [note.parent])
        roots.add(settings.load().home, [note])
    note.unlink()
    told = cited(run, plan)
    assert (told["state"], told["deleted"]) == ("missing", True)
    shown = run("check", str(plan))
    assert shown.exit_code == 1
    assert "s1 missing: returns.md › Exceptions" in shown.stdout
    assert "is gone from its place" in shown.stdout


@pytest.mark.parametrize("left", ["nothing", "an empty folder"])
@pytest.mark.parametrize("added", ["the folder", "the file", "a glob"])
def test_a_folder_that_is_not_mounted_says_nothing_of_its_notes(
    run: Run, plan: Path, note: Path, added: str, left: str
) -> None:
    roots.remove(settings.load().home, [note.parent])
    roots.add(settings.load().home, [{"the folder": note.parent, "the file": note}.get(added, note.parent / "*.md")])
    note.parent.rename(note.parent.with_name("elsewhere"))
    if left == "an empty folder":
        note.parent.mkdir()
    told = cited(run, plan)
    assert (told["state"], told["deleted"]) == ("not_measured", False)
    shown = run("check", str(plan)).stdout
    assert f"{note.parent} is not there or empty: was it moved, or not mounted?" in shown
    assert "is gone" not in shown


def test_an_emptied_note_is_stale(run: Run, plan: Path, note: Path) -> None:
    note.write_text(" \n")
    assert cited(run, plan)["state"] == "stale"
    assert "s1 stale: returns.md › Exceptions" in (shown := run("check", str(plan)).stdout)
    assert "(the note is empty" in shown


@pytest.mark.parametrize("pattern", ["returns.md", "vault/"])
def test_a_note_left_out_since_is_missing_and_why_is_told(run: Run, plan: Path, note: Path, pattern: str) -> None:
    (note.parent.parent / ".git").mkdir()
    (note.parent.parent / ".gitignore").write_text(f"{pattern}\n")
    if pattern == "vault/":
        roots.remove(settings.load().home, [note.parent])
        roots.add(settings.load().home, [note.parent.parent])
    told = cited(run, plan)
    assert (told["state"], told["deleted"]) == ("missing", False)
    assert told["why"].startswith("the note is left out: named in .gitignore")
    assert "the note is left out: named in .gitignore" in run("check", str(plan)).stdout


def test_a_note_that_cannot_be_read_was_not_measured(run: Run, plan: Path, note: Path) -> None:
    note.write_bytes(b"\x00\x01\x02" * 999)
    told = cited(run, plan)
    assert (told["state"], "the note cannot be read: " in told["why"]) == ("not_measured", True)


def test_notes_given_once_are_named_for_a_check(run: Run, plan: Path, note: Path) -> None:
    roots.remove(settings.load().home, [note.parent])
    shown = run("check", str(plan)).stdout
    assert "1 quote could not be checked: returns.md: not on this machine, or not among your notes" in shown
    assert "assistant check plan.json --notes PATH" in shown
    assert "quotations: 1 verified" in run("check", str(plan), "--notes", str(note.parent)).stdout
    assert "quotations: 1 verified" in run("check", str(plan), "--notes", str(note.parent), "--model", "offline").stdout
    assert run("check", str(plan), "--notes", str(note.parent / "no.md")).exit_code == 2


def test_a_note_of_a_place_that_is_not_here_was_not_measured(run: Run, plan: Path, note: Path) -> None:
    roots.remove(settings.load().home, [note.parent])
    note.unlink()
    assert cited(run, plan)["state"] == "not_measured"


def test_a_forged_quotation_is_missing(run: Run, plan: Path) -> None:
    plan.write_text(plan.read_text(encoding="utf-8").replace("zebra lamp is", "zebra lamp was"), encoding="utf-8")
    assert (cited(run, plan)["state"], cited(run, plan)["deleted"]) == ("missing", False)


def test_a_shipped_note_that_no_longer_ships_is_missing(run: Run, plan: Path, note: Path) -> None:
    text = plan.read_text(encoding="utf-8").replace(str(note), "notes/withdrawn.md").replace("returns.md", "withdrawn")
    plan.write_text(text, encoding="utf-8")
    note.unlink()
    assert (cited(run, plan)["state"], cited(run, plan)["deleted"]) == ("missing", True)


def test_somebody_elses_plan_in_markdown_has_no_citations(run: Run) -> None:
    assert "citations" not in from_json(run("check", "-", "--json", input="# Plan\n\n1. Ship it.\n").stdout)
