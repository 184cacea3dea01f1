"""Invariant: nothing goes before a yes, asked for at a terminal and given as --yes elsewhere; what stays is named."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING

import click

from assistant import terminal
from assistant.cli import options
from assistant.cli.usage_reading import open_log

if TYPE_CHECKING:
    from assistant.usage.forgetting import Forgotten


class Days(click.ParamType[int]):
    """An age such as `90d`."""

    name = "days"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> int:
        """The number of days."""
        text = str(value).strip().lower().removesuffix("d")
        if not text.isdigit():
            self.fail(f"{value!r} is no age; write it in days, such as 90d", param, ctx)
        return int(text)


@click.command(
    epilog=options.example(
        "assistant usage forget last",
        "assistant usage forget --person jane@example.org",
        "assistant usage forget --older-than 90d",
    )
)
@click.argument("turn", required=False)
@click.option("--session", metavar="ID", help="Every turn of one session.")
@click.option("--person", metavar="TEXT", help="Every turn that names somebody: an address, a name, or a pseudonym.")
@click.option("--date", "day", type=click.DateTime(["%Y-%m-%d"]), help="Every turn of one day (UTC).")
@click.option("--older-than", type=Days(), metavar="DAYS", help="Every turn older than so many days, such as 90d.")
@click.option("--dry-run", is_flag=True, help="Say which turns would go, and change nothing.")
@click.option("--yes", is_flag=True, help="Do not ask.")
@options.as_json
def forget(
    turn: str | None,
    session: str | None,
    person: str | None,
    day: datetime | None,
    older_than: int | None,
    dry_run: bool,
    yes: bool,
    as_json: bool,
) -> None:
    """Delete turns for good: TURN, or all that one option names."""
    from assistant.cli import output
    from assistant.usage import forgetting

    which = forgetting.Which(turn, session, person, day.date() if day else None, older_than)
    if sum(value is not None for value in (turn, session, person, day, older_than)) != 1:
        raise click.UsageError("Give exactly one of TURN, --session, --person, --date, --older-than.")
    with open_log() as log:
        turns = forgetting.select(log, which)
        derived = forgetting.made_from(log, turns)
        if dry_run:
            gone = forgetting.Forgotten((), scrubbed=False)
        else:
            _allowed(_counted(turns, derived) if turns else _ELSEWHERE, yes)
            gone = forgetting.forget(log, which)
    if as_json:
        output.show_json(gone.as_json() | {"dry_run": dry_run, "turns": list(turns), "derived": list(derived)})
    elif dry_run:
        terminal.show("\n".join([*turns, *(f"{turn}  made from it" for turn in derived)]) or "No turn answers to that.")
    else:
        _tell(gone)


_ELSEWHERE = "what the chat history, stored plans and eval runs hold of it (no turn does)"


def _allowed(what: str, yes: bool) -> None:
    if yes:
        return
    if not sys.stdin.isatty():
        raise click.UsageError(f"This deletes {what} for good. See which with --dry-run, then give --yes.")
    click.confirm(f"Delete {what} for good?", abort=True, err=True)


def _counted(turns: Sequence[str], derived: Sequence[str]) -> str:
    made = f" and {len(derived)} turn{'s' * (len(derived) != 1)} made from {'it' if len(turns) == 1 else 'them'}"
    return f"{len(turns)} turn{'s' * (len(turns) != 1)}{made if derived else ''}"


def _tell(gone: Forgotten) -> None:
    terminal.show(f"forgotten: {_counted(gone.turns, gone.derived)}")
    for path in gone.cleaned:
        terminal.say(f"cleaned: {path}")
    for export in gone.exports:
        terminal.say(
            f"already exported to {export.where()} ({export.format}, {export.created_at[:10]}): "
            f"{'that file' if export.path else 'what was made of it'} is yours to delete or to make again"
        )
    for path in gone.still_holding:
        terminal.say(f"still holds a part: {path}: delete it when you no longer need it")
    if not (gone.turns or gone.cleaned or gone.finished):
        terminal.say("Nothing in the data folder answers to that; nothing was changed.")
    if gone.finished:
        terminal.say("What was forgotten before is gone from the file to the last byte.")
    if not gone.scrubbed:
        terminal.say("Another process holds the log open: the rows are gone, their bytes go with the next forget.")
