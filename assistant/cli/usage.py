"""Invariant: the log is shown as it is kept; only `consent` changes anything, and only from the next turn on."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from assistant import terminal
from assistant.cli import options

if TYPE_CHECKING:
    from assistant.usage.log import UsageLog


@click.group(context_settings=options.SETTINGS)
def usage() -> None:
    """Read the log of what was asked and answered, and decide what is kept."""


@usage.command(epilog=options.example("assistant usage show last"))
@click.argument("turn", default="last")
@options.as_json
def show(turn: str, as_json: bool) -> None:
    """Show one turn: TURN is an id, the beginning of one, a plan's id, or last."""
    from assistant.cli import output, turn_view

    with _log() as log:
        found = log.turn(turn)
    if as_json:
        output.show_json(found.as_json())
    else:
        terminal.show(turn_view.text(found))


@usage.command(epilog=options.example("assistant usage stats --json"))
@options.as_json
def stats(as_json: bool) -> None:
    """Count turns, plans, feedback, tokens and dollars."""
    from assistant.cli import output

    with _log() as log:
        counted = log.stats()
    if as_json:
        output.show_json(counted)
    else:
        terminal.show("\n".join(_lines(counted)))


@usage.command(epilog=options.example("assistant usage consent", "assistant usage consent training"))
@click.argument("level", required=False, metavar="[none|local_log|evals|training]")
@options.as_json
def consent(level: str | None, as_json: bool) -> None:
    """Show what may be kept and reused, or set it from the next turn on."""
    from assistant.cli import output

    with _log() as log:
        now = log.consent() if level is None else log.set_consent(level)
    if as_json:
        output.show_json(now.as_json())
        return
    terminal.show(f"{now.level}: {now.text}")
    if level is None:
        terminal.say("Change it with: assistant usage consent none|local_log|evals|training")


@usage.command(epilog=options.example("assistant usage export --to chat-jsonl --out examples.jsonl"))
@click.option("--to", type=click.Choice(["chat-jsonl"]), required=True, expose_value=False, help="The form.")
@click.option("--out", type=click.Path(path_type=Path), metavar="PATH", help="The file to write; stdout without it.")
@click.option("--force", is_flag=True, help="Let --out write over a file that exists.")
@options.as_json
def export(out: Path | None, force: bool, as_json: bool) -> None:
    """Write the accepted and edited turns you allowed for training as examples."""
    from assistant.cli import export_files

    with _log() as log:
        export_files.chat_jsonl(log, out, force=force, as_json=as_json)


def _log() -> UsageLog:
    from assistant import app
    from assistant.cli import setup

    return app.open_log(setup.load())


def _lines(counted: dict[str, Any]) -> list[str]:
    lines = []
    for name, value in counted.items():
        if isinstance(value, dict):
            value = ", ".join(f"{key} {_brief(each)}" for key, each in value.items()) or "none"
        lines.append(f"{name.replace('_', ' ')}: {_brief(value)}")
    return lines


def _brief(value: object) -> str:
    if isinstance(value, dict):
        return "(" + ", ".join(f"{key.replace('_', ' ')} {_brief(each)}" for key, each in value.items()) + ")"
    if isinstance(value, float):
        return f"{value:.4g}"
    return "none" if value is None else str(value)
