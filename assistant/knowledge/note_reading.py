"""Invariant: a file becomes text, or a reason why not; whatever it holds, the next file is read all the same."""

from __future__ import annotations

from pathlib import Path
from typing import Self

from assistant.knowledge import note_files, own_note, text_cache
from assistant.knowledge.decoding import decode
from assistant.knowledge.extraction import Extracted, Extractor
from assistant.knowledge.formats import LIBRARY
from assistant.knowledge.note_files import NoteFile
from assistant.knowledge.text_cache import TextCache

EMPTY = "empty: there is nothing in it to read"


class NoteReader:
    """Reads note files. With `home`, what was taken apart is kept there, so that only changed files cost anything.

    Close it, or use it in a `with`.
    """

    def __init__(self, home: Path | None = None, *, extractor: Extractor | None = None) -> None:
        self._home = home
        self._cache: TextCache | None = None
        self._extractor = extractor or Extractor()
        self._used: set[str] = set()

    def read(self, file: NoteFile) -> tuple[str, str]:
        """(text, reservation). Raises OSError when it cannot be read, ValueError with the reason when it should not."""
        if file.kind not in LIBRARY:
            text, reservation = decode(note_files.read(file.path, note_files.FILE_LIMIT))
            if file.kind == "markdown" and (left := own_note.placeholders(text)):
                raise ValueError(f"not written yet: it still holds the template's “{left[0][:60]}”")
            return _with_words(text), reservation
        found = self._extracted(file)
        if found.refused:
            raise ValueError(found.refused)
        return _with_words(found.text), found.reservation

    def forget_the_rest(self) -> None:
        """Forgets what is kept of files that this reader was not asked for."""
        if self._cache is None and self._home is not None and (self._home / text_cache.FILE).exists():
            self._cache = TextCache(self._home)
        if self._cache is not None:
            self._cache.keep_only(self._used)

    def close(self) -> None:
        """Ends what was started."""
        self._extractor.close()
        if self._cache is not None:
            self._cache.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _extracted(self, file: NoteFile) -> Extracted:
        data = note_files.read(file.path, note_files.PACKED_LIMIT)
        if self._cache is None and self._home is not None:
            self._cache = TextCache(self._home)
        name = text_cache.key(file.kind, data)
        self._used.add(name)
        found = self._cache.get(name) if self._cache is not None else None
        if found is None:
            found = self._extractor.extract(file.kind, data)
            if self._cache is not None:
                self._cache.put(name, found)
        return found


def _with_words(text: str) -> str:
    if not text.removeprefix("\ufeff").strip():
        raise ValueError(EMPTY)
    return text
