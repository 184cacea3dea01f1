"""Invariant: every row of a metrics file is read whole or refused with its line; nothing is guessed or left out.

CSV with a header, or a JSON list of objects with the same names: readings and daily aggregates
(`metric,value,n[,date][,unit]`) or events (`time,event[,ok]`).
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from math import isfinite

from assistant.errors import InputError
from assistant.planning import strict_json

MAX_METRICS_BYTES = 20_000_000
"""A larger file is refused unread (project rule): days say the same as events in a thousandth of the size."""
_AGGREGATE, _EVENT = frozenset(("metric", "value", "n")), frozenset(("time", "event"))
_YES, _NO = frozenset(("true", "1", "yes")), frozenset(("false", "0", "no"))


@dataclass(frozen=True)
class Reading:
    """`value` of a metric in its own unit from `n` cases, of one day or as a whole when `day` is None.

    `unit` is the one the row names, '' when it names none.
    """

    place: str
    metric: str
    value: float
    n: int
    day: date | None = None
    unit: str = ""


@dataclass(frozen=True)
class Happening:
    """One event; `ok` says whether it went well, None when the row does not say."""

    place: str
    event: str
    day: date
    ok: bool | None = None


def read_rows(text: str, *, where: str) -> tuple[Reading | Happening, ...]:
    """The rows of a file. Raises InputError, naming the line, for the first thing that cannot be read."""
    if len(text) > MAX_METRICS_BYTES:
        raise _refused(f"The metrics file is larger than {MAX_METRICS_BYTES:,} bytes", where, "Give daily numbers.")
    if "\x00" in text:
        raise _refused("The metrics file is binary, not text", where, "Save the table as CSV.")
    if not text.strip():
        raise _refused("The metrics file is empty", where, "Give CSV with the header metric,value,n or time,event,ok.")
    rows = _json(text, where) if text.lstrip()[:1] in "[{" else _csv(text, where)
    found = tuple(_row(row, f"{where}, {place}") for place, row in rows)
    if not found:
        raise _refused("The metrics file has no rows", where, "Give a row for each metric.")
    return found


def _csv(text: str, where: str) -> Iterator[tuple[str, Mapping[str, str]]]:
    reader = csv.reader(io.StringIO(text.removeprefix("\ufeff")), strict=True)
    header: list[str] | None = None
    try:
        for row in reader:
            place = f"line {reader.line_num}"
            if not any(field.strip() for field in row):
                continue
            if header is None:
                header = [name.strip().lower() for name in row]
                _check_header(header, f"{where}, {place}")
            elif len(row) != len(header):
                message = f"This row has {len(row)} fields, the header has {len(header)}"
                raise _refused(message, f"{where}, {place}", "Give one value for each column.")
            else:
                yield place, dict(zip(header, (field.strip() for field in row), strict=True))
    except csv.Error as error:
        place = f"{where}, line {reader.line_num}"
        raise _refused(f"This is not CSV: {error}", place, "Save the table as CSV.") from error


def _json(text: str, where: str) -> Iterator[tuple[str, Mapping[str, str]]]:
    try:
        raw = strict_json.read(text)
    except strict_json.Ambiguous as error:
        fix = "Keep one of the two." if "twice" in str(error) else "Give a list of objects; NaN is not JSON."
        raise _refused(str(error), where, fix) from error
    if not isinstance(raw, list):
        raise _refused("The metrics are not a list of rows", where, 'Write [{"metric": …, "value": …, "n": …}, …].')
    for number, row in enumerate(raw, 1):
        place = f"row {number}"
        if not isinstance(row, dict):
            raise _refused("This row is not an object", f"{where}, {place}", "Name each value.")
        _check_header(list(row), f"{where}, {place}")
        yield place, {name: "" if value is None else str(value) for name, value in row.items()}


def _check_header(names: list[str], place: str) -> None:
    given = set(names)
    allowed: set[str] = set()
    if _AGGREGATE.issubset(given):
        allowed = {*_AGGREGATE, "date", "unit"}
    elif _EVENT.issubset(given):
        allowed = {*_EVENT, "ok"}
    if not allowed or given - allowed or len(given) != len(names):
        unknown = [name for name in names if name not in allowed] or names
        told = "Separate the columns by commas: " if ";" in names[0] or "\t" in names[0] else "Use "
        raise _refused(
            f"These columns are not known: {', '.join(unknown)[:120]}",
            place,
            f"{told}metric,value,n[,date][,unit] or time,event[,ok].",
        )


def _row(row: Mapping[str, str], place: str) -> Reading | Happening:
    if "event" in row:
        ok = row.get("ok", "").lower()
        if ok and ok not in _YES | _NO:
            raise _refused(f"ok must be true or false, not {ok[:40]!r}", place, "Leave it empty if nobody knows.")
        return Happening(
            place, _name(row["event"], "event", place), _day(row["time"], place), ok in _YES if ok else None
        )
    day = _day(row["date"], place) if row.get("date") else None
    metric = _name(row["metric"], "metric", place)
    value, unit = row["value"], row.get("unit", "")
    if value.endswith("%") and unit in ("", "%"):
        value, unit = value[:-1].rstrip(), "%"
    return Reading(place, metric, _number(value, place), _count(row["n"], place), day, unit)


def _name(text: str, what: str, place: str) -> str:
    if not text:
        raise _refused(f"The {what} is missing", place, "Name it as the plan does.")
    return text


def _number(text: str, place: str) -> float:
    try:
        value = float(text)
    except ValueError:
        value = float("nan")
    if not isfinite(value):
        raise _refused(f"The value is no number: {text[:40]!r}", place, "Give a number, or leave the row out.")
    return value


def _count(text: str, place: str) -> int:
    value = _number(text, place)
    if value < 0 or value != int(value):
        raise _refused(f"n must be a whole number of cases, not {text[:40]!r}", place, "Give how many were counted.")
    return int(value)


def _day(text: str, place: str) -> date:
    try:
        return datetime.fromisoformat(text).date()
    except ValueError as error:
        message = f"This is no date: {text[:40]!r}"
        raise _refused(message, place, "Write it as 2026-11-23 or 2026-11-23T09:00:00Z.") from error


def _refused(message: str, where: str, fix: str) -> InputError:
    return InputError(message, where=where, fix=fix, code="metrics_file")
