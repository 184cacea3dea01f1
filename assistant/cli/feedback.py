"""Invariant: one command gives one piece of feedback on one turn, and says where it went."""

from __future__ import annotations

from pathlib import Path

import click

from assistant import terminal
from assistant.cli import options


@click.command(
    context_settings=options.SETTINGS,
    epilog=options.example("assistant feedback last --accept", 'assistant feedback last --bad "the budget is ignored"'),
)
@click.argument("turn")
@click.option("--accept", is_flag=True, help="The plan is used as it is.")
@click.option("--edit", type=click.Path(path_type=Path), metavar="FILE", help="The plan is used as changed in FILE.")
@click.option("--good", is_flag=True, help="A kind word; it decides nothing.")
@click.option("--bad", metavar="WHY", help="The plan is not used, and why.")
@options.as_json
def feedback(turn: str, accept: bool, edit: Path | None, good: bool, bad: str | None, as_json: bool) -> None:
    """Say whether the plan of TURN (an id, the beginning of one, or last) was any good."""
    from assistant import app
    from assistant.cli import output, plan_source, setup

    kind = _kind(accept, edit, good, bad)
    edited = plan_source.read(edit)[0] if edit is not None else None
    with app.open_log(setup.load()) as log:
        given = log.feedback(turn, kind=kind, comment=bad or "", edited_plan=edited)
        about = log.turn(turn)
    if as_json:
        output.show_json({"feedback": given, "turn": about.id, "kind": kind})
    else:
        terminal.show(f"kept on this machine: {kind} for turn {about.id}. See it: assistant usage show {about.id[:13]}")


def _kind(accept: bool, edit: Path | None, good: bool, bad: str | None) -> str:
    said = [
        name
        for name, given in (("accept", accept), ("edit", edit is not None), ("good", good), ("bad", bad is not None))
        if given
    ]
    if len(said) != 1:
        raise click.UsageError("Give exactly one of --accept, --edit FILE, --good, --bad WHY.")
    return said[0]
