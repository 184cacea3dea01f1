"""Invariant: whether use has paid for a model of one's own is answered with numbers, never with a wish."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from assistant import terminal
from assistant.cli import options

if TYPE_CHECKING:
    from assistant.tuning.status import Condition


@click.group(context_settings=options.SETTINGS)
def tune() -> None:
    """Ask whether use has paid for a model of your own yet."""


@tune.command(epilog=options.example("assistant tune status"))
@options.as_json
def status(as_json: bool) -> None:
    """Show each condition of the gate: its number, its bar, and what is missing."""
    from assistant import app
    from assistant.cli import output, setup
    from assistant.tuning.status import status as ask

    with app.open_log(setup.load()) as log:
        gate = ask(log)
    if as_json:
        output.show_json(gate.as_json())
        return
    terminal.show("\n".join([f"tuning: {gate.state}", *(_line(condition) for condition in gate.conditions)]))
    terminal.say(f"next: {gate.next_step}")


def _line(condition: Condition) -> str:
    number = ""
    if condition.value is not None and condition.threshold is not None:
        number = f" ({condition.value:g} of {condition.threshold:g}{f' {condition.unit}' if condition.unit else ''})"
    return f"  {condition.state.replace('_', ' '):<13} {condition.text}{number}"
