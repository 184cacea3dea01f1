"""Invariant: looking at the log's health writes nothing, opens nothing for writing, and fails for no state of the file.

What a doctor tells: where the log is, whether it can be written, whether it holds, what could not be recorded.
"""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from assistant.errors import InputError
from assistant.usage import consent, keyfile, reading_only, soundness
from assistant.usage.chain import Chain
from assistant.usage.faults import reason
from assistant.usage.log import KEY_NAME, LOG_NAME, MISSED_NAME
from assistant.usage.missed import Missed

BUSY_SECONDS = 2.0
"""How long a look waits for a writer (project rule: a doctor is asked by a person who waits)."""


@dataclass(frozen=True)
class Health:
    """The state of the log of one data folder.

    `turns` is None and `consent` empty while there is no log yet or it cannot be read. `faults` are sentences, empty
    when all that is written holds. `not_recorded` counts turns that could not be stored, `last_missed_at` (ISO 8601)
    and `last_missed_why` tell of the newest; a folder that could never be written has no counter, but is not
    `writable`.
    """

    path: Path
    exists: bool
    writable: bool
    turns: int | None = None
    consent: str = ""
    faults: tuple[str, ...] = ()
    not_recorded: int = 0
    last_missed_at: str = ""
    last_missed_why: str = ""

    @property
    def well(self) -> bool:
        """Whether nothing is wrong: it can be written, it holds, and every turn was recorded."""
        return self.writable and not self.faults and not self.not_recorded

    def as_json(self) -> dict[str, Any]:
        """For JSON output; the path as text."""
        return asdict(self) | {"path": str(self.path), "well": self.well}


def health(home: Path) -> Health:
    """The health of the usage log below the data folder `home`. Never raises for a missing, damaged or locked file.

    The first check of a doctor: `usage.health.health(settings.home)`.
    """
    path = home / LOG_NAME
    missed, at, why = Missed(home / MISSED_NAME).read()
    found = _inside(path, home / KEY_NAME) if path.exists() else _Inside()
    state = path, path.exists(), _is_writable(path)
    return Health(*state, found.turns, found.consent, found.faults, missed, at, why)


def _is_writable(path: Path) -> bool:
    """The file if there is one; else the nearest folder there is, in which it would be made."""
    if path.exists() and not os.access(path, os.W_OK):
        return False
    folder = next(parent for parent in path.parents if parent.exists())
    return os.access(folder, os.W_OK | os.X_OK)


@dataclass(frozen=True)
class _Inside:
    turns: int | None = None
    consent: str = ""
    faults: tuple[str, ...] = ()


def _inside(path: Path, key: Path) -> _Inside:
    try:
        with closing(reading_only.connect(path, seconds=BUSY_SECONDS)) as db:
            db.execute("BEGIN")
            turns = int(db.execute("SELECT COUNT(*) FROM turns").fetchone()[0])
            level = consent.current(db).level
            if not turns and not key.exists():
                return _Inside(turns, level)  # opened and never written: the key is made with the first row
            return _Inside(turns, level, tuple(soundness.faults(db, Chain(keyfile.read(key)))))
    except (sqlite3.Error, OSError, ValueError, InputError) as error:
        return _Inside(faults=(f"it cannot be checked: {reason(error)}",))
