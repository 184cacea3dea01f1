"""Invariant: every plan kept on this machine is listed once, newest first, with what a command needs to name it."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING

import click

from assistant import terminal
from assistant.cli import options

if TYPE_CHECKING:
    from assistant.usage.kept_plans import KeptPlan

_ID_SHOWN = 13


@click.command(context_settings=options.SETTINGS, epilog=options.example("assistant plans"))
@options.as_json
def plans(as_json: bool) -> None:
    """List the plans kept on this machine, newest first.

    Any of them is named by its id, the beginning of it, or last.
    """
    from assistant.cli import logs, output, setup
    from assistant.usage.kept_plans import KeptPlans

    with logs.opened(setup.load()) as log:
        kept = KeptPlans(log).all()
    if as_json:
        output.show_json({"plans": [asdict(plan) for plan in kept]})
    elif kept:
        terminal.show("\n".join(_line(plan) for plan in kept))
    else:
        terminal.say('No plan is kept yet. Make one with: assistant plan "…"')


def _line(plan: KeptPlan) -> str:
    state = "draft" if plan.draft else "accepted" if plan.accepted else ""
    verdict = plan.verdict.replace("_", " ")
    return f"{plan.id[:_ID_SHOWN]:<13}  {plan.made_at[:10]}  r{plan.revision}  {verdict:<13}  {state:<8}  {plan.title}"
