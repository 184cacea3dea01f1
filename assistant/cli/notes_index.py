"""Invariant: the index is a cache: looking at it changes nothing, and building it anew loses nothing.

`verify`: 0 ready, out of date, or nothing built yet · 1 damaged.
"""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING

import click

from assistant import terminal
from assistant.cli import options

if TYPE_CHECKING:
    from assistant.knowledge.report import IndexReport
    from assistant.settings import Settings


@click.command(epilog=options.example("assistant notes rebuild", "assistant notes rebuild --from-scratch"))
@click.option("--from-scratch", is_flag=True, help="Take every file apart and embed every passage again, too.")
@options.as_json
def rebuild(from_scratch: bool, as_json: bool) -> None:
    """Build the search index anew from the shipped notes and yours.

    It is never needed after notes change; it is the way out when you mistrust what is there.
    """
    from assistant.cli import output, setup
    from assistant.cli.failure import telling
    from assistant.knowledge import generation

    settings = setup.load()
    again = "Go on with: assistant notes rebuild"
    with telling("your notes are as they were, and what was embedded is kept", again):
        generation.discard(settings.home, caches=from_scratch)
        passages = _built(settings, quiet=as_json)
    name = generation.current(settings.home / generation.FOLDER)
    if as_json:
        output.show_json({"generation": name, "passages": passages})
    else:
        terminal.show(f"built anew: {passages} passages, generation {name}")


def _built(settings: Settings, *, quiet: bool) -> int:
    """Builds the index, and tells of how many passages."""
    from assistant import app
    from assistant.cli.watching import Watcher

    with Watcher(quiet=quiet) as watcher:
        wiring = app.Wiring(on_progress=watcher.progress, on_file=watcher.reading, on_skipped=watcher.skipped)
        return len(app.library(settings, wiring).index.chunks())


@click.command(epilog=options.example("assistant notes verify", "assistant notes verify --json"))
@options.as_json
def verify(as_json: bool) -> None:
    """Tell what the index holds, whether it is whole, and what changed in the notes since it was built.

    Exits 1 when it is damaged; the next search then sets it aside and builds another.
    """
    from assistant import app
    from assistant.cli import output, setup

    found = app.index_report(setup.load())
    if as_json:
        output.show_json(asdict(found))
    else:
        _show(found)
    if found.state == "damaged":
        raise click.exceptions.Exit(1)


def _show(found: IndexReport) -> None:
    if found.state == "none":
        terminal.show("There is no index yet; the first plan or search builds it.")
        return
    vectors = f"{found.vectors} vectors" if found.vectors is not None else "vectors not read"
    counts = f"{found.documents} notes, {found.chunks} passages, {vectors}"
    terminal.show(f"{found.state}: generation {found.generation}, {counts}")
    if found.why:
        terminal.show(f"  {found.why}")
    for word, names in (("new", found.added), ("changed", found.changed), ("gone", found.removed)):
        for name in names:
            terminal.show(f"  {word} since it was built: {name}")
    for name in found.set_aside:
        terminal.show(f"  set aside as damaged: {name}")
    if found.being_written:
        terminal.show("  another process is building it now")
    if found.state != "ready":
        terminal.say("The next plan or search takes care of it; or now: assistant notes rebuild")
