"""Invariant: the tour needs no key, keeps nothing but the search index, and shows only what it has just computed."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

import click

from assistant import terminal
from assistant.cli import options

if TYPE_CHECKING:
    from assistant.cli.tour import Forged
    from assistant.planning.findings import Finding
    from assistant.planning.gate_readings import Reading
    from assistant.planning.schema import Plan
    from assistant.settings import Settings

_GATES_SHOWN = 4


@click.command(context_settings=options.SETTINGS, epilog=options.example("assistant demo", "assistant demo --json"))
@click.argument("brief", required=False)
@options.as_json
def demo(brief: str | None, as_json: bool) -> None:
    """Show in under a minute what this does, with no key: a plan, a broken order, gates, a checked quote.

    BRIEF is your own idea in quotes; without one, a support bot. Everything is computed while you watch, nothing
    leaves this machine, and nothing is logged.
    """
    from assistant.cli import output, setup, tour

    began = time.monotonic()
    settings = setup.load(model="offline")
    plan = _drafted(brief or tour.BRIEF, settings, quiet=as_json)
    steps = _Steps(plan, settings)
    seconds = round(time.monotonic() - began, 1)
    if as_json:
        output.show_json(steps.as_json() | {"seconds": seconds})
        return
    _show(steps, seconds)


class _Steps:
    """What the tour computes."""

    def __init__(self, plan: Plan, settings: Settings) -> None:
        from assistant import app
        from assistant.cli import tour

        review = app.review_plan(plan, settings=settings)
        forged, changed = tour.with_changed_quote(plan)
        self.plan = plan
        self.order: tuple[Finding, ...] = tour.newly_broken(
            review, app.review_plan(tour.training_first(plan), settings=settings)
        )
        self.quote: Forged = tour.forged(plan, review, app.review_plan(forged, settings=settings), changed)
        self.gates: tuple[Reading, ...] = tour.readings(plan, plan.created_at.date())

    def as_json(self) -> dict[str, Any]:
        """For `--json`."""
        plan = self.plan
        return {
            "brief": plan.brief.text,
            "title": plan.title,
            "verdict": plan.verdict.path,
            "answer": plan.answer,
            "broken_order": [finding.as_json() for finding in self.order],
            "gates_on_made_up_numbers": [
                {"gate": reading.gate, "state": reading.state, "lines": list(reading.lines)} for reading in self.gates
            ],
            "changed_quote": {
                "note": self.quote.note,
                "quote": self.quote.quote,
                "changed": self.quote.changed,
                "findings": [finding.as_json() for finding in self.quote.findings],
            },
        }


def _drafted(brief: str, settings: Settings, *, quiet: bool) -> Plan:
    from assistant import app
    from assistant.cli.watching import Watcher
    from assistant.errors import PlanFileError

    terminal.say(f"· planning “{' '.join(brief.split())[:70]}”, offline")
    with Watcher(quiet=quiet) as watcher:
        wiring = app.Wiring(on_progress=watcher.progress, recorded=False)
        turn = app.build(settings, wiring=wiring).turn(brief, want="plan")
    if turn.status == "interrupted":
        raise KeyboardInterrupt
    if turn.plan is None or not turn.plan.citations or not turn.plan.gates:
        raise PlanFileError(
            "That idea gives a plan with nothing to tour", where=brief[:60], fix="Try: assistant demo, without a brief."
        )
    return turn.plan


def _show(steps: _Steps, seconds: float) -> None:
    plan = steps.plan
    first = plan.this_week[0]
    _part("1. A brief became a plan")
    terminal.show(f"{plan.title}: {plan.verdict.path.replace('_', ' ')}.\n{plan.answer}")
    terminal.show(f"This week, {first.role}: {first.what}")
    _part("2. Somebody moves the training to the front, and the order is checked by code")
    terminal.show("\n".join(f"✗ {finding.code} {finding.message}" for finding in steps.order))
    _part("3. Gates are computed; these numbers are made up for the tour")
    for reading in steps.gates[:_GATES_SHOWN]:
        terminal.show(f"{reading.state}: {reading.title}\n" + "\n".join(f"   {line}" for line in reading.lines))
    _part("4. One word is slipped into a quote, and the note it came from is asked")
    terminal.show(f"[{steps.quote.note}] “{steps.quote.changed}”")
    terminal.show("\n".join(f"✗ {finding.code} {finding.message}" for finding in steps.quote.findings))
    terminal.say(
        f"\nComputed in {seconds:.1f} s on this machine; nothing was sent or logged. No language model was at work.\n"
        'Yours:  assistant plan "…"     in conversation:  assistant chat     what is set up:  assistant doctor'
    )


def _part(title: str) -> None:
    terminal.show(f"\n{title}\n{'─' * len(title)}")
