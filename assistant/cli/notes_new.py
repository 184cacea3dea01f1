"""Invariant: a new note starts from the template and dated today, is never written over another, and is found at once
when it is written."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import click

from assistant import terminal
from assistant.cli import options
from assistant.errors import on_one_line


@click.command(
    epilog=options.example('assistant notes new "Our refund rules"', 'assistant notes new "Our prices" --to ~/vault')
)
@click.argument("title")
@click.option("--to", "folder", type=click.Path(path_type=Path), metavar="FOLDER", help="Write it there.")
@options.as_json
def new(title: str, folder: Path | None, as_json: bool) -> None:
    """Start a note of your own called TITLE, from the form that the shipped notes have.

    Without --to it goes to a folder of your own in the data folder. While a line of the form is left in it, it is not
    read: nothing is cited that nobody wrote.
    """
    from assistant import saving
    from assistant.cli import output, setup
    from assistant.errors import InputError
    from assistant.knowledge import own_note, roots
    from assistant.settings import private_folder

    settings = setup.load()
    name = f"{own_note.slug(title)}.md"
    place = roots.absolute(folder) if folder is not None else private_folder(settings.home / "notes")
    if not place.is_dir():
        raise InputError("There is no such folder", where=str(place), fix="Make it first, or leave --to out.")
    written = saving.save(place / name, own_note.draft(title, datetime.now(UTC).astimezone().date()))
    written.chmod(0o600)
    if not any(place.is_relative_to(root) for root in (*roots.listed(settings.home), *settings.notes)):
        roots.add(settings.home, (place if folder is None else written,))
    if as_json:
        output.show_json({"path": str(written), "title": title})
    else:
        terminal.show(on_one_line(written))
        terminal.say("Fill it in with your editor; from then on plans and searches read it.")
