"""Invariant: a metric has one type from its first value on, so that its values can be compared years later.

Known ones are defined with the log; another is defined by its first value, as `bool` for true and false, else `number`.
"""

from __future__ import annotations

import math
import re
import sqlite3
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from assistant.errors import InputError

if TYPE_CHECKING:
    from assistant.usage.chain import Chain

Type = Literal["bool", "number"]

KNOWN = (
    ("accepted", "bool", "max", ""),
    ("good", "bool", "max", ""),
    ("edit_distance", "number", "min", "share of lines"),
    ("cost_usd", "number", "min", "USD"),
    ("latency_ms", "number", "min", "ms"),
)
"""Name, type, which way is better, unit. `accepted` and `good` come from feedback, the others from the turn itself."""

_NAME = re.compile(r"[a-z][a-z0-9_]{0,63}")
_WORDS = {"true": 1.0, "yes": 1.0, "false": 0.0, "no": 0.0}


@dataclass(frozen=True)
class Reading:
    """One value of a metric; of a `bool` 1.0 or 0.0."""

    metric: str
    type: Type
    value: float


def parse(text: str) -> Reading:
    """The reading in `METRIC=VALUE`. Raises InputError."""
    name, equals, said = (part.strip() for part in text.partition("="))
    if not equals or not _NAME.fullmatch(name):
        raise InputError(
            f"{text!r} is no METRIC=VALUE",
            fix="Name the metric in small letters, digits and _, for example: resolved=true.",
            code="outcome",
        )
    if name in {known for known, *_ in KNOWN}:
        raise InputError(f"{name} is computed by the log itself", fix="Choose another name.", code="outcome")
    if said.lower() in _WORDS:
        return Reading(name, "bool", _WORDS[said.lower()])
    try:
        value = float(said)
    except ValueError:
        value = math.nan
    if not math.isfinite(value):
        raise InputError(
            f"{said!r} is no value of {name}", fix="Give true, false or a number such as 3.5.", code="outcome"
        )
    return Reading(name, "number", value)


def define(db: sqlite3.Connection, reading: Reading, stamp: str, chain: Chain) -> str:
    """The metric's name, defined now if it was not. Raises InputError when its type is another."""
    row = db.execute("SELECT type FROM metric_defs WHERE name = ?", (reading.metric,)).fetchone()
    if row is None:
        _insert(db, reading.metric, reading.type, "unknown", "", stamp)
        chain.seal(db, "metric", reading.metric)
    elif row[0] != reading.type:
        raise InputError(
            f"{reading.metric} is a {row[0]} in this log, not a {reading.type}",
            fix="Give it as before, or under another name.",
            code="outcome",
        )
    return reading.metric


def define_known(db: sqlite3.Connection) -> None:
    """Defines the metrics of KNOWN, at the beginning of the log's own time."""
    for name, type_, better, unit in KNOWN:
        _insert(db, name, type_, better, unit, "")


def faults(db: sqlite3.Connection) -> list[str]:
    """Known metrics that are not what they were defined as, one line each."""
    query = "SELECT name, type, optimize, unit FROM metric_defs WHERE name = ?"
    return [
        f"metric {known[0]}: it is not what this log defines"
        for known in KNOWN
        if db.execute(query, known[:1]).fetchone() != known
    ]


def _insert(db: sqlite3.Connection, name: str, type_: str, better: str, unit: str, stamp: str) -> None:
    db.execute(
        "INSERT INTO metric_defs (name, type, level, optimize, unit, created_at) VALUES (?, ?, 'turn', ?, ?, ?)",
        (name, type_, better, unit, stamp),
    )
