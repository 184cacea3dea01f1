"""Invariant: a training file is whole or absent, private, never written over another, and every row can be traced back.

One line per example, `{"messages": [system, user, assistant]}`, with the earlier exchanges of the same conversation
between system and user: the chat form that the open-weight trainers read (TRL,
Axolotl, Together, Fireworks; their dataset pages, read 2026-11). Nothing but `messages` stands in a row, since some
refuse other keys; which turns went into which file is kept in the log. The answer is always a whole plan as JSON,
accepted or edited, so that one file has one form.
"""

from __future__ import annotations

import hashlib
import os
import secrets
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, TextIO

from assistant.errors import InputError
from assistant.tuning.examples import SENTENCES, Example, Reason, Selection
from assistant.usage.integrity import canonical

if TYPE_CHECKING:
    from assistant.usage.log import UsageLog

FORMAT = "chat-jsonl"


@dataclass(frozen=True)
class ExportReport:
    """What was written and what was left out. `path` is None when no file was made (no rows, or a stream)."""

    rows: int
    dropped: Mapping[Reason, int] = field(default_factory=dict)
    edited: int = 0
    path: Path | None = None
    id: str = ""

    def sentences(self) -> tuple[str, ...]:
        """Why turns were left out, one sentence per reason, most turns first."""
        most_first = sorted(self.dropped.items(), key=lambda entry: (-entry[1], entry[0]))
        lines = [f"{count} turn{'s' if count != 1 else ''}: {SENTENCES[reason]}." for reason, count in most_first]
        if not self.rows and not lines:
            lines = ["The usage log has no turns yet."]
        return tuple(lines)

    def as_json(self) -> dict[str, Any]:
        """For `usage export --json`."""
        return {
            "format": FORMAT,
            "id": self.id,
            "rows": self.rows,
            "edited": self.edited,
            "dropped": dict(self.dropped),
            "why": list(self.sentences()),
            "path": None if self.path is None else str(self.path),
        }


def export_chat_jsonl(log: UsageLog, out: Path | TextIO, *, force: bool = False) -> ExportReport:
    """Writes the examples of `log` to a file or stream. Without examples nothing is written.

    Raises InputError when the file is there already (unless `force`), or cannot be written.
    """
    if isinstance(out, Path):
        _refuse_existing(out, force)
    selection = Selection(log)
    examples = list(selection.examples())
    lines = [canonical({"messages": example.messages()}) + "\n" for example in examples]
    if examples and isinstance(out, Path):
        _write_whole(out, lines, force)
    elif examples and not isinstance(out, Path):
        out.writelines(lines)
    path = out if isinstance(out, Path) and examples else None
    return ExportReport(
        rows=len(examples),
        dropped=dict(selection.dropped),
        edited=sum(example.source == "edited" for example in examples),
        path=path,
        id=_remember(log, examples, lines, selection.dropped) if examples else "",
    )


def _remember(log: UsageLog, examples: list[Example], lines: Iterable[str], dropped: Mapping[Reason, int]) -> str:
    digest = hashlib.sha256("".join(lines).encode("utf-8")).hexdigest()
    counts = {str(reason): count for reason, count in dropped.items()}
    return log.remember_export(FORMAT, [example.turn for example in examples], counts, content_hash=digest)


def _refuse_existing(path: Path, force: bool) -> None:
    if path.exists() and not force:
        raise InputError(
            "There is a file of that name already",
            where=str(path),
            fix="Give another name, or --force to replace it.",
            code="file_exists",
        )


def _write_whole(path: Path, lines: Iterable[str], force: bool) -> None:
    """Writes aside, flushes to disk, then takes the name in one step."""
    aside = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    try:
        try:
            descriptor = os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
            with os.fdopen(descriptor, "w", encoding="utf-8") as file:
                file.writelines(lines)
                file.flush()
                os.fsync(file.fileno())
            _take_name(aside, path, force)
        finally:
            aside.unlink(missing_ok=True)
    except OSError as error:
        raise InputError(
            f"The file cannot be written: {error.strerror}", where=str(path), fix="Choose a folder you can write to."
        ) from error


def _take_name(aside: Path, path: Path, force: bool) -> None:
    if force:
        aside.replace(path)
    else:
        try:
            path.hardlink_to(aside)
        except FileExistsError:
            _refuse_existing(path, force)
    folder = os.open(path.parent, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
