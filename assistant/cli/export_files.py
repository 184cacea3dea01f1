"""Invariant: an export says how many examples it wrote and why every other turn was left out."""

from __future__ import annotations

import io
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from assistant import terminal

if TYPE_CHECKING:
    from assistant.usage.log import UsageLog


def chat_jsonl(log: UsageLog, out: Path | None, *, force: bool, as_json: bool) -> None:
    """Writes chat-jsonl to a file, or to stdout without one. Raises InputError when the file cannot be written."""
    from assistant.cli import output
    from assistant.tuning.export import export_chat_jsonl

    if as_json and out is None:
        raise click.UsageError("With --json the rows need a place of their own: give --out PATH.")
    rows = io.StringIO()
    report = export_chat_jsonl(log, rows if out is None else out, force=force)
    if as_json:
        output.show_json(report.as_json())
        return
    sys.stdout.write(terminal.json_safe(rows.getvalue()))
    sys.stdout.flush()
    terminal.say(f"{report.rows} examples{f' in {report.path}' if report.path else ''}, {report.edited} of them edited")
    for sentence in report.sentences():
        terminal.say(f"left out, {sentence}")
