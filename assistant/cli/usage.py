"""Invariant: the log is shown as it is kept; only `consent` and `forget` change anything in it."""

from __future__ import annotations

from pathlib import Path

import click

from assistant import terminal
from assistant.cli import options, usage_forget, usage_reading
from assistant.cli.usage_reading import open_log

FORMS = ("jsonl", "csv", "chat-jsonl", "preferences", "labels", "eval-cases")


@click.group(context_settings=options.SETTINGS, invoke_without_command=True)
@click.pass_context
def usage(context: click.Context) -> None:
    """Read the log of what was asked and answered, and decide what is kept."""
    if context.invoked_subcommand is None:
        context.invoke(stats)


@usage.command(epilog=options.example("assistant usage show last"))
@click.argument("turn", default="last")
@options.as_json
def show(turn: str, as_json: bool) -> None:
    """Show one turn whole: TURN is an id, the beginning of one, a plan's id, or last."""
    from assistant.cli import output, turn_view

    with open_log() as log:
        found = log.turn(turn)
    if as_json:
        kept = found.as_json()
        output.show_json({("went_wrong" if key == "error" else key): value for key, value in kept.items()})
    else:
        terminal.show(turn_view.text(found))


@usage.command(epilog=options.example("assistant usage stats --json"))
@options.as_json
def stats(as_json: bool) -> None:
    """Count turns, plans, feedback, tokens and dollars, over time too."""
    from assistant.cli import output, stats_view

    with open_log() as log:
        counted = log.stats()
    if as_json:
        output.show_json(counted)
    else:
        terminal.show(stats_view.text(counted))


@usage.command(epilog=options.example("assistant usage consent", "assistant usage consent training"))
@click.argument("level", required=False, metavar="[none|local_log|evals|training]")
@options.as_json
def consent(level: str | None, as_json: bool) -> None:
    """Show what may be kept and reused, or set it from the next turn on."""
    from assistant.cli import output

    with open_log() as log:
        now = log.consent() if level is None else log.set_consent(level)
    if as_json:
        output.show_json(now.as_json())
        return
    terminal.show(f"{now.level}: {now.text}")
    if level is None:
        terminal.say("Change it with: assistant usage consent none|local_log|evals|training")


@usage.command(
    epilog=options.example(
        "assistant usage export --to jsonl --out log.jsonl",
        "assistant usage export --to chat-jsonl --out examples.jsonl",
        "assistant usage export --to eval-cases --out cases.jsonl",
    )
)
@click.option("--to", "form", type=click.Choice(FORMS), required=True, help="The form.")
@click.option("--out", type=click.Path(path_type=Path), metavar="PATH", help="The file to write; stdout without it.")
@click.option("--force", is_flag=True, help="Let --out write over a file that exists.")
@options.as_json
def export(form: str, out: Path | None, force: bool, as_json: bool) -> None:
    """Write the log whole (jsonl, csv), or what may be learned from the turns you judged.

    chat-jsonl: the answers you stood behind; preferences: your edit over the first answer; labels: each answer good
    or bad; eval-cases: briefs with the verdict you kept. These take only turns you allowed for that use.
    """
    from assistant.cli import export_files

    with open_log() as log:
        export_files.write(log, form, out, force=force, as_json=as_json)


for command in (
    usage_reading.tail,
    usage_reading.verify,
    usage_reading.report,
    usage_reading.backup,
    usage_forget.forget,
):
    usage.add_command(command)
