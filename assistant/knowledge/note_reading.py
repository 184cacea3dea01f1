"""Invariant: a file becomes text, or a reason why not; whatever it holds, the next file is read all the same."""

from __future__ import annotations

import os
import time
import zlib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Self

from assistant.knowledge import hidden, note_files, own_note, stamps, text_cache
from assistant.knowledge.decoding import decode
from assistant.knowledge.extraction import Extracted, Extractor
from assistant.knowledge.formats import LIBRARY, Kind
from assistant.knowledge.note_files import NoteFile
from assistant.knowledge.text_cache import Seen, TextCache

EMPTY = "empty: there is nothing in it to read"
_KEPT = 100_000  # bytes of a text file; project rule: beyond, reading it again costs no more than fetching its copy


class NoteReader:
    """Reads note files. With `home`, what they gave is kept there, so that only changed files cost anything.

    A file that has not changed since, going by its stamp, is not read again; with `afresh` every file is. `now` tells
    nanoseconds since 1970. Close the reader, or use it in a `with`: what was read is kept at its end.
    """

    def __init__(
        self,
        home: Path | None = None,
        *,
        extractor: Extractor | None = None,
        afresh: bool = False,
        now: Callable[[], int] = time.time_ns,
    ) -> None:
        self._cache = TextCache(home) if home is not None else None
        self._extractor = extractor or Extractor()
        self._afresh = afresh
        self._now = now
        self._known: Mapping[bytes, Seen] = {}
        self._read: dict[str, Seen | None] = {}
        self._before: set[str] = set()
        self._names: set[str] = set()
        self._places: set[str] = set()

    def expect(self, files: Iterable[NoteFile]) -> None:
        """Fetches what is known of these files, which are read next."""
        if self._cache is not None:
            self._known = self._cache.seen([file.path for file in files])

    def read(self, file: NoteFile) -> tuple[str, str]:
        """(text, reservation). Raises OSError when it cannot be read, ValueError with the reason when it should not."""
        seen = self._known.get(os.fsencode(file.path))
        if seen is None or self._afresh or not _is_same(seen, file):
            seen = self._looked_into(file, seen)
        self._names.add(seen.name)
        self._places.add(file.path)
        if seen.refused:
            raise ValueError(seen.refused)
        return seen.text, seen.reservation

    def forget_the_rest(self) -> None:
        """Forgets what is kept of files that this reader was not asked for."""
        if self._cache is not None:
            self._cache.saw(self._read, self._before)
            self._cache.keep_only(self._names, self._places)

    def close(self) -> None:
        """Keeps what was read, and ends what was started."""
        self._extractor.close()
        if self._cache is not None:
            self._cache.saw(self._read, self._before)
            self._cache.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _looked_into(self, file: NoteFile, before: Seen | None) -> Seen:
        """What the file gives now; it is kept unless it might change without showing it."""
        begun = self._now()
        packed = file.kind in LIBRARY
        try:
            data, stamp = note_files.read(file.path, note_files.PACKED_LIMIT if packed else note_files.FILE_LIMIT)
        except (OSError, ValueError):
            self._keep(file.path, None, before)
            raise
        name = text_cache.key(_form(file.kind), data)
        found = self._taken_apart(name, file.kind, data) if packed else _as_it_stands(file.kind, data)
        seen = Seen(str(stamp), name, found.text, found.reservation, found.refused)
        lasting = found.lasting and (packed or len(data) <= _KEPT) and stamps.is_settled(stamp, begun)
        self._keep(file.path, seen if lasting else None, before)
        return seen

    def _keep(self, place: str, seen: Seen | None, before: Seen | None) -> None:
        """Has it kept at the end where that changes anything; who reads afresh only puts right what is known."""
        if seen == before or (before is None and self._afresh):
            return
        self._read[place] = seen
        if before is not None and (seen is None or seen.name != before.name):
            self._before.add(before.name)

    def _taken_apart(self, name: str, kind: Kind, data: bytes) -> Extracted:
        found = self._cache.get(name) if self._cache is not None else None
        if found is None:
            found = _judged(self._extractor.extract(kind, data))
            if self._cache is not None and found.lasting:
                self._cache.put(name, found)
        return found


def _is_same(seen: Seen, file: NoteFile) -> bool:
    return seen.stamp == file.stamp and seen.name.startswith(text_cache.beginning(_form(file.kind)))


@cache
def _form(kind: Kind) -> str:
    """How files of this kind are read; what of a note counts as not written follows from the template."""
    return f"{kind}-{zlib.crc32(own_note.template().encode()):x}" if kind == "markdown" else kind


def _as_it_stands(kind: Kind, data: bytes) -> Extracted:
    try:
        text, reservation = decode(data)
    except ValueError as error:
        return Extracted(refused=str(error))
    if kind == "markdown" and (left := own_note.placeholders(text)):
        return Extracted(refused=f"not written yet: it still holds the template's “{left[0][:60]}”")
    return _judged(Extracted(text, reservation))


def _judged(found: Extracted) -> Extracted:
    """With a word about characters that no reader sees; without any other, it is refused."""
    if found.refused:
        return found
    if not found.text.removeprefix("\ufeff").strip():
        return replace(found, text="", refused=EMPTY)
    said = [each for each in (found.reservation, hidden.reservation(found.text)) if each]
    return replace(found, reservation="; ".join(said))
