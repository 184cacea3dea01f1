"""Invariant: a trace of a forgotten turn outside of the log is overwritten, not only unlinked, and never half a file.

Looked at are the chat's history (its entries), stored plans below `plans/` and reports of faults below `reports/`
(whole files) and the runs below `evals/` (their lines; a report that names the turn goes whole). A folder that this
leaves empty goes too: its name may be the id of a plan. Backups and damaged logs are only named.
"""

from __future__ import annotations

import os
import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from assistant.usage.integrity import canonical

if TYPE_CHECKING:
    from assistant.usage.redaction import Redactor

HISTORY = "history"
PLANS = "plans"
REPORTS = "reports"
RUNS = "evals"
SHORTEST_TEXT = 12
"""A forgotten text shorter than this ("yes, do that") is matched as a whole entry only (project rule)."""


@dataclass(frozen=True)
class Marks:
    """What gives a trace away: ids of turns and plans, the forgotten texts, and a person's spellings (lower case)."""

    ids: tuple[str, ...]
    texts: tuple[str, ...] = ()
    needles: tuple[str, ...] = ()

    def in_text(self, text: str) -> bool:
        """Whether the text holds one of the marks, plain or as JSON."""
        long = [form for mark in self.texts if len(mark) >= SHORTEST_TEXT for form in (mark, canonical(mark)[1:-1])]
        folded = text.casefold() if self.needles else ""
        return any(mark in text for mark in (*self.ids, *long)) or any(needle in folded for needle in self.needles)


def clean(home: Path, marks: Marks, redactor: Redactor) -> tuple[Path, ...]:
    """Removes the traces and returns the files it changed or removed. Raises OSError."""
    whole = (path for folder in (PLANS, REPORTS) for path in _files(home / folder))
    changed = [path for path in whole if (marks.in_text(_read(path)) or _is_named(path, marks)) and _remove(path)]
    for path in _files(home / RUNS):
        if path.suffix == ".jsonl":
            changed += [path] if _drop_lines(path, marks) else []
        elif marks.in_text(_read(path)) and _remove(path):
            changed.append(path)
    if _clean_history(home / HISTORY, marks, redactor):
        changed.append(home / HISTORY)
    for folder in (PLANS, REPORTS, RUNS):
        _drop_empty(home / folder)
    return tuple(changed)


def still_holding(home: Path, marks: Marks) -> tuple[Path, ...]:
    """Other databases below the data folder that hold a mark: older backups, damaged logs that were set aside."""
    found = []
    for path in sorted(home.glob("**/*.sqlite3*")):
        is_ours = path.name.startswith("usage.sqlite3") and path.parent == home
        if path.is_file() and not is_ours and marks.in_text(path.read_bytes().decode("utf-8", "replace")):
            found.append(path)
    return tuple(found)


def _clean_history(path: Path, marks: Marks, redactor: Redactor) -> bool:
    """Entries of the history are a `# time` line and lines that begin with `+` (the form of prompt_toolkit's file)."""
    if not path.is_file():
        return False
    kept, changed = [], False
    for entry in _read(path).split("\n# "):
        lines = entry.split("\n")
        said = "\n".join(line[1:] for line in lines if line.startswith("+"))
        gone = said and (
            marks.in_text(said)
            or redactor.text(said) in marks.texts
            or _part(said, marks)
            or _part(redactor.text(said), marks)
        )
        changed = changed or bool(gone)
        kept += [] if gone else [entry]
    if changed:
        _rewrite(path, "\n# ".join(kept))
    return changed


def _part(said: str, marks: Marks) -> bool:
    """Whether a longer thing that was typed, such as `/plan …`, ends with a forgotten text, or stands inside one."""
    if len(said.strip()) >= SHORTEST_TEXT and any(said.strip() in text for text in marks.texts):
        return True
    return said.startswith("/") and any(said.rstrip().endswith(text.strip()) for text in marks.texts if text.strip())


def _drop_lines(path: Path, marks: Marks) -> bool:
    lines = _read(path).splitlines(keepends=True)
    kept = [line for line in lines if not marks.in_text(line)]
    if len(kept) < len(lines):
        _rewrite(path, "".join(kept))
    return len(kept) < len(lines)


def _files(folder: Path) -> Iterator[Path]:
    return (path for path in sorted(folder.rglob("*")) if path.is_file() and not path.is_symlink())


def _is_named(path: Path, marks: Marks) -> bool:
    """Whether the file, or the folder it is in, is called by a forgotten id."""
    return path.parent.name in marks.ids or any(id in path.name for id in marks.ids)


def _drop_empty(root: Path) -> None:
    """Removes the empty folders below `root`, the deepest first."""
    if not root.is_dir():
        return
    for place, _, _ in os.walk(root, topdown=False):
        folder = Path(place)
        if folder != root and not any(folder.iterdir()):
            folder.rmdir()


def _read(path: Path) -> str:
    return path.read_bytes().decode("utf-8", "surrogateescape")


def _rewrite(path: Path, text: str) -> None:
    aside = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    descriptor = os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(text.encode("utf-8", "surrogateescape"))
        file.flush()
        os.fsync(file.fileno())
    _overwrite(path)
    aside.replace(path)


def _remove(path: Path) -> bool:
    _overwrite(path)
    path.unlink()
    return True


def _overwrite(path: Path) -> None:
    with path.open("r+b") as file:
        file.write(bytes(path.stat().st_size))
        file.flush()
        os.fsync(file.fileno())
