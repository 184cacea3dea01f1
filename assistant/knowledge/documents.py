"""Invariant: a document's text is the whole text of its file, so that every offset is an offset into that file.

The corpus is ours and read as it is; the user's notes are foreign, and one bad file never spoils the others.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from importlib.resources.abc import Traversable
from pathlib import Path

from assistant.errors import InputError
from assistant.knowledge import front_matter, hidden, note_files
from assistant.knowledge.note_files import NoteFile, Skipped
from assistant.knowledge.passages import Document, Source

_TEMPLATE = "TEMPLATE.md"


@dataclass(frozen=True)
class NotesRead:
    """The user's notes. `noted` are files that were read with a reservation, such as another encoding than UTF-8."""

    documents: tuple[Document, ...] = ()
    skipped: tuple[Skipped, ...] = ()
    noted: tuple[Skipped, ...] = ()


def corpus_documents(folder: Traversable) -> tuple[Document, ...]:
    """The shipped knowledge: `product-first.md` and every note in `notes/`, without the template.

    `folder` is the corpus folder (it may live in a zip). Raises FileNotFoundError when the installation is incomplete.
    """
    notes = sorted(
        (file for file in folder.joinpath("notes").iterdir() if file.name.endswith(".md") and file.name != _TEMPLATE),
        key=lambda file: file.name,
    )
    places = (("product-first.md", folder.joinpath("product-first.md")), *((f"notes/{n.name}", n) for n in notes))
    documents = []
    for path, file in places:
        text = file.read_bytes().decode("utf-8")
        identity = front_matter.read(text).fields.get("id", file.name.removesuffix(".md"))
        documents.append(_document(text, identity, path, "corpus"))
    return tuple(documents)


def note_documents(roots: Sequence[Path]) -> NotesRead:
    """The Markdown and text files that `roots` name, files or folders of them.

    Ids are paths relative to the folder that was named; where two folders hold the same one, the folder's name goes in
    front. Raises InputError when a named path does not exist, cannot be read or is no note.
    """
    documents: dict[str, Document] = {}
    skipped: list[Skipped] = []
    noted: list[Skipped] = []
    seen: set[Path] = set()
    for root in roots:
        for file in _files(root):
            if isinstance(file, Skipped):
                skipped.append(file)
                continue
            if file.path in seen:
                continue
            seen.add(file.path)
            try:
                text, reservation = note_files.decode(note_files.read(file.path))
            except (OSError, ValueError) as error:
                skipped.append(Skipped(str(file.path), _reason(error)))
                continue
            reservations = [said for said in (reservation, hidden.reservation(text)) if said]
            if reservations:
                noted.append(Skipped(str(file.path), "; ".join(reservations)))
            identity = _free_id(file, root, documents)
            documents[identity] = _document(text, identity, str(file.path), "notes")
    return NotesRead(tuple(documents.values()), tuple(skipped), tuple(noted))


def _files(root: Path) -> list[NoteFile | Skipped]:
    try:
        if root.is_dir():
            return list(note_files.walk(root))
        real = root.resolve(strict=True)
        if not real.is_file():
            raise OSError("it is neither a file nor a folder")
        with real.open("rb"):
            pass
    except (OSError, RuntimeError, ValueError) as error:
        raise InputError(
            f"The notes cannot be read: {_reason(error)}",
            where=str(root),
            fix="Name a Markdown or text file, or a folder of them.",
            code="notes_unreadable",
        ) from error
    if real.suffix.lower() not in note_files.SUFFIXES:
        raise InputError(
            "Only Markdown and text files can be read as notes",
            where=str(root),
            fix="Save it as .md or .txt and name that file.",
            code="notes_unreadable",
        )
    return [NoteFile(real, root.name)]


def _reason(error: Exception) -> str:
    return (error.strerror or str(error)).lower() if isinstance(error, OSError) else str(error)


def _free_id(file: NoteFile, root: Path, taken: dict[str, Document]) -> str:
    if file.name not in taken:
        return file.name
    named = f"{root.resolve().name}/{file.name}"
    return named if named not in taken else str(file.path)


def _document(text: str, identity: str, path: str, source: Source) -> Document:
    head = front_matter.read(text)
    title = head.fields.get("title") or _first_heading(text[head.body :]) or Path(path).stem
    return Document(identity, title, text, source, path, head.fields.get("as_of", ""))


def _first_heading(body: str) -> str:
    first = body.lstrip("\ufeff \t\r\n").partition("\n")[0].strip()
    return first.removeprefix("# ").strip()[:200] if first.startswith("# ") else ""
