"""Invariant: whether use has paid for a model of one's own is answered with numbers, never with a wish."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from assistant import terminal
from assistant.cli import options

if TYPE_CHECKING:
    from assistant.tuning.status import Condition
    from assistant.tuning.switch import Move


@click.group(context_settings=options.SETTINGS)
def tune() -> None:
    """Ask whether use has paid for a model of your own yet."""


@tune.command(epilog=options.example("assistant tune status"))
@options.as_json
def status(as_json: bool) -> None:
    """Show each condition of the gate: its number, its bar, and what is missing."""
    from assistant.cli import logs, output, setup
    from assistant.tuning.status import status as ask

    with logs.opened(setup.load()) as log:
        gate = ask(log)
    if as_json:
        output.show_json(gate.as_json())
        return
    terminal.show("\n".join([f"tuning: {gate.state}", *(_line(condition) for condition in gate.conditions)]))
    terminal.say(f"next: {gate.next_step}")


@tune.command(
    epilog=options.example(
        "assistant tune export --to chat-jsonl --out examples.jsonl",
        "assistant tune export --to preferences --out pairs.jsonl",
    )
)
@click.option(
    "--to", "form", type=click.Choice(("chat-jsonl", "preferences", "labels")), default="chat-jsonl", help="The form."
)
@click.option("--out", type=click.Path(path_type=Path), metavar="PATH", help="The file to write; stdout without it.")
@click.option("--force", is_flag=True, help="Let --out write over a file that exists.")
@options.as_json
def export(form: str, out: Path | None, force: bool, as_json: bool) -> None:
    """Write what may be trained on: only turns you judged and allowed for training, as `usage export` does."""
    from assistant import app
    from assistant.cli import export_files, setup

    with app.open_log(setup.load()) as log:
        export_files.write(log, form, out, force=force, as_json=as_json)


@tune.command(epilog=options.example("assistant tune enable"))
@click.option("--yes", is_flag=True, help="You have read the words and agree.")
@options.as_json
def enable(yes: bool, as_json: bool) -> None:
    """Collect turns for training from now on, after you agreed and the redactor has tested itself."""
    from assistant.cli import logs, setup
    from assistant.tuning import switch
    from assistant.usage.consent import TEXTS

    terminal.say(f"What you agree to: {TEXTS['training']}")
    if not yes:
        if not sys.stdin.isatty():
            raise click.UsageError("Nobody is there to ask: read the words above, then give --yes.")
        click.confirm("Collect turns for training on these words?", abort=True, err=True)
    with logs.opened(setup.load()) as log:
        move = switch.enable(log)
    _tell(move, as_json)
    if move.self_test is None or not move.self_test.passed:
        raise click.exceptions.Exit(1)


@tune.command(epilog=options.example("assistant tune disable"))
@options.as_json
def disable(as_json: bool) -> None:
    """Stop collecting; what was collected goes into no further training file."""
    from assistant.cli import logs, setup
    from assistant.tuning import switch

    with logs.opened(setup.load()) as log:
        move = switch.disable(log)
    _tell(move, as_json)


def _tell(move: Move, as_json: bool) -> None:
    from assistant.cli import output

    if as_json:
        output.show_json(move.as_json())
        return
    tested = move.self_test
    if tested is not None:
        planted = sum(tested.planted.values())
        missed = ", ".join(tested.missed) or "none"
        terminal.say(f"self-test of the redactor: {100 * tested.share:.1f} % of {planted} planted; missed: {missed}")
    terminal.show(f"tuning: {move.state}{'' if move.event else ', as before'}; consent: {move.consent}")


def _line(condition: Condition) -> str:
    number = ""
    if condition.value is not None and condition.threshold is not None:
        number = f" ({condition.value:g} of {condition.threshold:g}{f' {condition.unit}' if condition.unit else ''})"
    return f"  {condition.state.replace('_', ' '):<13} {condition.text}{number}"
