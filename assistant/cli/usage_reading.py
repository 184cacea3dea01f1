"""Invariant: reading the log changes nothing in it, and what cannot be trusted in it is said with exit code 1."""

from __future__ import annotations

import time
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path
from typing import TYPE_CHECKING

import click

from assistant import terminal
from assistant.cli import options

if TYPE_CHECKING:
    from assistant.usage.log import UsageLog
    from assistant.usage.stored import StoredTurn

NO_LOG_YET = 'There is no usage log yet; it begins with your first turn: assistant plan "…"'


def open_log() -> AbstractContextManager[UsageLog]:
    """The log of the settings in force; what it has to tell of itself is said at the end."""
    from assistant.cli import logs, setup

    return logs.opened(setup.load())


@click.command(epilog=options.example("assistant usage tail", "assistant usage tail -f"))
@click.option("-n", "count", default=10, show_default=True, type=click.IntRange(1), help="How many turns.")
@click.option("-f", "--follow", is_flag=True, help="Go on with the turns to come, until Ctrl-C.")
@options.as_json
def tail(count: int, follow: bool, as_json: bool) -> None:
    """List the newest turns, one line each."""
    from assistant.cli import output

    if follow and as_json:
        raise click.UsageError("--json is one document; leave out --follow.")
    with open_log() as log:
        turns = log.turns(count)
        if as_json:
            output.show_json({"turns": [turn.as_json() for turn in turns]})
            return
        for turn in turns:
            terminal.show(line(turn))
        if not turns:
            terminal.say('The usage log has no turns yet. Make one with: assistant plan "…"')
        if follow:
            go_on(log, {turn.id: turn.status for turn in turns}, lambda: time.sleep(1))


def go_on(log: UsageLog, shown: dict[str, str], wait: Callable[[], object]) -> None:
    """Shows each turn that is new or has ended since, for as long as `wait` returns something but True."""
    while wait() is not True:
        for turn in log.turns(100):
            if shown.get(turn.id) != turn.status and (turn.id in shown or not shown or turn.id > min(shown)):
                shown[turn.id] = turn.status
                terminal.show(line(turn))


def line(turn: StoredTurn) -> str:
    """When, which, how it ended, what it cost, what was said of it, and how it began."""
    cost = "price unknown" if turn.cost_usd is None else f"${turn.cost_usd:.4f}"
    said = turn.outcome.kind if turn.outcome else "-"
    asked = " ".join((turn.text if turn.text is not None else "(not kept)").split())
    return f"{turn.started_at[:19]}  {turn.id[:13]}  {turn.status:<11} {cost:<9} {said:<6}  {asked[:60]}"


@click.command(epilog=options.example("assistant usage verify"))
@options.as_json
def verify(as_json: bool) -> None:
    """Check that every row is what was written and that the chain over them holds; exit 1 when not."""
    from assistant.cli import output, setup
    from assistant.usage.damage import set_aside_beside
    from assistant.usage.health import health

    found = health(setup.load().home)
    notices = [] if found.exists else [NO_LOG_YET]
    aside = set_aside_beside(found.path)
    if as_json:
        listed = {"faults": [*found.faults], "notices": notices, "set_aside": [*map(str, aside)]}
        output.show_json({"sound": not found.faults, **listed})
    elif found.exists:
        terminal.show("\n".join(found.faults or ["The log is what was written."]))
    for said in [*notices, *(f"a damaged log is kept beside it: {path}" for path in aside)]:
        terminal.say(said)
    if found.faults:
        raise click.exceptions.Exit(1)


@click.command(epilog=options.example("assistant usage report --out report.html"))
@click.option("--out", type=click.Path(path_type=Path), metavar="PATH", help="The file to write; stdout without it.")
@click.option("--force", is_flag=True, help="Let --out write over a file that exists.")
@options.as_json
def report(out: Path | None, force: bool, as_json: bool) -> None:
    """Write the figures as one HTML page that runs no script and loads nothing."""
    from assistant.cli import output
    from assistant.usage import dashboard
    from assistant.usage.private_file import write_whole

    if as_json and out is None:
        raise click.UsageError("With --json the page needs a place of its own: give --out PATH.")
    with open_log() as log:
        page = dashboard.page(log.stats(), log.turns(20), made_at=f"{log.now():%Y-%m-%d %H:%M} UTC")
    if out is None:
        terminal.show(page.rstrip("\n"))
        return
    write_whole(out, [page], force=force)
    if as_json:
        output.show_json({"path": str(out)})
    else:
        terminal.say(f"written: {out}")


@click.command(epilog=options.example("assistant usage backup", "assistant usage backup log.sqlite3"))
@click.argument("path", required=False, type=click.Path(path_type=Path))
@click.option("--force", is_flag=True, help="Write over a file that exists.")
@options.as_json
def backup(path: Path | None, force: bool, as_json: bool) -> None:
    """Copy the log, as it stands now, to PATH (or below backups/ in the data folder)."""
    from assistant.cli import output
    from assistant.usage import backup as backups

    with open_log() as log:
        written = backups.backup(log, path, force=force)
    if as_json:
        output.show_json({"path": str(written)})
    else:
        terminal.show(str(written))
