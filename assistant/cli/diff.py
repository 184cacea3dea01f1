"""Invariant: two plans are compared by what they say; who made them and when makes no difference."""

from __future__ import annotations

import click

from assistant import terminal
from assistant.cli import options


@click.command(
    context_settings=options.SETTINGS,
    epilog=options.example("assistant diff last/r1 last", "assistant diff a.json b.json"),
)
@click.argument("a", metavar="A")
@click.argument("b", metavar="B")
@options.as_json
def diff(a: str, b: str, as_json: bool) -> None:
    """Tell what changed from plan A to plan B: verdict, stages, gates, money, dates, citations.

    A and B are a path, an id, the beginning of one, ID/r2 for a revision, or last. With --json also the patch that
    leads from A to B.
    """
    from assistant.cli import output, plan_argument, setup
    from assistant.planning import plan_diff

    settings = setup.load()
    before, after = plan_argument.find(a, settings), plan_argument.find(b, settings)
    if as_json:
        output.show_json(plan_diff.as_json(before, after))
        return
    told = plan_diff.in_words(before, after)
    if told and before.id != after.id:
        terminal.say("These are two plans, not two revisions of one.")
    if told:
        terminal.show("\n".join(told))
    else:
        terminal.say("Both plans say the same.")
