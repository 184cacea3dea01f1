"""Invariant: nothing outside the folder the user named is read, and everything left out is left out with a reason.

Only regular files are opened, never through a link at the last moment; a pipe or a device cannot make us wait. Of
hidden files and what `.gitignore` names, a list of everything tells; elsewhere they are a number.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from assistant.knowledge import globbing, ignoring
from assistant.knowledge.formats import Kind, kind_of
from assistant.knowledge.ignoring import Rules
from assistant.knowledge.stamps import Stamp, stamp_of

FILE_LIMIT = 2_000_000  # bytes; project rule: a longer text is a book or a dump, not a note
PACKED_LIMIT = 30_000_000  # bytes of a PDF, a Word or an HTML file, most of which are pictures and marks
FILES_LIMIT = 5_000  # project rule: what an ordinary laptop can embed in an hour
ENTRIES_LIMIT = 200_000  # names looked at under one folder; project rule: more is a disk, not a folder of notes
HIDDEN, IGNORED = "hidden", "named in .gitignore"
_PIECE = 65_536  # bytes asked for beyond what a file said to be, until it ends
DEPTH_LIMIT = 32  # folders; project rule


@dataclass(frozen=True)
class Skipped:
    """A file that was left out, or read with a reservation, and why in a few words.

    `foreign` marks a kind of file that is never read, such as a picture; `meant` what the user keeps apart himself: a
    hidden file or folder, or one that `.gitignore` names.
    """

    path: str
    reason: str
    foreign: bool = False
    meant: bool = False


@dataclass(frozen=True)
class NoteFile:
    """A file that may be read: its place, its path relative to the folder that was named, and its kind.

    `stamp` is its stamp, as text, from when it was found; empty where there was none.
    """

    path: str
    name: str
    kind: Kind
    stamp: str = ""


def walk(root: Path, pattern: str = "") -> Iterator[NoteFile | Skipped]:
    """The note files under the folder `root`, sorted; with a `pattern`, those that this glob names.

    Raises OSError when the folder itself cannot be listed.
    """
    base = root.resolve(strict=True)
    next(base.iterdir(), None)  # os.walk would pass over a folder it may not list without a word
    rules = {base: ignoring.above(base)}
    found = seen = 0
    for folder, folders, names in os.walk(base, followlinks=False):
        here = Path(folder)
        inner = "" if here == base else f"{here.relative_to(base).as_posix()}/"
        if pattern:
            folders[:] = [name for name in folders if globbing.reaches(pattern, inner + name)]
        yield from _enter(here, base, folders, rules, with_folders=not pattern)
        seen += len(names) + len(folders)
        for name in sorted(names):
            path = f"{folder}{os.sep}{name}"
            relative = inner + name
            if pattern and not globbing.matches(pattern, relative):
                continue
            if why := _kept_apart(here, name, rules[here]):
                yield Skipped(path, why, meant=True)
                continue
            kind = kind_of(name)
            if kind is None:
                yield Skipped(path, "not a kind of file that is read", foreign=True)
                continue
            found += 1
            if found > FILES_LIMIT or seen > ENTRIES_LIMIT:
                yield Skipped(str(root), f"it holds more than {_limit(found)}; the rest was left out")
                return
            yield _candidate(base, path, relative, kind)


def _limit(found: int) -> str:
    return f"{FILES_LIMIT:,} notes" if found > FILES_LIMIT else f"{ENTRIES_LIMIT:,} names"


def _kept_apart(folder: Path, name: str, rules: tuple[Rules, ...], *, is_folder: bool = False) -> str:
    """Why the user does not want it read, or ''."""
    if name.startswith("."):
        return HIDDEN
    return IGNORED if rules and ignoring.ignored(folder / name, rules, is_folder=is_folder) else ""


def _enter(
    here: Path, base: Path, folders: list[str], rules: dict[Path, tuple[Rules, ...]], *, with_folders: bool
) -> Iterator[Skipped]:
    """Keeps in `folders` those to go into, names the others that the user would miss, and hands the rules down."""
    own = ignoring.rules_of(here)
    if own is not None:
        rules[here] = (*rules[here], own)
        for line in own.refused:
            yield Skipped(str(here / ignoring.FILE), f"a pattern in it cannot be used: {line.strip()[:60]}")
    apart = {name: _kept_apart(here, name, rules[here], is_folder=True) for name in sorted(folders)}
    if with_folders:
        yield from (
            Skipped(str(here / name), f"{why}, with all in it", meant=True) for name, why in apart.items() if why
        )
    folders[:] = [name for name, why in apart.items() if not why]
    for name in tuple(folders):
        path = here / name
        rules[path] = rules[here]
        if path.is_symlink():
            yield Skipped(str(path), "a link to a folder is not followed")
        elif not os.access(path, os.R_OK | os.X_OK):
            yield Skipped(str(path), "the folder may not be read")
        elif len(path.relative_to(base).parts) > DEPTH_LIMIT:
            folders.remove(name)
            yield Skipped(str(path), f"deeper than {DEPTH_LIMIT} folders")


def _candidate(base: Path, path: str, relative: str, kind: Kind) -> NoteFile | Skipped:
    try:
        seen = os.lstat(path)
    except OSError:
        return NoteFile(path, relative, kind)  # reading it says why
    if not stat.S_ISLNK(seen.st_mode):
        return NoteFile(
            path, relative, kind, str(stamp_of(seen))
        )  # its folder was gone into: it is where it seems to be
    try:
        real = Path(path).resolve(strict=True)
        stamp = str(stamp_of(real.stat()))
    except (OSError, RuntimeError):
        return Skipped(path, "a link that leads nowhere")
    if not real.is_relative_to(base):
        return Skipped(path, "a link that leaves the folder")
    return NoteFile(str(real), relative, kind, stamp)


def read(path: str, limit: int) -> tuple[bytes, Stamp]:
    """The bytes of a regular file of at most `limit` bytes, and its stamp from before they were read.

    Raises OSError when it cannot be read, ValueError with the reason when it should not be.
    """
    descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
    with os.fdopen(descriptor, "rb", buffering=0) as file:
        seen = os.fstat(descriptor)
        if not stat.S_ISREG(seen.st_mode):
            raise ValueError("not a regular file")
        data = file.read(min(seen.st_size, limit) + 1)
        while len(data) <= limit and (more := file.read(min(_PIECE, limit + 1 - len(data)))):
            data += more
    if len(data) > limit:
        raise ValueError(f"longer than {limit // 1_000_000} MB")
    return data, stamp_of(seen)
