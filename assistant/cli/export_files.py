"""Invariant: an export says how many rows it wrote and why every other turn was left out."""

from __future__ import annotations

import io
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from assistant import terminal

if TYPE_CHECKING:
    from assistant.usage import whole_export
    from assistant.usage.log import UsageLog


def write(log: UsageLog, form: str, out: Path | None, *, force: bool, as_json: bool) -> None:
    """Writes one form to a file, or to stdout without one. Raises InputError when the file cannot be written."""
    if as_json and out is None:
        raise click.UsageError("With --json the rows need a place of their own: give --out PATH.")
    if form in ("jsonl", "csv"):
        _whole(log, "csv" if form == "csv" else "jsonl", out, force=force, as_json=as_json)
    else:
        _examples(log, form, out, force=force, as_json=as_json)


def _whole(log: UsageLog, form: whole_export.Form, out: Path | None, *, force: bool, as_json: bool) -> None:
    from assistant.cli import output
    from assistant.usage import private_file, whole_export

    if out is not None:
        private_file.refuse_existing(out, force)
    lines, export = whole_export.rows(log, form, out)
    count = len(lines) - (form == "csv" and bool(lines))
    if out is None:
        _show("".join(lines), form)
    elif lines:
        private_file.write_whole(out, lines, force=force)
    path = str(out) if out is not None and lines else None
    if as_json:
        output.show_json({"format": form, "id": export, "rows": count, "path": path})
    else:
        terminal.say(f"{count} turn{'s' * (count != 1)}{f' in {path}' if path else ''}")


def _examples(log: UsageLog, form: str, out: Path | None, *, force: bool, as_json: bool) -> None:
    from assistant.cli import output
    from assistant.tuning.export import export
    from assistant.tuning.forms import FORMS

    known = next(name for name in FORMS if name == form)
    rows = io.StringIO()
    report = export(log, rows if out is None else out, form=known, force=force)
    if as_json:
        output.show_json(report.as_json())
        return
    _show(rows.getvalue(), form)
    count, turns = f"row{'s' * (report.rows != 1)}", f"turn{'s' * (report.edited != 1)}"
    terminal.say(f"{report.rows} {count}{f' in {report.path}' if report.path else ''}, {report.edited} {turns} edited")
    for sentence in report.sentences():
        terminal.say(f"left out, {sentence}")


def _show(text: str, form: str) -> None:
    sys.stdout.write(terminal.clean(text) if form == "csv" else terminal.json_safe(text))
    sys.stdout.flush()
