"""Invariant: a file that leaves the log is whole or absent, private, and never written over another unasked."""

from __future__ import annotations

import os
import secrets
from collections.abc import Callable, Iterable
from pathlib import Path

from assistant.errors import InputError


def refuse_existing(path: Path, force: bool) -> None:
    """Raises InputError when there is a file of that name and `force` was not given."""
    if path.exists() and not force:
        raise InputError(
            "There is a file of that name already",
            where=str(path),
            fix="Give another name, or --force to replace it.",
            code="file_exists",
        )


def write_whole(path: Path, lines: Iterable[str], *, force: bool = False) -> None:
    """Writes the lines aside, flushes to disk, then takes the name in one step. Raises InputError."""

    def fill(aside: Path) -> None:
        descriptor = os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            file.writelines(lines)
            file.flush()
            os.fsync(file.fileno())

    make_whole(path, fill, force=force)


def make_whole(path: Path, fill: Callable[[Path], object], *, force: bool = False) -> None:
    """Lets `fill` make a file aside, then gives it the name in one step. Raises InputError."""
    refuse_existing(path, force)
    aside = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    try:
        try:
            fill(aside)
            _take_name(aside, path, force)
        finally:
            aside.unlink(missing_ok=True)
    except OSError as error:
        raise InputError(
            f"The file cannot be written: {error.strerror}", where=str(path), fix="Choose a folder you can write to."
        ) from error


def _take_name(aside: Path, path: Path, force: bool) -> None:
    if force:
        aside.replace(path)
    else:
        try:
            path.hardlink_to(aside)
        except FileExistsError:
            refuse_existing(path, force)
    folder = os.open(path.parent, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
