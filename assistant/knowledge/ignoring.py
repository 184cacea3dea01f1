"""Invariant: what the user told git to leave alone is left alone here too, and no pattern can make us wait.

The rules are git's: a file's own folder decides first, then the folders above it up to the repository's root; within
one file the last pattern that matches wins.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathspec import GitIgnoreSpec

FILE = ".gitignore"
_LIMIT = 100_000  # bytes
_DEEP = re.compile(r"\*\*/|/\*\*")
_STARS = 3  # in one pattern; each more multiplies the work on a name made for it by 255, the longest name there is


@dataclass(frozen=True)
class Rules:
    """One `.gitignore`: its folder, its patterns, and those that were passed over."""

    folder: Path
    spec: GitIgnoreSpec
    refused: tuple[str, ...] = ()


def rules_of(folder: Path) -> Rules | None:
    """The rules that stand in this folder; None when there are none that can be read."""
    try:
        file = folder / FILE
        if not file.is_file():
            return None
        with file.open("rb") as opened:
            lines = opened.read(_LIMIT).decode("utf-8", "replace").splitlines()
    except OSError:
        return None
    kept = [line for line in lines if is_simple(line)]
    return Rules(folder, _spec(tuple(kept)), tuple(line for line in lines if line not in kept))


def above(folder: Path) -> tuple[Rules, ...]:
    """The rules of the folders above, outermost first, when `folder` lies inside a repository; else none."""
    for place, parent in enumerate(folder.parents):
        if (folder / ".git").exists():
            return ()
        if (parent / ".git").exists():
            found = [rules_of(outer) for outer in folder.parents[: place + 1]]
            return tuple(rules for rules in reversed(found) if rules)
    return ()


def ignored(path: Path, rules: Sequence[Rules], *, is_folder: bool = False) -> bool:
    """Whether the rules, outermost first, leave this file or folder out."""
    for each in reversed(rules):
        if path.is_relative_to(each.folder):
            name = path.relative_to(each.folder).as_posix() + ("/" if is_folder else "")
            verdict = each.spec.check_file(name).include
            if verdict is not None:
                return verdict
    return False


@lru_cache(maxsize=64)
def _spec(lines: tuple[str, ...]) -> GitIgnoreSpec:
    from pathspec import GitIgnoreSpec

    return GitIgnoreSpec.from_lines(lines)


def is_simple(line: str) -> bool:
    """Whether a pattern may be used: few enough wildcards, and in form."""
    if _DEEP.sub("", line).count("*") > _STARS or line.count("**") > _STARS or len(line) > 1_000:
        return False
    try:
        _spec((line,))
    except (ValueError, re.error):
        return False
    return True
