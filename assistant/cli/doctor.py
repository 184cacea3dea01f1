"""Invariant: what is not in order is shown with the one command that mends it; only a fault makes the exit code 1."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from assistant import terminal
from assistant.cli import options

if TYPE_CHECKING:
    from pathlib import Path

    from assistant.examining import Check

_MARKS = {"ok": "ok      ", "warning": "warning ", "fault": "FAULT   "}


@click.command(context_settings=options.SETTINGS, epilog=options.example("assistant doctor", "assistant doctor --json"))
@click.option("--ask-again", is_flag=True, help="Forget how compatible servers take tools; the next turn asks them.")
@options.as_json
def doctor(ask_again: bool, as_json: bool) -> None:
    """Examine what is set up, and name the command that mends each fault; exit 1 when there is one.

    No provider is asked. Keys are shown by their place, never by their value.
    """
    from assistant import examining
    from assistant.cli import output, setup

    chosen = setup.load()
    if ask_again:
        terminal.say(f"{_forgotten(chosen.home)} forgotten; the next turn asks again.")
    checks = examining.examine(chosen)
    faults = [check for check in checks if check.state == "fault"]
    if as_json:
        output.show_json({"sound": not faults, "checks": [check.as_json() for check in checks]})
    else:
        terminal.show(text(checks))
        terminal.say(f"{len(faults)} fault{'s' * (len(faults) != 1)}" if faults else "Nothing stands in the way.")
    if faults:
        raise click.exceptions.Exit(1)


def _forgotten(home: Path) -> str:
    from assistant.models import rungs

    count = rungs.forget(home)
    return f"{count} server{'s' * (count != 1)}"


def text(checks: tuple[Check, ...]) -> str:
    """One line a check, and under what is not in order the command to type."""
    lines = []
    for check in checks:
        lines.append(f"{_MARKS[check.state]} {check.name:<13} {check.seen}")
        if check.command:
            lines.append(f"{'':<9}{'':<14}$ {check.command}")
    return "\n".join(lines)
