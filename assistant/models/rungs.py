"""Invariant: how a server takes tools is remembered per address and model, until it expires or is forgotten.

The five rungs go from native tools down to words. What was found is kept below the data folder, readable by its owner,
so that the next process asks nothing; within that time a server is only ever asked a simpler way, never a higher one.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any, Literal, get_args

from assistant.settings import private_folder

Rung = Literal["forced", "offered", "schema", "object", "text"]
RUNGS: tuple[Rung, ...] = get_args(Rung)
"""Tools with `tool_choice`, tools without it; tools in words with a JSON Schema of the answer, with any JSON object
asked for, and in words alone."""
IN_WORDS: Mapping[str, str] = {
    "forced": "calls tools natively, and the one it is told to",
    "offered": "calls tools natively, but takes no tool_choice",
    "schema": "takes tools as one JSON answer held to a schema (json_schema)",
    "object": "takes tools as one JSON answer without a schema (json_object)",
    "text": "takes tools in words alone; its JSON is checked after it came",
}
FILE = "servers.json"
KEPT = timedelta(days=30)
"""How long a finding counts (project rule: servers are updated about monthly); then the server is asked again."""
_LARGEST = 100_000


@dataclass(frozen=True)
class Found:
    """What one server was found to take for one model, and on which day (UTC)."""

    address: str
    model: str
    rung: Rung
    found_on: date

    @property
    def until(self) -> date:
        """The last day it counts."""
        return self.found_on + KEPT

    def sentence(self) -> str:
        """For people: who, how, since when, until when."""
        return (
            f"{self.model} at {self.address} {IN_WORDS[self.rung]} (found on {self.found_on}, asked again after "
            f"{self.until})"
        )


def today() -> date:
    """The day by UTC."""
    return datetime.now(UTC).date()


def listed(home: Path) -> tuple[Found, ...]:
    """What is remembered below `home`, expired or not; a file that cannot be read remembers nothing."""
    from pydantic_core import from_json

    try:
        data = (home / FILE).read_bytes()
        rows = from_json(data, allow_inf_nan=False) if len(data) <= _LARGEST else []
    except (OSError, ValueError):
        return ()
    return tuple(found for row in rows if (found := _read(row))) if isinstance(rows, list) else ()


def recall(home: Path, address: str, model: str, day: date) -> Found | None:
    """What is remembered of this server and model on that day, None when nothing that still counts."""
    for found in listed(home):
        if (found.address, found.model) == (address, model) and found.found_on <= day <= found.until:
            return found
    return None


def keep(home: Path, new: Found) -> None:
    """Remembers it in place of what was known before. A folder that cannot be written costs only the memory of it."""
    others = [found for found in listed(home) if (found.address, found.model) != (new.address, new.model)]
    _write(home, [*others, new])


def forget(home: Path) -> int:
    """Forgets every server; says how many. Raises OSError when the file cannot be removed."""
    count = len(listed(home))
    (home / FILE).unlink(missing_ok=True)
    return count


def _read(row: object) -> Found | None:
    if not isinstance(row, dict) or row.get("rung") not in RUNGS:
        return None
    try:
        return Found(str(row["address"]), str(row["model"]), row["rung"], date.fromisoformat(str(row["found_on"])))
    except (KeyError, ValueError):
        return None


def _write(home: Path, known: list[Found]) -> None:
    import json

    rows: list[dict[str, Any]] = [asdict(found) | {"found_on": found.found_on.isoformat()} for found in known]
    name = ""
    try:
        descriptor, name = tempfile.mkstemp(dir=private_folder(home), prefix=f".{FILE}.")
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            json.dump(rows, file, indent=1)
        Path(name).replace(home / FILE)
    except OSError:
        if name:
            Path(name).unlink(missing_ok=True)
