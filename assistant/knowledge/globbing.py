"""Invariant: a glob names the files a shell with `**` names: `*` stays within a folder, `**` stands for any folders.

A name is read once from left to right, whatever the pattern is, so that none can make us wait.
"""

from __future__ import annotations

from collections.abc import Iterable, Set
from fnmatch import fnmatchcase

_ANY = "**"


def matches(pattern: str, name: str) -> bool:
    """Whether the glob, such as `notes/**/*.md`, names the file at the relative path `name`."""
    parts = _parts(pattern)
    return len(parts) in _reached(parts, name.split("/"))


def reaches(pattern: str, folder: str) -> bool:
    """Whether the glob can name a file in the folder at this relative path, or deeper."""
    parts = _parts(pattern)
    return any(place < len(parts) for place in _reached(parts, folder.split("/")))


def _parts(pattern: str) -> list[str]:
    parts = pattern.split("/")
    return [*parts, "*"] if parts[-1] == _ANY else parts


def _reached(parts: list[str], names: Iterable[str]) -> Set[int]:
    """How many parts of the pattern may be used up when all the names are."""
    places = _past_any(parts, {0})
    for name in names:
        open_ones = [place for place in places if place < len(parts)]
        stay = {place for place in open_ones if parts[place] == _ANY}
        pass_on = {place + 1 for place in open_ones if place not in stay and fnmatchcase(name, parts[place])}
        places = _past_any(parts, stay | pass_on)
    return places


def _past_any(parts: list[str], places: Set[int]) -> Set[int]:
    """The places, and those behind every `**`, which may stand for no folder at all."""
    found = set(places)
    for place, part in enumerate(parts):
        if place in found and part == _ANY:
            found.add(place + 1)
    return found
