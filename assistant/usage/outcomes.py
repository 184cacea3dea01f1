"""Invariant: outcomes that come in later are matched by id, and reading the same file twice changes nothing.

A CSV file with a header: `turn` (an id, or the id of its plan), `metric`, `value`. A row that cannot be matched is
told with its line, and the others are still taken.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from assistant.errors import InputError

if TYPE_CHECKING:
    from assistant.usage.log import UsageLog

COLUMNS = ("turn", "metric", "value")
MAX_BYTES = 20_000_000
"""A larger file is refused unread (project rule)."""


@dataclass(frozen=True)
class Taken:
    """How many rows were kept, and one sentence for each that was not."""

    kept: int
    refused: tuple[str, ...] = ()

    def as_json(self) -> dict[str, Any]:
        """For `feedback --outcomes --json`."""
        return asdict(self)


def take(log: UsageLog, path: Path) -> Taken:
    """Stores the outcomes in the file. Raises InputError when it cannot be read or has not these columns."""
    kept, refused = 0, []
    for number, row in _rows(path):
        try:
            _one(log, row, f"{path.name}:{number}")
            kept += 1
        except InputError as error:
            refused.append(f"line {number}: {error.sentence()}")
    return Taken(kept, tuple(refused))


def _one(log: UsageLog, row: Mapping[str, str | None], place: str) -> None:
    turn, metric, value = ((row[name] or "").strip() for name in COLUMNS)
    if len(turn) < 8:
        raise InputError(f"{turn!r} is no id of a turn or a plan", fix="Give the whole id.", code="outcome")
    log.feedback(
        log.find(turn),
        kind="outcome",
        outcome=f"{metric}={value}",
        source="outcome",
        source_ref=place,
        id=log.chain.content_id("outcome", turn, metric, value)[:32],
    )


def _rows(path: Path) -> list[tuple[int, dict[str, str | None]]]:
    try:
        if path.stat().st_size > MAX_BYTES:
            raise InputError("The file is too large", where=str(path), fix="Split it: 20 MB a file.", code="outcomes")
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(
            "The outcomes cannot be read", where=str(path), fix="Give a CSV file in UTF-8.", code="outcomes"
        ) from error
    table = csv.DictReader(io.StringIO(text, newline=""))
    if missing := [name for name in COLUMNS if name not in (table.fieldnames or ())]:
        raise InputError(
            f"The outcomes have no column {missing[0]!r}",
            where=str(path),
            fix=f"Begin the file with: {','.join(COLUMNS)}",
            code="outcomes",
        )
    try:
        return [(table.line_num, row) for row in table]
    except csv.Error as error:
        raise InputError(
            f"The outcomes cannot be read: {error}", where=str(path), fix="Save it as plain CSV.", code="outcomes"
        ) from error
