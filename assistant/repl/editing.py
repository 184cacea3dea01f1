"""Invariant: what was written in the editor is never lost: it stays in a private file until it took hold.

The file lies below the data folder with mode 0600; a refused or broken edit is opened again by the same command.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

import click

from assistant import settings, terminal
from assistant.errors import AssistantError, InputError
from assistant.repl import changing

if TYPE_CHECKING:
    from assistant.planning.schema import Plan
    from assistant.repl.conversation import Conversation

FOLDER = "edits"


def edit(conversation: Conversation, plan: Plan, name: str) -> None:
    """Opens the section in the editor and applies what was saved. Raises InputError when no editor can be started."""
    from assistant.planning import section_text

    before = section_text.written(plan, name)
    path = _file(conversation, name)
    if path.exists():
        terminal.say("· this is your unfinished edit; empty the file to start afresh")
    else:
        _write(path, before)
    try:
        with conversation.released():
            click.edit(filename=str(path))
    except click.ClickException as error:
        raise InputError(error.format_message(), fix="Set EDITOR to the editor you use.", code="editor") from error
    text = path.read_text(encoding="utf-8", errors="replace")
    if not text.strip() or text == before:
        path.unlink()
        terminal.say("Nothing was changed.")
        return
    try:
        after = section_text.read(plan, name, text)
    except AssistantError as error:
        error.fix = f"{error.fix} Your text is kept: /edit {name} opens it again."
        raise
    if changing.put(conversation, after, reason=f"edited {'stage ' if name.isdigit() else ''}{name}"):
        path.unlink()
    else:
        terminal.say(f"Your text is kept: /edit {name} opens it again.")


def _file(conversation: Conversation, name: str) -> Path:
    folder = settings.private_folder(settings.private_folder(conversation.settings.home) / FOLDER)
    safe = "".join(char if char.isalnum() else "-" for char in name)
    return folder / f"{conversation.session[:13]}-{safe}.json"


def _write(path: Path, text: str) -> None:
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as file:
        file.write(text)
