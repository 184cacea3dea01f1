"""Invariant: nothing large is put on the list of notes unless the user, who has seen its size, wants it."""

from __future__ import annotations

import shlex
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import click

from assistant import terminal
from assistant.errors import InputError, on_one_line

MANY = 20_000  # passages; project rule: an ordinary laptop embeds them in a quarter of an hour or more


def files(paths: Sequence[Path], *, yes: bool, as_json: bool) -> None:
    """Counts the files of each place, says so, and asks about a place that has more than are ever read.

    Raises InputError when one cannot be read, or when nobody is there to be asked.
    """
    from assistant.knowledge import own_notes

    for path in paths:
        if path.is_dir() and not as_json:
            terminal.say(f"· looking through {on_one_line(path)}")
        count, cut = own_notes.size(path)
        if count > 1 and not as_json:
            terminal.say(
                f"· {on_one_line(path)}: {count:,} files that can be notes{' are read of it, and it has more' * cut}"
            )
        if cut:
            _ask(f"{on_one_line(path)} holds more than is read of one place", yes=yes, as_json=as_json)


def passages(count: int, *, yes: bool, as_json: bool) -> None:
    """Asks about notes of very many passages. Raises InputError when nobody is there to be asked."""
    if count > MANY:
        _ask(f"These notes fall into {count:,} passages, which takes long to index", yes=yes, as_json=as_json)


def stays(paths: Sequence[Path]) -> tuple[str, str]:
    """(what an interrupted first indexing leaves, what to do then)."""
    typed = shlex.join(map(str, paths))
    return (
        f"{', '.join(map(on_one_line, paths))} stays among your notes, and what was indexed is kept",
        f"See them: assistant notes list; go on: assistant notes add {typed}; take off: assistant notes remove {typed}",
    )


@contextmanager
def on_the_list(paths: Sequence[Path]) -> Iterator[None]:
    """Has a refusal of the disk say that the places are among the notes all the same."""
    try:
        yield
    except InputError as error:
        kept, _ = stays(paths)
        raise InputError(error.message, where=error.where, fix=f"{error.fix} {kept}.", code=error.code) from error


def is_terminal() -> bool:
    """Whether somebody is there to be asked."""
    return sys.stdin.isatty() and sys.stderr.isatty()


def _ask(why: str, *, yes: bool, as_json: bool) -> None:
    if yes:
        return
    if as_json or not is_terminal():
        fix = "Nothing was added. Name a smaller folder, or add it all the same with --yes."
        raise InputError(why, fix=fix, code="notes_large")
    if not click.confirm(f"{why}. Add it all the same?", err=True):
        terminal.say("nothing was added")
        raise click.exceptions.Exit(0)
