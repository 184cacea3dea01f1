"""Invariant: the list names what the user added, by its absolute place, in one small file that is whole or not there.

What is listed is read where it lies; nothing of it is moved or changed. An entry is a file,
a folder, or a glob such as `vault/**/*.md`, which takes in files that come later too.
"""

from __future__ import annotations

import base64
import glob
import json
import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from assistant.errors import InputError
from assistant.knowledge import ignoring
from assistant.settings import expanded, private_folder

FILE = "notes.json"
_LIMIT = 1_000_000  # bytes


def listed(home: Path) -> tuple[Path, ...]:
    """What was added, in that order. Raises InputError when the list cannot be read."""
    import pydantic_core

    path = home / FILE
    try:
        data = path.read_bytes()
    except FileNotFoundError:
        return ()
    except OSError as error:
        raise _damaged(path, os.strerror(error.errno or 0)) from error
    try:
        if len(data) > _LIMIT:
            raise ValueError("it is too long")
        found = pydantic_core.from_json(data, allow_inf_nan=False)
        roots = [_place(root) for root in found["roots"]]
        if not isinstance(found["roots"], list) or not all(root.is_absolute() for root in roots):
            raise ValueError("it holds something else")
    except (ValueError, KeyError, TypeError) as error:
        raise _damaged(path, "it is not what this version writes") from error
    return tuple(roots)


def add(home: Path, paths: Sequence[Path]) -> tuple[Path, ...]:
    """Adds these and returns those that are new. Raises InputError when the list cannot be read or written."""
    with _changing(home) as roots:
        new = [path for path in dict.fromkeys(map(absolute, paths)) if path not in roots]
        roots += new
    return tuple(new)


def remove(home: Path, paths: Sequence[Path]) -> tuple[Path, ...]:
    """Takes these off the list and returns them; whether they still exist does not matter.

    Raises InputError, and takes none off, when one is not on the list.
    """
    with _changing(home) as roots:
        gone = tuple(dict.fromkeys(map(absolute, paths)))
        for path in gone:
            if path not in roots:
                raise InputError(
                    "That is not among your notes", where=str(path), fix="See them with: assistant notes list"
                )
            roots.remove(path)
    return gone


def absolute(path: Path) -> Path:
    """The place as it is listed: absolute, without `..`, links as they were named."""
    return Path(os.path.abspath(expanded(path)))  # noqa: PTH100 - resolve() would follow links


def is_glob(path: Path) -> bool:
    """Whether the path is a glob: it has wildcards, and nothing of that very name exists."""
    return glob.has_magic(str(path)) and not os.path.lexists(path)


def split_glob(path: Path) -> tuple[Path, str]:
    """The folder where a glob begins, and the glob below it. Raises InputError for one that cannot be used."""
    place = next(index for index, part in enumerate(path.parts) if glob.has_magic(part))
    pattern = "/".join(path.parts[place:])
    if not ignoring.is_simple(pattern):
        raise InputError(
            "That pattern cannot be used", where=str(path), fix="Name the folder, or use at most three wildcards."
        )
    return Path(*path.parts[:place]), pattern


@contextmanager
def _changing(home: Path) -> Iterator[list[Path]]:
    from filelock import FileLock

    path = private_folder(home) / FILE
    try:
        with FileLock(home / f"{FILE}.lock", timeout=30, mode=0o600):
            roots = list(listed(home))
            yield roots
            draft = path.with_name(f".{FILE}.{os.getpid()}")
            try:
                _write(draft, roots)
                draft.replace(path)
            finally:
                draft.unlink(missing_ok=True)
    except OSError as error:  # that the lock was not free in time is one too
        why = (error.strerror or str(error)).lower()
        raise InputError(
            f"The list of your notes cannot be written: {why}", where=str(path), fix="Free the disk, or try again."
        ) from error


def _write(path: Path, roots: Sequence[Path]) -> None:
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8") as file:
        json.dump({"roots": [_entry(root) for root in roots]}, file, ensure_ascii=False, indent=1)
        file.flush()
        os.fsync(file.fileno())


def _entry(root: Path) -> str | dict[str, str]:
    """The place as it is written: its name, or its bytes where they are no text."""
    name = str(root)
    try:
        name.encode()
    except UnicodeEncodeError:
        return {"base64": base64.b64encode(os.fsencode(name)).decode()}
    return name


def _place(entry: str | dict[str, str]) -> Path:
    """The place of an entry. Raises ValueError, KeyError or TypeError for anything else."""
    name = entry if isinstance(entry, str) else os.fsdecode(base64.b64decode(entry["base64"], validate=True))
    if "\0" in name:
        raise ValueError("no place has such a name")
    return Path(name)


def _damaged(path: Path, why: str) -> InputError:
    return InputError(
        f"The list of your notes cannot be read: {why}",
        where=str(path),
        fix="Move that file away and add your notes again; the notes themselves are untouched.",
        code="notes_list",
    )
