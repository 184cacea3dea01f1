"""Invariant: a file the user asked for is whole or not there, and what stood there is not written over unasked."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

from assistant.errors import InputError


def save(path: Path, text: str, *, force: bool = False) -> Path:
    """Writes `text` to the path in one step and returns it; lone surrogates become `?`.

    Raises InputError when the file exists (without `force`) or the place cannot be written.
    """
    try:
        existed = os.path.lexists(path)
        os.close(os.open(path, os.O_WRONLY | os.O_CREAT | (0 if force else os.O_EXCL), 0o666))
        try:
            _fill(path, text)
        except BaseException:
            if not existed:
                path.unlink(missing_ok=True)
            raise
    except FileExistsError as error:
        raise exists(path) from error
    except OSError as error:
        raise refused(path, error) from error
    return path


def exists(path: Path) -> InputError:
    """The refusal to write over a file."""
    return InputError(
        "The file exists and is not written over", where=str(path), fix="Name another place.", code="file_exists"
    )


def refused(path: Path, error: OSError) -> InputError:
    """The system's refusal, in one sentence."""
    reason = os.strerror(error.errno or 0)
    return InputError(f"It cannot be written: {reason}", where=str(path), fix="Name another place.", code="disk")


def _fill(path: Path, text: str) -> None:
    descriptor, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(descriptor, "w", encoding="utf-8", errors="replace") as file:
            file.write(text)
        Path(name).chmod(path.stat().st_mode & 0o777)
        Path(name).replace(path)
    finally:
        Path(name).unlink(missing_ok=True)
