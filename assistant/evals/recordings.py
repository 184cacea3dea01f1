"""Invariant: a recording says what it was made with, and is refused as stale when the prompts are not those any more.

A file of JSON lines that only its owner can read: first the model, the day the turns were told, the prompts'
fingerprints and the tool's version; then one exchange a line, as `models.wiretap` has it. No key is in it.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from pydantic_core import from_json, to_json

from assistant.errors import InputError
from assistant.models.wiretap import Exchange, stale
from assistant.saving import exists, refused

SCHEMA_VERSION = 1
MAX_BYTES = 500_000_000
"""A larger recording is refused unread (project rule)."""


class Recorder:
    """Writes one recording. `keep` may be called from several threads."""

    def __init__(self, path: Path, head: Mapping[str, Any]) -> None:
        """Makes the file. Raises InputError when it exists or cannot be written."""
        self._path = path
        self._lock = threading.Lock()
        try:
            self._file = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_APPEND, 0o600)
        except FileExistsError as error:
            raise exists(path) from error
        except OSError as error:
            raise refused(path, error) from error
        self._write({"recording": SCHEMA_VERSION, **head})

    def keep(self, exchange: Exchange) -> None:
        """Appends an exchange. Raises InputError when the disk refuses."""
        self._write(exchange.as_json())

    def close(self) -> None:
        """Lets go of the file."""
        os.close(self._file)

    def _write(self, line: Mapping[str, Any]) -> None:
        with self._lock:
            try:
                os.write(self._file, to_json(line) + b"\n")
            except OSError as error:
                raise refused(self._path, error) from error


@dataclass(frozen=True)
class Recording:
    """A recording that was read. `now` is the moment its turns were told."""

    model: str
    now: datetime
    prompts: Mapping[str, str]
    openai_base_url: str | None
    exchanges: tuple[Exchange, ...]

    def check(self, prompts: Mapping[str, str]) -> None:
        """Raises Stale when the prompts are not those it was recorded with."""
        changed = sorted(name for name in prompts.keys() | self.prompts if prompts.get(name) != self.prompts.get(name))
        if changed:
            raise stale(f"prompts/{', '.join(changed)}")


def read(path: Path) -> Recording:
    """The recording in a file. Raises InputError when it is none; a last line cut short is left out."""
    try:
        if path.stat().st_size > MAX_BYTES:
            raise InputError(
                f"The recording is larger than {MAX_BYTES:,} bytes", where=str(path), fix="Split the suite."
            )
        data = path.read_bytes()
    except OSError as error:
        raise InputError(
            f"The recording cannot be read: {error.strerror}", where=str(path), fix="Check the path."
        ) from error
    whole = data[: data.rfind(b"\n") + 1].splitlines()
    try:
        head, *lines = [from_json(line, allow_inf_nan=False) for line in whole]
        if head["recording"] != SCHEMA_VERSION:
            raise ValueError(f"recording {head['recording']!r}")
        return Recording(
            model=str(head["model"]),
            now=datetime.fromisoformat(head["now"]),
            prompts=dict(head["prompts"]),
            openai_base_url=head.get("openai_base_url"),
            exchanges=tuple(Exchange(**line) for line in lines),
        )
    except (ValueError, KeyError, TypeError) as error:
        raise InputError("This is no recording of ours", where=str(path), fix="Make one with --record.") from error
