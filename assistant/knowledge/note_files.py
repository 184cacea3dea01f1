"""Invariant: nothing outside the folder the user named is read, and everything left out is left out with a reason.

Only regular files are opened, never through a link at the last moment; a pipe or a device cannot make us wait.
"""

from __future__ import annotations

import os
import re
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

SUFFIXES = (".md", ".markdown", ".txt")
FILE_LIMIT = 2_000_000  # bytes; project rule: a longer file is a book or a dump, not a note
FILES_LIMIT = 5_000  # project rule: what an ordinary laptop can embed in an hour
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f\x7f]")
_BINARY_SHARE = 0.02  # project rule: text has next to no control characters


@dataclass(frozen=True)
class Skipped:
    """A file that was left out, or read with a reservation, and why in a few words."""

    path: str
    reason: str


@dataclass(frozen=True)
class NoteFile:
    """A file that may be read: its place, and its path relative to the folder that was named."""

    path: Path
    name: str


def walk(root: Path) -> Iterator[NoteFile | Skipped]:
    """The note files under the folder `root`, sorted; hidden files and folders are passed over.

    Raises OSError when the folder itself cannot be listed.
    """
    base = root.resolve(strict=True)
    next(base.iterdir(), None)  # os.walk would pass over a folder it may not list without a word
    found = 0
    for folder, folders, names in os.walk(base, followlinks=False):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in [name for name in folders if not os.access(Path(folder, name), os.R_OK | os.X_OK)]:
            yield Skipped(str(Path(folder, name)), "the folder may not be read")
        for name in [name for name in folders if Path(folder, name).is_symlink()]:
            yield Skipped(str(Path(folder, name)), "a link to a folder is not followed")
        for name in sorted(names):
            if name.startswith(".") or not name.lower().endswith(SUFFIXES):
                continue
            found += 1
            if found > FILES_LIMIT:
                yield Skipped(str(root), f"it holds more than {FILES_LIMIT:,} notes; the rest was left out")
                return
            yield _candidate(base, Path(folder, name))


def _candidate(base: Path, path: Path) -> NoteFile | Skipped:
    try:
        real = path.resolve(strict=True)
    except (OSError, RuntimeError):
        return Skipped(str(path), "a link that leads nowhere")
    if not real.is_relative_to(base):
        return Skipped(str(path), "a link that leaves the folder")
    return NoteFile(real, path.relative_to(base).as_posix())


def read(path: Path) -> bytes:
    """The bytes of a regular file of at most FILE_LIMIT.

    Raises OSError when it cannot be read, ValueError with the reason when it should not be.
    """
    descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
    with os.fdopen(descriptor, "rb") as file:
        if not stat.S_ISREG(os.fstat(descriptor).st_mode):
            raise ValueError("not a regular file")
        data = file.read(FILE_LIMIT + 1)
    if len(data) > FILE_LIMIT:
        raise ValueError(f"longer than {FILE_LIMIT // 1_000_000} MB")
    return data


def decode(data: bytes) -> tuple[str, str]:
    """(text, reservation): UTF-8 as it stands, else UTF-16 with its mark, else Windows-1252 with a word about it.

    Line ends and the byte order mark stay, so that offsets are those of the file. Raises ValueError for binary data.
    """
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        try:
            return data.decode("utf-16"), "read as UTF-16"
        except UnicodeDecodeError as error:
            raise ValueError("neither text nor whole UTF-16") from error
    if b"\0" in data:
        raise ValueError("binary, not text")
    try:
        text, reservation = data.decode("utf-8"), ""
    except UnicodeDecodeError:
        text, reservation = data.decode("cp1252", "replace"), "not UTF-8; read as Windows-1252"
    if len(_CONTROL.findall(text)) > _BINARY_SHARE * len(text):
        raise ValueError("binary, not text")
    return text, reservation
