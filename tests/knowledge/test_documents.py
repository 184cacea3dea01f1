"""The user's notes are read as they are, and what is left out is left out with a reason."""

from __future__ import annotations

import os
import zipfile
from pathlib import Path

import pytest

from assistant import resources
from assistant.errors import InputError
from assistant.knowledge import note_files
from assistant.knowledge.documents import corpus_documents, note_documents


def test_the_corpus_is_read_with_ids_titles_and_dates() -> None:
    documents = corpus_documents(resources.folder("corpus"))
    assert documents[0].id == "product-first"
    assert all(document.source == "corpus" and document.title and document.as_of for document in documents)
    assert "TEMPLATE" not in {document.path for document in documents}
    assert all("patterns" not in document.path and document.path.endswith(".md") for document in documents)
    assert len({document.id for document in documents}) == len(documents)


def test_a_corpus_inside_a_zip_is_read_the_same_way(tmp_path: Path) -> None:
    archive = tmp_path / "corpus.zip"
    with zipfile.ZipFile(archive, "w") as file:
        file.writestr("corpus/product-first.md", "---\nid: product-first\ntitle: First\n---\n# First\n\nShip.\n")
        file.writestr("corpus/notes/TEMPLATE.md", "# no\n")
        file.writestr("corpus/notes/a.md", "# A\n\nText.\n")
    documents = corpus_documents(zipfile.Path(archive, "corpus/"))
    assert [(document.id, document.title) for document in documents] == [("product-first", "First"), ("a", "A")]


def test_notes_keep_their_whole_text_with_line_ends_and_mark(tmp_path: Path) -> None:
    raw = "\ufeff---\r\ntitle: 'Ours'\r\nas_of: 2026-01-02\r\n---\r\n# Else\r\n\r\nBody.\r\n"
    (tmp_path / "a.md").write_bytes(raw.encode())
    [document] = note_documents([tmp_path]).documents
    assert document.text == raw
    assert (document.id, document.title, document.as_of) == ("a.md", "Ours", "2026-01-02")


def test_a_note_without_a_head_is_named_by_its_heading_else_by_its_file(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text("\n# Our prices\n\nText.\n")
    (tmp_path / "b.txt").write_text("Just text.\n")
    assert [document.title for document in note_documents([tmp_path]).documents] == ["Our prices", "b"]


def test_two_folders_with_the_same_file_name_keep_both_notes(tmp_path: Path) -> None:
    for team in ("sales", "support"):
        (tmp_path / team).mkdir()
        (tmp_path / team / "faq.md").write_text(f"# {team}\n\nText of {team}.\n")
    read = note_documents([tmp_path / "sales", tmp_path / "support", tmp_path / "sales" / "faq.md"])
    assert [document.id for document in read.documents] == ["faq.md", "support/faq.md"]


def test_a_file_that_is_met_twice_is_read_once_and_named(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text("Text.\n")
    (tmp_path / "b.md").symlink_to("a.md")
    (tmp_path / "empty.md").touch()
    whole, inner, nothing = note_documents([tmp_path, tmp_path / "a.md", tmp_path / "empty.md"]).roots
    assert [document.id for document in whole.documents] == ["a.md"]
    told = {Path(file.path).name: file.reason for file in whole.skipped}
    assert told["b.md"] == "read already, as a.md"
    assert [(file.path, file.reason) for file in inner.skipped] == [(str(tmp_path / "a.md"), "read already, as a.md")]
    assert [file.reason for file in nothing.skipped] == ["looked at already"]
    assert inner.documents == nothing.documents == ()


def test_another_encoding_is_read_and_noted(tmp_path: Path) -> None:
    (tmp_path / "latin.md").write_bytes("Gebühr: 5 €".encode("cp1252"))
    (tmp_path / "wide.txt").write_bytes("Gebühr".encode("utf-16"))
    read = note_documents([tmp_path])
    assert [document.text for document in read.documents] == ["Gebühr: 5 €", "Gebühr"]
    assert {Path(noted.path).name: noted.reason for noted in read.noted} == {
        "latin.md": "not UTF-8; read as Windows-1252",
        "wide.txt": "read as UTF-16",
    }


def test_what_cannot_be_a_note_is_skipped_with_a_reason(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(note_files, "FILE_LIMIT", 1_000_000)
    outside = tmp_path / "outside.md"
    outside.write_text("secret")
    folder = tmp_path / "notes"
    (folder / "deep").mkdir(parents=True)
    (folder / "good.md").write_text("Good.")
    (folder / "image.md").write_bytes(b"\x89PNG\r\n\x1a\n\0\0\0")
    (folder / "noise.md").write_bytes(bytes(range(1, 32)) * 40)
    (folder / "long.md").write_text("x" * 1_000_001)
    (folder / "leak.md").symlink_to(outside)
    (folder / "gone.md").symlink_to(folder / "nothing")
    (folder / "loop").symlink_to(folder)
    (folder / "deep" / "inner.md").symlink_to(folder / "good.md")
    (folder / ".hidden.md").write_text("hidden")
    (folder / "table.csv").write_text("a,b")
    os.mkfifo(folder / "pipe.md")
    read = note_documents([folder])
    assert [document.id for document in read.documents] in (["good.md"], ["deep/inner.md"])
    assert {Path(skipped.path).name: skipped.reason for skipped in read.skipped} == {
        "image.md": "binary, not text",
        "noise.md": "binary, not text",
        "long.md": "longer than 1 MB",
        "leak.md": "a link that leaves the folder",
        "gone.md": "a link that leads nowhere",
        "loop": "a link to a folder is not followed",
        "pipe.md": "not a regular file",
    }


def test_too_many_notes_are_cut_off_aloud(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(note_files, "FILES_LIMIT", 3)
    for number in range(5):
        (tmp_path / f"{number}.md").write_text(f"Note {number}.")
    read = note_documents([tmp_path])
    assert len(read.documents) == 3
    assert [skipped.reason for skipped in read.skipped] == ["it holds more than 3 notes; the rest was left out"]


@pytest.mark.parametrize("name", ["missing.md", "table.csv", "nul\0name.md", "pipe"])
def test_a_named_path_that_is_no_note_is_one_sentence(tmp_path: Path, name: str) -> None:
    (tmp_path / "table.csv").write_text("a,b")
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(InputError) as raised:
        note_documents([tmp_path / name])
    assert raised.value.where.endswith(name)
    assert raised.value.fix
    assert "\n" not in raised.value.sentence()
