"""Invariant: one command gives one piece of feedback on one turn, and says where it went."""

from __future__ import annotations

from pathlib import Path

import click

from assistant import terminal
from assistant.cli import options


@click.command(
    context_settings=options.SETTINGS,
    epilog=options.example(
        "assistant feedback last --accept",
        'assistant feedback last --bad "the budget is ignored"',
        "assistant feedback 019ab3c4-7d2e --outcome resolved=true",
        "assistant feedback --outcomes outcomes.csv",
    ),
)
@click.argument("turn", required=False)
@click.option("--accept", is_flag=True, help="The plan is used as it is.")
@click.option("--edit", type=click.Path(path_type=Path), metavar="FILE", help="The plan is used as changed in FILE.")
@click.option("--good", is_flag=True, help="A kind word; it decides nothing.")
@click.option("--bad", metavar="WHY", help="The plan is not used, and why.")
@click.option("--outcome", metavar="METRIC=VALUE", help="What came of it: true, false or a number.")
@click.option("--outcomes", type=click.Path(path_type=Path), metavar="FILE", help="CSV with turn, metric, value.")
@options.as_json
def feedback(
    turn: str | None,
    accept: bool,
    edit: Path | None,
    good: bool,
    bad: str | None,
    outcome: str | None,
    outcomes: Path | None,
    as_json: bool,
) -> None:
    """Say whether the plan of TURN (an id, the beginning of one, or last) was any good."""
    from assistant.cli import logs, output, plan_argument, plan_source, setup

    if outcomes is not None:
        _many(outcomes, turn, bool(accept or edit or good or bad or outcome), as_json)
        return
    if turn is None:
        raise click.UsageError("Missing argument 'TURN'. Then one of --accept, --edit, --good, --bad, --outcome.")
    kind = _kind(accept, edit, good, bad, outcome)
    edited, where = plan_source.read(edit) if edit is not None else (None, "")
    with logs.opened(setup.load()) as log:
        if edited is not None and log.turn(turn).plan_id is not None:
            plan_argument.parsed(edited, where)
        given = log.feedback(turn, kind=kind, comment=bad or "", edited_plan=edited, outcome=outcome)
        about = log.turn(turn)
    said = next(said for said in about.feedback if said.id == given)
    lost = bool(bad and not said.comment) or (
        edited is not None and said.edited_plan is None and said.edited_text is None
    )
    if as_json:
        output.show_json({"feedback": given, "turn": about.id, "kind": kind, "content_kept": not lost})
    else:
        terminal.show(f"kept on this machine: {kind} for turn {about.id}. See it: assistant usage show {about.id[:13]}")
    if lost:
        terminal.say(f"Consent is none for it, so only the verdict was kept, not {'the words' if bad else 'the edit'}.")


def _many(file: Path, turn: str | None, others: bool, as_json: bool) -> None:
    from assistant.cli import logs, output, setup
    from assistant.usage import outcomes

    if turn is not None or others:
        raise click.UsageError("--outcomes names its turns itself; give nothing beside it.")
    with logs.opened(setup.load()) as log:
        taken = outcomes.take(log, file)
    if as_json:
        output.show_json(taken.as_json())
    else:
        terminal.show(f"kept on this machine: {taken.kept} outcome{'s' * (taken.kept != 1)}")
        for sentence in taken.refused:
            terminal.say(f"left out, {sentence}")
    if taken.refused:
        raise click.exceptions.Exit(1)


def _kind(accept: bool, edit: Path | None, good: bool, bad: str | None, outcome: str | None) -> str:
    choices = {
        "accept": accept,
        "edit": edit is not None,
        "good": good,
        "bad": bad is not None,
        "outcome": outcome is not None,
    }
    said = [name for name, given in choices.items() if given]
    if len(said) != 1:
        raise click.UsageError("Give exactly one of --accept, --edit FILE, --good, --bad WHY, --outcome METRIC=VALUE.")
    return said[0]
