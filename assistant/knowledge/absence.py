"""Invariant: a cited note counts as deleted only when the place it was read from is there and the note is not.

A folder that was moved or is not mounted says nothing about the notes in it, and what can no longer be read is not
taken for changed.
"""

from __future__ import annotations

import os
from collections.abc import Collection, Iterator, Mapping
from pathlib import Path

from assistant.knowledge import note_reading, roots
from assistant.knowledge.documents import NotesRead, RootRead, printable
from assistant.knowledge.formats import kind_of
from assistant.knowledge.note_files import Skipped
from assistant.planning.evidence import Absent

_DELETED = Absent("missing", "the note is gone from its place", deleted=True)


def absent(read: NotesRead, places: Collection[str]) -> Mapping[str, Absent]:
    """Those of `places`, where notes once were, that are not among the notes of `read`, and what that says.

    A relative place is one of the shipped notes. An absolute one that lies below no path that was named is left out:
    nothing is known of it.
    """
    there = {document.path for document in read.documents}
    found: dict[str, Absent] = {}
    for place in places:
        if not Path(place).is_absolute():
            found[place] = _DELETED
        elif place not in there and (why := next(_reasons(read, Path(place)), None)):
            found[place] = why
    return found


def _reasons(read: NotesRead, place: Path) -> Iterator[Absent]:
    """What each path that was named says of the place: one that is there first."""
    bases = [(root, _base(root.root)) for root in read.roots]
    for root, base in sorted(bases, key=lambda pair: not _is_there(pair[1])):
        if place != base and (kind_of(base.name) is not None or not place.is_relative_to(base)):
            continue
        holder = base if base.is_dir() or kind_of(base.name) is None else base.parent
        if not _is_there(holder):
            yield Absent(
                "not_measured", f"{printable(str(holder))} is not there or empty: was it moved, or not mounted?"
            )
        elif why := _left_out(root, place):
            yield why
        elif not os.path.lexists(place):
            yield _DELETED


def _base(root: Path) -> Path:
    """The folder a named path is read from; of a single file, its own place."""
    return (roots.split_glob(root)[0] if roots.is_glob(root) else root).resolve()


def _is_there(place: Path) -> bool:
    """Whether there is such a file, or such a folder with anything in it: where nothing is mounted, one is empty."""
    try:
        return place.is_file() or next(place.iterdir(), None) is not None
    except PermissionError:
        return True
    except OSError:
        return False


def _left_out(root: RootRead, place: Path) -> Absent | None:
    """What the reason for which the note, or a folder above it, was left out says of it."""
    names = {printable(str(each)) for each in (place, *place.parents)}
    why = next((file for file in root.skipped if printable(file.path) in names), None)
    if why is not None:
        return _judged(why)
    is_here = os.path.lexists(place) or root.root.is_dir()
    return Absent("not_measured", root.trouble) if root.trouble and is_here else None


def _judged(file: Skipped) -> Absent:
    if file.meant:
        return Absent("missing", f"the note is left out: {file.reason}")
    if file.reason == note_reading.EMPTY:
        return Absent("stale", f"the note is {file.reason}")
    return Absent("not_measured", f"the note cannot be read: {file.reason}")
