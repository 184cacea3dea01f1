"""Invariant: every command reads the same notes: those that were added, then those that were named for this run."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from assistant import resources
from assistant.knowledge import roots
from assistant.knowledge.documents import NotesRead, OnFile, corpus_documents, files_of, note_documents
from assistant.knowledge.material import gather
from assistant.knowledge.note_files import NoteFile, Skipped
from assistant.knowledge.note_reading import NoteReader
from assistant.knowledge.passages import Document


def read(
    home: Path,
    named: Sequence[Path] = (),
    listed: bool = True,
    on_file: OnFile | None = None,
    *,
    afresh: bool = False,
) -> NotesRead:
    """The notes as they are on disk now; `listed` takes in what was added below `home`. With `afresh` every file is
    read, also one that looks unchanged (see `stamps`).

    Raises InputError when a named path cannot be read; of an added one the answer says so.
    """
    added = roots.listed(home) if listed else ()
    if not added and not named:
        return NotesRead()
    with NoteReader(home, afresh=afresh) as reader:
        return note_documents((*added, *named), reader=reader, forgiven=added, on_file=on_file)


def size(path: Path) -> tuple[int, bool]:
    """(files below the path that can be notes, whether there are more than are read). Nothing of them is opened.

    Raises InputError when it cannot be read.
    """
    found = files_of(path)
    return sum(isinstance(file, NoteFile) for file in found), any(
        isinstance(file, Skipped) and file.path == str(path) for file in found
    )


def passages(read: NotesRead) -> int:
    """Into how many passages these notes fall."""
    return len(gather(read.documents).chunks)


def beside_corpus(read: NotesRead, on_skipped: Callable[[str], None]) -> list[Document]:
    """The shipped notes, then these; `on_skipped` hears what was left out."""
    for sentence in read.told():
        on_skipped(sentence)
    return [*corpus_documents(resources.folder("corpus")), *read.documents]


def forget_unused(home: Path) -> None:
    """Forgets the texts kept of files that are no longer among the added notes."""
    with NoteReader(home) as reader:
        added = roots.listed(home)
        note_documents(added, reader=reader, forgiven=added)
        reader.forget_the_rest()
