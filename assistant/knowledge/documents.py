"""Invariant: a document's text is what its file says, in one piece, so that every offset can be found again.

Text files are taken with every character they have; of HTML, PDF and Word files it is the text taken out of them.
The corpus is ours and read as it is; the user's notes are foreign, and one bad file never spoils the others.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from importlib.resources.abc import Traversable
from pathlib import Path

from assistant.errors import InputError
from assistant.knowledge import front_matter, note_files, roots
from assistant.knowledge.formats import kind_of
from assistant.knowledge.front_matter import Head
from assistant.knowledge.note_files import NoteFile, Skipped
from assistant.knowledge.note_reading import NoteReader
from assistant.knowledge.passages import Document, Source
from assistant.knowledge.stamps import stamp_of

_TEMPLATE = "TEMPLATE.md"
_UNPRINTABLE = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]")
OnFile = Callable[[int, int], None]


@dataclass(frozen=True)
class RootRead:
    """What came of one path the user named. `noted` are files that were read with a reservation.

    `trouble` is why the whole of it could not be read; `added` tells an added path from one named for this run.
    """

    root: Path
    documents: tuple[Document, ...] = ()
    skipped: tuple[Skipped, ...] = ()
    noted: tuple[Skipped, ...] = ()
    trouble: str = ""
    added: bool = False


@dataclass(frozen=True)
class NotesRead:
    """The user's notes, by the paths that were named."""

    roots: tuple[RootRead, ...] = ()

    @property
    def documents(self) -> tuple[Document, ...]:
        """Every note."""
        return tuple(document for root in self.roots for document in root.documents)

    @property
    def skipped(self) -> tuple[Skipped, ...]:
        """Files that could have been notes, and whole paths; pictures and hidden files are with their root."""
        troubles = [Skipped(str(root.root), root.trouble) for root in self.roots if root.trouble]
        return (*troubles, *(file for root in self.roots for file in root.skipped if not (file.foreign or file.meant)))

    def told(self) -> tuple[str, ...]:
        """What a run should say of what was left out: file by file where the user named the path for this run, in one
        line for what was added before, which `notes list` tells."""
        named = [
            file for root in self.roots if not root.added for file in root.skipped if not (file.foreign or file.meant)
        ]
        gone = [f"{root.root}: {root.trouble}; see: assistant notes list" for root in self.roots if root.trouble]
        known = sum(not (file.foreign or file.meant) for root in self.roots if root.added for file in root.skipped)
        counted = [f"{known} of your files; which and why: assistant notes list"] if known else []
        return (*(f"{file.path}: {file.reason}" for file in named), *gone, *counted)

    @property
    def noted(self) -> tuple[Skipped, ...]:
        """Files that were read with a reservation, such as another encoding than UTF-8."""
        return tuple(file for root in self.roots for file in root.noted)


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
        head = front_matter.read(text)
        identity = head.fields.get("id", file.name.removesuffix(".md"))
        documents.append(_document(text, head, identity, path, "corpus"))
    return tuple(documents)


def note_documents(
    paths: Sequence[Path],
    *,
    reader: NoteReader | None = None,
    forgiven: Collection[Path] = (),
    on_file: OnFile | None = None,
) -> NotesRead:
    """The notes that `paths` name: files, folders of them, or globs. `on_file` is told (done, all) of the files.

    Ids are paths relative to the folder that was named; where two folders hold the same one, the folder's name goes in
    front. Raises InputError when a named path does not exist, cannot be read or is no note; of those in `forgiven` it
    says so in the answer.
    """
    if reader is None:
        with NoteReader() as own:
            return note_documents(paths, reader=own, forgiven=forgiven, on_file=on_file)
    looked = [_looked(path, path in forgiven) for path in dict.fromkeys(paths)]
    total = sum(isinstance(file, NoteFile) for _, files, _ in looked for file in files)
    shelf = _Shelf(reader, total, on_file)
    return NotesRead(tuple(shelf.take(path, files, trouble, path in forgiven) for path, files, trouble in looked))


