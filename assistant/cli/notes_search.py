"""Invariant: a search shows what the assistant would be given: passages with their place, or that there is nothing."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from assistant import terminal
from assistant.cli import options

if TYPE_CHECKING:
    from assistant.knowledge.passages import Found, Passage

_SHOWN = 400  # characters of a passage on the terminal; --json has all of it


@click.command(epilog=options.example('assistant notes search "when is fine-tuning worth it" --json'))
@click.argument("query")
@click.option(
    "--notes", "paths", multiple=True, type=click.Path(path_type=Path), metavar="PATH", help="These too, once."
)
@click.option("--limit", type=click.IntRange(1, 50), default=6, show_default=True, help="At most so many passages.")
@options.as_json
def search(query: str, paths: tuple[Path, ...], limit: int, as_json: bool) -> None:
    """Find the passages nearest to QUERY, in the shipped notes and in yours."""
    from assistant import app
    from assistant.cli import output, setup
    from assistant.cli.watching import Watcher
    from assistant.errors import InputError

    if not query.strip():
        raise InputError("The query is empty", fix="Say in some words what to look for.")
    with Watcher(quiet=as_json) as watcher:
        wiring = app.Wiring(on_progress=watcher.progress, on_file=watcher.reading, on_skipped=watcher.skipped)
        found = app.library(setup.load(notes=paths), wiring).search(query, limit)
    if found.lexical_only:
        terminal.say(f"Searched by words only, not meaning: {found.why}")
    if as_json:
        output.show_json(_document(found))
    else:
        _show(found)


def _document(found: Found) -> dict[str, Any]:
    return {"passages": [_as_json(passage) for passage in found.passages], "abstained": found.abstained}


def _as_json(passage: Passage) -> dict[str, Any]:
    chunk = passage.chunk
    return {
        "note": chunk.note,
        "path": chunk.path,
        "heading": chunk.heading,
        "score": round(passage.score, 4),
        "quote": chunk.text,
        "start": chunk.start,
        "end": chunk.end,
    }


def _show(found: Found) -> None:
    if found.abstained or not found.passages:
        terminal.say("Nothing in the notes answers that.")
        return
    for passage in found.passages:
        chunk = passage.chunk
        text = " ".join(chunk.text.split())
        shown = text if len(text) <= _SHOWN else text[: _SHOWN - 1] + "…"
        terminal.show(f"{passage.score:.2f}  {chunk.note} › {chunk.heading or chunk.title}\n      {shown}\n")
