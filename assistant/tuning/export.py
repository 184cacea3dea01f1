"""Invariant: a training file is whole or absent, private, never written over another, and every row can be traced back.

The forms are in `tuning.forms`. Nothing but what the form names stands in a row, since some trainers refuse other
keys; which turns went into which file is kept in the log. The answer is always a whole plan as JSON, so that one file
has one form.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, TextIO

from assistant.tuning.examples import SENTENCES, Example, Reason, Selection
from assistant.tuning.forms import FORMS, Form
from assistant.usage.integrity import canonical
from assistant.usage.private_file import refuse_existing, write_whole

if TYPE_CHECKING:
    from assistant.usage.log import UsageLog


@dataclass(frozen=True)
class ExportReport:
    """What was written and what was left out. `path` is None when no file was made (no rows, or a stream)."""

    rows: int
    dropped: Mapping[Reason, int] = field(default_factory=dict)
    edited: int = 0
    path: Path | None = None
    id: str = ""
    format: Form = "chat-jsonl"

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
            "format": self.format,
            "id": self.id,
            "rows": self.rows,
            "edited": self.edited,
            "dropped": dict(self.dropped),
            "why": list(self.sentences()),
            "path": None if self.path is None else str(self.path),
        }


def export(log: UsageLog, out: Path | TextIO, *, form: Form = "chat-jsonl", force: bool = False) -> ExportReport:
    """Writes the examples of `log` in that form to a file or stream. Without rows nothing is written.

    Raises InputError when the file is there already (unless `force`), or cannot be written.
    """
    if isinstance(out, Path):
        refuse_existing(out, force)
    selection = Selection(log, uses=FORMS[form].uses)
    taken = [(example, FORMS[form].rows(example)) for example in selection.examples()]
    examples = [example for example, rows in taken if rows]
    lines = [canonical(row) + "\n" for _, rows in taken for row in rows]
    if lines and isinstance(out, Path):
        write_whole(out, lines, force=force)
    elif lines and not isinstance(out, Path):
        out.writelines(lines)
    return ExportReport(
        rows=len(lines),
        dropped=dict(selection.dropped),
        edited=sum(example.source == "edited" for example in examples),
        path=out if isinstance(out, Path) and lines else None,
        id=_remember(log, form, examples, lines, selection.dropped, out) if lines else "",
        format=form,
    )


def export_chat_jsonl(log: UsageLog, out: Path | TextIO, *, force: bool = False) -> ExportReport:
    """`export` in the form that supervised trainers read."""
    return export(log, out, form="chat-jsonl", force=force)


def _remember(
    log: UsageLog,
    form: Form,
    examples: list[Example],
    lines: Iterable[str],
    dropped: Mapping[Reason, int],
    out: Path | TextIO,
) -> str:
    digest = hashlib.sha256("".join(lines).encode("utf-8")).hexdigest()
    counts = {str(reason): count for reason, count in dropped.items()}
    path = out if isinstance(out, Path) else None
    return log.remember_export(form, [example.turn for example in examples], counts, content_hash=digest, path=path)
