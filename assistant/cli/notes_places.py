"""Invariant: a path is put on the list only when it can be read, and each file of it that cannot is named with why."""

from __future__ import annotations

import shlex
from collections import Counter
from collections.abc import Sequence
from pathlib import Path, PurePath
from typing import TYPE_CHECKING, Any

import click

from assistant import terminal
from assistant.cli import options
from assistant.errors import on_one_line

if TYPE_CHECKING:
    from assistant.knowledge.documents import NotesRead, RootRead
    from assistant.settings import Settings

_NAMED = 20  # files left out, for each place; --json and --all have every one


@click.command(
    epilog=options.example(
        "assistant notes add ~/vault",
        "assistant notes add refunds.md handbook.pdf",
        "assistant notes add 'docs/**/*.md'",
    )
)
@click.argument("paths", nargs=-1, required=True, type=options.NotesPath(), metavar="PATH…")
@click.option("--yes", is_flag=True, help="Add it however large it is, without being asked.")
@options.as_json
def add(paths: tuple[Path, ...], yes: bool, as_json: bool) -> None:
    """Take files, folders or globs into your notes; they are read where they lie from now on.

    A folder may be an Obsidian vault. Read are Markdown, text, HTML, PDF, Word (.docx) and source code; hidden files
    and what .gitignore names are passed over. A glob in quotes takes in files that come later. A very large place is
    added only when you say so.
    """
    from assistant import app
    from assistant.cli import notes_weighing, output, setup
    from assistant.cli.failure import telling
    from assistant.cli.watching import Watcher
    from assistant.knowledge import own_notes, roots

    settings = setup.load()
    wanted = tuple(dict.fromkeys(roots.absolute(path) for path in paths))
    with Watcher(quiet=as_json) as watcher:
        with telling("nothing was added", "See your notes with: assistant notes list"):
            notes_weighing.files(wanted, yes=yes, as_json=as_json)
            read = own_notes.read(settings.home, wanted, listed=False, on_file=watcher.reading)
            _refuse_unreadable(read)
            notes_weighing.passages(own_notes.passages(read), yes=yes, as_json=as_json)
        new = roots.add(settings.home, wanted)
        with telling(*notes_weighing.stays(wanted)), notes_weighing.on_the_list(wanted):
            wiring = app.Wiring(on_progress=watcher.progress, on_file=watcher.reading)
            passages = len(app.library(settings, wiring).index.chunks())
    if as_json:
        places = [_as_json(place, "added") for place in read.roots]
        known = [str(path) for path in wanted if path not in new]
        output.show_json({"added": [str(path) for path in new], "known": known, "notes": places, "passages": passages})
        return
    for place in read.roots:
        _show(place, "added" if place.root in new else "was added before", everything=False)


@click.command("list", epilog=options.example("assistant notes list", "assistant notes list --all --json"))
@click.option("--all", "everything", is_flag=True, help="Name every file that was left out.")
@options.as_json
def list_places(everything: bool, as_json: bool) -> None:
    """List your notes: each place with what is read of it, and what is left out and why."""
    from assistant import app
    from assistant.cli import output, setup
    from assistant.cli.watching import Watcher

    settings = setup.load()
    with Watcher(quiet=as_json) as watcher:
        read = app.notes(settings, app.Wiring(on_file=watcher.reading))
    if as_json:
        output.show_json({"notes": [_as_json(place, _source(place, settings)) for place in read.roots]})
        return
    for place in read.roots:
        _show(place, _source(place, settings), everything=everything)
    if not read.roots:
        terminal.say("You have added no notes. Do it with: assistant notes add PATH")


@click.command(epilog=options.example("assistant notes remove ~/vault"))
@click.argument("paths", nargs=-1, required=True, type=options.NotesPath(), metavar="PATH…")
@options.as_json
def remove(paths: tuple[Path, ...], as_json: bool) -> None:
    """Take places off your notes; the files themselves are not touched, and may be gone already.

    What was kept of them for searching is deleted too.
    """
    from assistant import app
    from assistant.cli import output, setup
    from assistant.cli.failure import telling
    from assistant.cli.watching import Watcher
    from assistant.knowledge import generation, own_notes, roots

    settings = setup.load()
    gone = roots.remove(settings.home, paths)
    kept = f"{', '.join(map(on_one_line, gone))} is off your notes, and not all that was kept of it is deleted"
    rest = "Delete the rest with: assistant notes rebuild --from-scratch"
    with telling(kept, rest), Watcher(quiet=as_json) as watcher:
        own_notes.forget_unused(settings.home)
        app.library(settings, app.Wiring(on_progress=watcher.progress)).index.close()
        generation.keep_current_only(settings.home)
    if as_json:
        output.show_json({"removed": [str(path) for path in gone]})
    else:
        for path in gone:
            terminal.show(f"{on_one_line(path)}: removed from your notes; its files are where they were")


def _refuse_unreadable(read: NotesRead) -> None:
    from assistant.errors import InputError

    for place in read.roots:
        if place.root.is_file() and not place.documents and place.skipped:
            raise InputError(
                f"It cannot be read as a note: {place.skipped[0].reason}",
                where=str(place.root),
                fix="Nothing was added.",
                code="notes_unreadable",
            )


def _source(place: RootRead, settings: Settings) -> str:
    return "added" if place.added else settings.source.get("ASSISTANT_NOTES", "")


def _as_json(place: RootRead, source: str) -> dict[str, Any]:
    return {
        "path": str(place.root),
        "kind": _kind(place.root),
        "source": source,
        "trouble": place.trouble,
        "documents": len(place.documents),
        "skipped": [{"path": file.path, "reason": file.reason} for file in place.skipped],
        "noted": [{"path": file.path, "reason": file.reason} for file in place.noted],
    }


def _kind(root: Path) -> str:
    from assistant.knowledge import roots

    if roots.is_glob(root):
        return "glob"
    if (root / ".obsidian").is_dir():
        return "vault"
    return "folder" if root.is_dir() else "file" if root.is_file() else "missing"


def _show(place: RootRead, said: str, *, everything: bool) -> None:
    count = len(place.documents)
    root = on_one_line(place.root)
    if place.trouble:
        typed = on_one_line(shlex.quote(str(place.root)))
        terminal.show(f"{root}: {place.trouble}. Mend it, or take it off with: assistant notes remove {typed}")
        return
    terminal.show(f"{root} ({_kind(place.root)}, {said}): {count} note{'s' * (count != 1)} read")
    plain = [file for file in place.skipped if everything or not (file.foreign or file.meant)]
    _show_files(place.noted, "read, but", everything)
    _show_files(plain, "left out", everything)
    others = Counter(PurePath(file.path).suffix.lower() or "no suffix" for file in place.skipped if file.foreign)
    if others and not everything:
        kinds = ", ".join(f"{number} {suffix}" for suffix, number in others.most_common(8))
        terminal.show(f"  not read, other kinds of file: {kinds}{' …' * (len(others) > 8)}")
    apart = Counter(file.reason.partition(",")[0] for file in place.skipped if file.meant)
    if apart and not everything:
        told = ", ".join(f"{number} {reason}" for reason, number in sorted(apart.items()))
        terminal.show(f"  passed over: {told}; which: assistant notes list --all")


def _show_files(files: Sequence[Any], said: str, everything: bool) -> None:
    shown = files if everything else files[:_NAMED]
    for file in shown:
        terminal.show(f"  {said}: {on_one_line(file.path)}: {file.reason}")
    if len(files) > len(shown):
        terminal.show(f"  and {len(files) - len(shown)} more: assistant notes list --all")
