"""Invariant: one brief becomes one turn; the plan goes to stdout or into new files, everything about it to stderr."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from assistant import terminal
from assistant.cli import options
from assistant.errors import AssistantError

if TYPE_CHECKING:
    from assistant.agent.parts import Context
    from assistant.agent.turn import Turn
    from assistant.planning.findings import Finding
    from assistant.planning.schema import Plan
    from assistant.settings import Settings


class NoPlan(AssistantError):
    """The turn ended without a plan; its reason is in the message."""

    exit_code = 1
    code = "no_plan"


@click.command(
    context_settings=options.SETTINGS,
    epilog=options.example(
        'assistant plan "Support bot for our returns policy; two engineers, eight weeks" --out plans/returns'
    ),
)
@click.argument("brief")
@click.argument("extra", nargs=-1, metavar="")
@options.model
@click.option("--notes", multiple=True, type=options.NotesPath(), metavar="PATH", help="Your notes; repeatable.")
@click.option(
    "--context",
    type=click.Choice(["retrieved", "all"]),
    default="retrieved",
    show_default=True,
    help="Passages found by search, or all notes whole in the cached prefix.",
)
@click.option("--out", type=click.Path(path_type=Path), metavar="DIR", help="Write plan.json and plan.md there.")
@click.option("--force", is_flag=True, help="Let --out write over files that exist.")
@click.option("--max-cost", type=float, metavar="USD", help="Stop before this brief costs more.")
@click.option(
    "--max-seconds",
    type=float,
    metavar="S",
    help="End with the best draft after so long; without it ASSISTANT_TURN_SECONDS, else 600.",
)
@options.as_json
def plan(
    brief: str,
    extra: tuple[str, ...],
    model: str | None,
    notes: tuple[Path, ...],
    context: Context,
    out: Path | None,
    force: bool,
    max_cost: float | None,
    max_seconds: float | None,
    as_json: bool,
) -> None:
    """Write one plan from BRIEF: words in quotes, a file, or - for stdin.

    Exits 0 with a plan, 1 with a draft that still has error findings.
    """
    from assistant.cli import brief_source, plan_files, setup

    text = brief_source.take(brief, extra)
    if out is not None:
        plan_files.prepare(out, force=force)
    chosen = setup.load(model=model, notes=notes, max_cost=max_cost, max_seconds=max_seconds)
    for notice in chosen.notices():
        terminal.say(notice)
    turn, today, recorded = _one_turn(text, chosen, context, quiet=as_json)
    _deliver(_plan_of(turn), turn.findings, out, force=force, as_json=as_json)
    _afterword(turn, today, recorded=recorded)
    if turn.status != "complete":
        raise click.exceptions.Exit(1)


def _one_turn(text: str, chosen: Settings, context: Context, *, quiet: bool) -> tuple[Turn, float | None, bool]:
    """The turn, the dollars of the day it belongs to, and whether it was recorded."""
    from assistant import app
    from assistant.cli.watching import Watcher
    from assistant.usage import bill

    with Watcher(quiet=quiet) as watcher, app.open_log(chosen) as log:
        wiring = app.Wiring(on_progress=watcher.progress, on_file=watcher.reading, on_skipped=watcher.skipped, log=log)
        wiring = replace(wiring, context=context)
        turn = app.build(chosen, wiring=wiring).turn(text, watcher.event, want="plan", shows_text=False)
        for notice in (*log.notices, *([f"not recorded: {log.last_error}"] if log.not_recorded else [])):
            terminal.say(notice)
        return turn, bill.of_day(log.store, turn.started_at), not log.not_recorded


def _plan_of(turn: Turn) -> Plan:
    from assistant.cli.failure import Stopped

    if turn.status == "interrupted":
        raise Stopped(f"what there was is kept as turn {turn.id}", f"See it with: assistant usage show {turn.id}")
    if turn.plan is None:
        if turn.answer:
            terminal.say(turn.answer)
        raise NoPlan(f"No plan came of it: {turn.error}", where=turn.model, fix="Try again, or another model.")
    return turn.plan


def _deliver(found: Plan, findings: Sequence[Finding], out: Path | None, *, force: bool, as_json: bool) -> None:
    from assistant.cli import output, plan_files
    from assistant.planning.schema import dump

    if out is not None:
        for path in plan_files.write(found, out, force=force, findings=findings):
            terminal.say(f"wrote {path}")
    if as_json:
        output.show_json_text(dump(found))
    elif out is None:
        from assistant.planning.markdown import render

        terminal.show(render(found, findings))


def _afterword(turn: Turn, today: float | None, *, recorded: bool) -> None:
    from assistant.agent import spending
    from assistant.cli import output

    output.say_findings(turn.findings)
    if turn.status == "draft":
        terminal.say("This is a draft: the errors above stand. Look one up with: assistant rule CODE")
    terminal.say(f"turn {turn.id} · {turn.asked} · {spending.of_turn(turn)}{spending.of_day(turn, today)}")
    if recorded:
        terminal.say(f"Was it any good?  assistant feedback {turn.id[:13]} --accept | --edit FILE | --bad WHY")
