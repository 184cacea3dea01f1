"""Invariant: every record that still stands whole in a damaged SQLite file is read, whatever became of the rest.

The file is taken page by page, without its tree: a leaf page that nothing points at any more is read like any other.
Nothing here trusts a number it finds. Formats: SQLite's "Database File Format", sections 1.3 to 2.1 and 4.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from pathlib import Path

Value = None | int | float | str | bytes
Record = tuple[int | None, tuple[Value, ...]]
"""Row id (None in a table without) and the values in the order of the columns."""

_LEAF_TABLE, _LEAF_INDEX, _INNER_INDEX = 0x0D, 0x0A, 0x02
_KINDS = (_LEAF_TABLE, _LEAF_INDEX, _INNER_INDEX)
_NO_CELL = (ValueError, IndexError, struct.error, OverflowError)
_INTEGER_SIZES = {1: 1, 2: 2, 3: 3, 4: 4, 5: 6, 6: 8}
_DEFAULT_PAGE = 4096
_MAX_PAYLOAD = 200_000_000


Stretch = tuple[int, int]
"""Where bytes stand in the file: from, up to and without."""


def records(path: Path) -> Iterator[Record]:
    """The records of the file and of the write-ahead log beside it. Raises OSError."""
    return (record for record, _ in located(path))


def located(path: Path) -> Iterator[tuple[Record, list[Stretch]]]:
    """As `records`, each with the stretches of the file its bytes stand in."""
    data, size = _with_wal(path)
    for number in range(1, len(data) // size + 1):
        yield from _Page(data, size, number).records()


def _with_wal(path: Path) -> tuple[bytes, int]:
    data = bytearray(path.read_bytes())
    wal_path = path.with_name(path.name + "-wal")
    wal = wal_path.read_bytes() if wal_path.exists() else b""
    size = _page_size(data, wal)
    for number, page in _frames(wal, size):
        end = number * size
        data.extend(bytes(max(0, end - len(data))))
        data[end - size : end] = page
    return bytes(data), size


def _page_size(data: bytes | bytearray, wal: bytes) -> int:
    said = int.from_bytes(data[16:18], "big")
    size = 65536 if said == 1 else said
    if data[:15] == b"SQLite format 3" and size >= 512 and size & (size - 1) == 0:
        return size
    logged = int.from_bytes(wal[8:12], "big")
    return logged if 512 <= logged <= 65536 and logged & (logged - 1) == 0 else _DEFAULT_PAGE


def _frames(wal: bytes, size: int) -> Iterator[tuple[int, bytes]]:
    """The pages of the log's last commit and before; frames of an older round carry other salts."""
    found, kept = [], 0
    for start in range(32, len(wal) - 24 - size + 1, 24 + size):
        number, commit = struct.unpack(">II", wal[start : start + 8])
        if wal[start + 8 : start + 16] != wal[16:24] or not 0 < number < 2**24:
            break
        found.append((number, wal[start + 24 : start + 24 + size]))
        kept = len(found) if commit else kept
    yield from found[:kept]


class _Page:
    def __init__(self, data: bytes, size: int, number: int) -> None:
        self._data, self._size = data, size
        self._start = (number - 1) * size
        self._page = data[self._start : self._start + size]
        self._head = 100 if number == 1 else 0

    def records(self) -> Iterator[tuple[Record, list[Stretch]]]:
        """By the page's own list of cells; where that list is broken, by trying every place."""
        kind = self._page[self._head]
        if kind not in _KINDS:
            if kind != 0:  # an overflow page begins with a page number, so with 0 in any log of ours
                yield from self._searched(_LEAF_TABLE, _LEAF_INDEX)
            return
        listed, is_broken = self._listed(kind)
        yield from self._searched(kind) if is_broken else listed

    def _listed(self, kind: int) -> tuple[list[tuple[Record, list[Stretch]]], bool]:
        count = int.from_bytes(self._page[self._head + 3 : self._head + 5], "big")
        pointers = self._head + (12 if kind == _INNER_INDEX else 8)
        found, is_broken = [], count > (self._size - pointers) // 2
        for place in range(min(count, (self._size - pointers) // 2)):
            cell = int.from_bytes(self._page[pointers + 2 * place : pointers + 2 * place + 2], "big")
            try:
                found.append(self._cell(kind, cell))
            except _NO_CELL:
                is_broken = True
        return found, is_broken

    def _searched(self, *kinds: int) -> Iterator[tuple[Record, list[Stretch]]]:
        for at in range(self._head, self._size - 4):
            for kind in kinds:
                try:
                    yield self._cell(kind, at)
                except _NO_CELL:
                    continue

    def _cell(self, kind: int, at: int) -> tuple[Record, list[Stretch]]:
        begin = self._start + at
        at += 4 if kind == _INNER_INDEX else 0
        length, at = _varint(self._page, at)
        rowid = None
        if kind == _LEAF_TABLE:
            rowid, at = _varint(self._page, at)
        if not 0 < length < _MAX_PAYLOAD:
            raise ValueError("no payload is so long")
        stretches = self._payload(kind, length, at)
        values = _values(b"".join(self._data[start:end] for start, end in stretches))
        return (rowid, values), [(begin, stretches[0][1]), *stretches[1:]]

    def _payload(self, kind: int, length: int, at: int) -> list[Stretch]:
        most = self._size - 35 if kind == _LEAF_TABLE else (self._size - 12) * 64 // 255 - 23
        if length <= most:
            return [(self._start + at, self._start + at + length)]
        least = (self._size - 12) * 32 // 255 - 23
        local = least + (length - least) % (self._size - 4)
        local = local if local <= most else least
        found = [(self._start + at, self._start + at + local)]
        after = int.from_bytes(self._page[at + local : at + local + 4], "big")
        missing = length - local
        while missing > 0:
            start = (after - 1) * self._size
            if not 0 < after <= len(self._data) // self._size:
                raise ValueError("the rest of the payload is nowhere")
            found.append((start + 4, start + 4 + min(missing, self._size - 4)))
            missing -= self._size - 4
            after = int.from_bytes(self._data[start : start + 4], "big")
        return found


def _varint(data: bytes, at: int) -> tuple[int, int]:
    value = 0
    for place in range(9):
        byte = data[at + place]
        if place == 8:
            value = value << 8 | byte
            return value - (1 << 64) if value >> 63 else value, at + 9
        value = value << 7 | byte & 0x7F
        if byte < 0x80:
            return value, at + place + 1
    raise ValueError("unreachable: a varint ends within nine bytes")


def _values(payload: bytes) -> tuple[Value, ...]:
    header, at = _varint(payload, 0)
    if not 1 <= header <= len(payload):
        raise ValueError("the record's header is longer than the record")
    values, body = [], header
    while at < header:
        serial, at = _varint(payload, at)
        value, body = _value(payload, serial, body)
        values.append(value)
    if body != len(payload):
        raise ValueError("the record is longer or shorter than it says")
    return tuple(values)


def _value(payload: bytes, serial: int, at: int) -> tuple[Value, int]:
    if serial == 0:
        return None, at
    if serial in (8, 9):
        return serial - 8, at
    if serial == 7:
        return struct.unpack(">d", payload[at : at + 8])[0], at + 8
    if serial in _INTEGER_SIZES:
        end = at + _INTEGER_SIZES[serial]
        return int.from_bytes(payload[at:end], "big", signed=True), end
    if serial < 12:
        raise ValueError("reserved type")
    end = at + (serial - 12) // 2
    return (payload[at:end].decode("utf-8") if serial % 2 else payload[at:end]), end
