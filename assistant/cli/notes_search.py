"""Invariant: a search shows what the assistant would be given: passages with their place, or that there is nothing."""

from __future__ import annotations

import math
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from assistant import terminal
from assistant.cli import options

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from assistant.knowledge.index import Index
    from assistant.knowledge.passages import Chunk, Found, Passage, Source
    from assistant.knowledge.scope import Scope

    _Beside = list[tuple[list[Chunk], list[Chunk]]]

_DAY = click.DateTime(["%Y-%m-%d"])
_AGAIN = "What was indexed is kept; search again, or finish the index with: assistant notes rebuild"
_MISDATED = 5  # notes named
_SHOWN = 400  # characters of a passage on the terminal; --json has all of it


@click.command(epilog=options.example('assistant notes search "when is fine-tuning worth it" --json'))
@click.argument("query")
@click.option("--notes", "paths", multiple=True, type=options.NotesPath(), metavar="PATH", help="These too, once.")
@click.option("--limit", type=click.IntRange(1, 50), default=6, show_default=True, help="At most so many passages.")
@click.option("--source", type=click.Choice(["corpus", "notes"]), help="Only the shipped notes, or only yours.")
@click.option("--note", "only", multiple=True, metavar="ID", help="Only notes of this id; * and ? stand for any signs.")
@click.option(
    "--path", "places", multiple=True, metavar="PATTERN", help="Only notes whose path fits, such as '*/2026/*'."
)
@click.option("--since", type=_DAY, metavar="DAY", help="Only notes whose as_of is this day or later.")
@click.option("--until", type=_DAY, metavar="DAY", help="Only notes whose as_of is this day or earlier.")
@click.option(
    "--budget", type=click.IntRange(50), metavar="TOKENS", help="At most so many tokens, those --around included."
)
@click.option(
    "--around", type=click.IntRange(0, 5), default=0, metavar="N", help="Also the N passages before and after."
)
@options.as_json
def search(
    query: str,
    paths: tuple[Path, ...],
    limit: int,
    budget: int | None,
    around: int,
    as_json: bool,
    **where: Any,  # noqa: ANN401 - what `_scope` takes
) -> None:
    """Find the passages nearest to QUERY, in the shipped notes and in yours."""
    from assistant import app
    from assistant.cli import output, setup
    from assistant.cli.failure import telling
    from assistant.cli.watching import Watcher
    from assistant.errors import InputError

    if not query.strip():
        raise InputError("The query is empty", fix="Say in some words what to look for.")
    with telling("your notes are as they were", _AGAIN), Watcher(quiet=as_json) as watcher:
        wiring = app.Wiring(
            on_progress=watcher.progress,
            on_file=watcher.reading,
            on_skipped=watcher.skipped,
            patient=bool(paths),
        )
        index = app.library(setup.load(notes=paths), wiring).index
        found = index.search(query, limit=limit, scope=_scope(**where), budget=budget, asked=True)
        for notice in index.notices:
            terminal.say(notice)
        if (where["since"] or where["until"]) and (wrong := index.misdated):
            named = f"{', '.join(wrong[:_MISDATED])}{' …' * (len(wrong) > _MISDATED)}"
            terminal.say(f"Not searched, for its as_of is no day such as 2026-11-23: {named}")
    if found.lexical_only:
        terminal.say(f"Searched by words only, not meaning: {found.why}")
    if as_json:
        output.show_json(_document(found, _beside(found, index, around, budget)))
    else:
        _show(found, _beside(found, index, around, budget))


def _scope(
    source: Source | None,
    only: tuple[str, ...],
    places: tuple[str, ...],
    since: datetime | None,
    until: datetime | None,
) -> Scope:
    from assistant.knowledge.scope import Scope

    return Scope(source, only, places, since.date() if since else None, until.date() if until else None)


def _beside(found: Found, index: Index, around: int, budget: int | None) -> _Beside | None:
    """(before, after) of each passage, the nearest as far as the budget goes; None when nobody asked for them."""
    if not around:
        return None
    from assistant.knowledge.choosing import tokens

    left = math.inf if budget is None else budget - sum(tokens(each.chunk.text) for each in found.passages)
    beside: _Beside = []
    for passage in found.passages:
        before, after = index.neighbours(passage.chunk, around, around)
        nearest, left = _fitting(before[::-1], left)
        following, left = _fitting(after, left)
        beside.append((nearest[::-1], following))
    return beside


def _fitting(chunks: Sequence[Chunk], left: float) -> tuple[list[Chunk], float]:
    """(those from the first on that fit into `left` tokens, the tokens left then)."""
    from assistant.knowledge.choosing import tokens

    kept = []
    for chunk in chunks:
        cost = tokens(chunk.text)
        if cost > left:
            break
        kept.append(chunk)
        left -= cost
    return kept, left


def _document(found: Found, beside: _Beside | None) -> dict[str, Any]:
    passages = [_as_json(passage) for passage in found.passages]
    for passage, (before, after) in zip(passages, beside or (), strict=beside is not None):
        passage |= {"before": [chunk.text for chunk in before], "after": [chunk.text for chunk in after]}
    return {"passages": passages, "abstained": found.abstained}


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


def _show(found: Found, beside: _Beside | None) -> None:
    if found.abstained or not found.passages:
        terminal.say("Nothing in the notes answers that.")
        return
    for passage, (before, after) in zip(found.passages, beside or [([], [])] * len(found.passages), strict=True):
        chunk = passage.chunk
        text = " ".join(chunk.text.split())
        shown = text if len(text) <= _SHOWN else text[: _SHOWN - 1] + "…"
        lines = [*_dim(before), f"      {shown}", *_dim(after)]
        terminal.show("\n".join([f"{passage.score:.2f}  {chunk.note} › {chunk.heading or chunk.title}", *lines, ""]))


def _dim(chunks: Sequence[Chunk]) -> list[str]:
    return [f"    · {' '.join(chunk.text.split())[:_SHOWN]}" for chunk in chunks]
