"""Invariant: outcomes that come in later are matched by id, and reading the same file twice changes nothing.

A CSV file with a header: `turn` (an id, or the id of its plan), `metric`, `value`. A row that cannot be matched is
told with its line, and the others are still taken.
"""

from __future__ import annotations

import csv
import io
import sqlite3
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from functools import partial
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

from assistant.errors import InputError
from assistant.usage import feedback as feedbacks
from assistant.usage import reading

if TYPE_CHECKING:
    from assistant.usage.log import UsageLog

COLUMNS = ("turn", "metric", "value")
MAX_BYTES = 20_000_000
"""A larger file is refused unread (project rule)."""
AT_ONCE = 500
"""Rows a transaction (project rule): one sync for them, and a turn waits a fraction of a second."""
Row = tuple[int, dict[str, str | None]]
"""The line of a row and its columns."""


@dataclass(frozen=True)
class Taken:
    """How many rows were kept, and one sentence for each that was not."""

    kept: int
    refused: tuple[str, ...] = ()

    def as_json(self) -> dict[str, Any]:
        """For `feedback --outcomes --json`."""
        return asdict(self)


def take(log: UsageLog, path: Path) -> Taken:
    """Stores the outcomes in the file, `AT_ONCE` rows a transaction. Raises InputError when it cannot be read, has not
    these columns, or the log takes no more: what was stored stays then, and reading it again adds the rest.
    """
    kept, refused = 0, list[str]()
    rows = iter(_rows(path))
    while some := list(islice(rows, AT_ONCE)):
        with log.told():
            # No row can match in a log that was never begun, so looking is all there is to do: no file is made for it.
            do = log.store.write if log.store.exists else log.store.read
            told = do(partial(_some, log=log, rows=some, name=path.name))
        kept += len(some) - len(told)
        refused += told
    return Taken(kept, tuple(refused))


def _some(db: sqlite3.Connection, *, log: UsageLog, rows: Sequence[Row], name: str) -> list[str]:
    """One sentence for each row that was left out; of such a row nothing is written."""
    refused = []
    for number, row in rows:
        db.execute("SAVEPOINT row")
        try:
            _one(db, log, row, f"{name}:{number}")
        except InputError as error:
            db.execute("ROLLBACK TO row")
            refused.append(f"line {number}: {error.sentence()}")
        db.execute("RELEASE row")
    return refused


def _one(db: sqlite3.Connection, log: UsageLog, row: Mapping[str, str | None], place: str) -> None:
    turn, metric, value = ((row[name] or "").strip() for name in COLUMNS)
    if len(turn) < 8:
        raise InputError(f"{turn!r} is no id of a turn or a plan", fix="Give the whole id.", code="outcome")
    found = reading.find_turn(db, turn)
    said = feedbacks.checked("outcome", "", None, "outcome", outcome=f"{metric}={value}", source_ref=place)
    feedbacks.write_feedback(
        db,
        found,
        said,
        id=log.chain.content_id("outcome", turn, metric, value)[:32],
        content=said.columns(log.redactor),
        policy=log.redactor.policy,
        now=log.now(),
        chain=log.chain,
    )


def _rows(path: Path) -> list[Row]:
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