class _Shelf:
    """Reads files once each, and gives every note an id of its own."""

    def __init__(self, reader: NoteReader, total: int, on_file: OnFile | None) -> None:
        self._reader = reader
        self._total = total
        self._on_file = on_file
        self._done = 0
        self._seen: dict[str, str] = {}
        self._taken: set[str] = set()

    def take(self, root: Path, files: Sequence[NoteFile | Skipped], trouble: str, added: bool) -> RootRead:
        documents: list[Document] = []
        skipped: list[Skipped] = [file for file in files if isinstance(file, Skipped)]
        if not trouble and (why := _nothing(root, files)):
            skipped.append(Skipped(str(root), f"{why} now; what comes later is taken in"))
        noted: list[Skipped] = []
        self._reader.expect([file for file in files if isinstance(file, NoteFile)])
        for file in files:
            if isinstance(file, Skipped):
                continue
            if file.path in self._seen:
                skipped.append(self._again(file, root))
                continue
            self._seen[file.path] = ""
            try:
                text, reservation = self._reader.read(file)
            except (OSError, ValueError) as error:
                skipped.append(Skipped(file.path, _reason(error)))
            else:
                head = front_matter.read(text)
                identity = self._seen[file.path] = self._free_id(file, root)
                documents.append(_document(text, head, identity, printable(file.path), "notes"))
                undated = front_matter.undated(head.fields)
                if reservations := [said for said in (reservation, undated) if said]:
                    noted.append(Skipped(file.path, "; ".join(reservations)))
            self._done += 1
            if self._on_file is not None:
                self._on_file(self._done, self._total)
        return RootRead(root, tuple(documents), tuple(skipped), tuple(noted), trouble, added)

    def _again(self, file: NoteFile, root: Path) -> Skipped:
        """What to say of a file that was met before: through a link to it, or in a place that holds it too."""
        identity = self._seen[file.path]
        place = str(root / file.name) if root.is_dir() else file.path
        return Skipped(place, f"read already, as {identity}" if identity else "looked at already", meant=True)

    def _free_id(self, file: NoteFile, root: Path) -> str:
        free = printable(file.name)
        if free in self._taken:
            names = map(printable, (f"{root.absolute().name}/{file.name}", file.path))
            free = next((name for name in names if name not in self._taken), "")
        while not free or free in self._taken:  # two names that differ only in what cannot be printed
            free = f"{printable(file.path)}~{len(self._taken)}"
        self._taken.add(free)
        return free


def _nothing(root: Path, files: Sequence[NoteFile | Skipped]) -> str:
    """What to say of a place that names no file, or ''. Of a glob, links and folders beside it are no file."""
    if not files:
        return "nothing matches this pattern" if roots.is_glob(root) else "there is no file in it"
    if roots.is_glob(root) and not any(isinstance(file, NoteFile) for file in files):
        return "nothing that can be read matches this pattern"
    return ""


def _looked(root: Path, is_forgiven: bool) -> tuple[Path, Sequence[NoteFile | Skipped], str]:
    try:
        return root, files_of(root), ""
    except InputError as error:
        if not is_forgiven:
            raise
        return root, (), error.message


def files_of(root: Path) -> list[NoteFile | Skipped]:
    """What a path the user named holds, before anything of it is read. Raises InputError when it cannot be a note."""
    try:
        if roots.is_glob(root):
            base, pattern = roots.split_glob(root)
            return list(note_files.walk(base, pattern))
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
            fix="Name a file that can be read, or a folder of them.",
            code="notes_unreadable",
        ) from error
    kind = kind_of(real.name)
    if kind is None:
        raise InputError(
            "That is not a kind of file that is read as a note",
            where=str(root),
            fix="Name Markdown, text, HTML, PDF, Word (.docx) or source code.",
            code="notes_unreadable",
        )
    return [NoteFile(str(real), root.name, kind, str(stamp_of(real.stat())))]


def _reason(error: Exception) -> str:
    return (error.strerror or str(error)).lower() if isinstance(error, OSError) else str(error)


def printable(name: str) -> str:
    """A file's name as it is shown and stored: what cannot be printed or encoded is marked."""
    return name if name.isprintable() else _UNPRINTABLE.sub("\ufffd", name)


def _document(text: str, head: Head, identity: str, path: str, source: Source) -> Document:
    title = head.fields.get("title") or _first_heading(text[head.body :]) or Path(path).stem
    return Document(identity, title, text, source, path, head.fields.get("as_of", ""))


def _first_heading(body: str) -> str:
    first = body.lstrip("\ufeff \t\r\n").partition("\n")[0].strip()
    return first.removeprefix("# ").strip()[:200] if first.startswith("# ") else ""
