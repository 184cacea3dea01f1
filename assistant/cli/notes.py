"""Invariant: the user's notes are read where they lie; only `new` writes one, and no command changes one."""

from __future__ import annotations

import click

from assistant.cli import notes_index, notes_new, notes_places, notes_search, options


@click.group(context_settings=options.SETTINGS)
def notes() -> None:
    """Search what the assistant knows, and keep your own notes beside it.

    Your notes are read where they lie, and never moved or changed; an edit counts at the next plan or search.
    """


for _command in (
    notes_places.add,
    notes_places.list_places,
    notes_places.remove,
    notes_new.new,
    notes_search.search,
    notes_index.rebuild,
    notes_index.verify,
):
    notes.add_command(_command)
