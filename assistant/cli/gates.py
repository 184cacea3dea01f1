"""Invariant: a gate is open only by numbers that were read, and a fired kill gate shows in the exit code.

0 read · 1 a kill gate fired, now or in an earlier reading, and nobody has recorded a decision · 5 nothing was read.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from assistant import terminal
from assistant.cli import options

if TYPE_CHECKING:
    from datetime import date

    from assistant.cli.gate_source import GateSource
    from assistant.planning.gate_readings import Judged, Reading
    from assistant.planning.schema import Plan


@click.command(context_settings=options.SETTINGS, epilog=options.example("assistant gates last --metrics march.csv"))
@click.argument("plan")
@click.option("--metrics", type=click.Path(path_type=Path), metavar="FILE", help="CSV or JSON of what was read.")
@click.option("--as-of", metavar="DATE", help="Read as of that day instead of today.")
@options.as_json
def gates(plan: str, metrics: Path | None, as_of: str | None, as_json: bool) -> None:
    """Compute each gate of PLAN: open, closed, insufficient data or expired, with value, n and interval.

    FILE has the columns metric,value,n with an optional date (one row a metric, or one a day), or time,event with an
    optional ok. Without it our own plan is read from our own log. Exits 1 when a kill gate fired and no decision is
    recorded, in this reading or an earlier one; 5 when nothing was read.
    """
    from assistant.cli import gate_source, output, plan_argument, setup
    from assistant.planning.progress import undecided

    settings, today = setup.load(), gate_source.as_of(as_of)
    found = plan_argument.find(plan, settings)
    source = gate_source.read(found, metrics, settings, today)
    earlier = gate_source.remember(found, source, settings, today)
    if as_json:
        document = _document(found, source, today)
        output.show_json({**document, "fired_earlier": [_gate(found, reading, today) for reading in earlier]})
    else:
        _show(found, source, today)
        _show_earlier(found, earlier)
    if earlier or undecided(found, source.readings, today):
        raise click.exceptions.Exit(1)
    if not source.source:
        raise click.exceptions.Exit(5)


def _show(plan: Plan, source: GateSource, today: date) -> None:
    from assistant.cli.gate_source import NOTHING_READ
    from assistant.planning import gate_words
    from assistant.planning.progress import undecided

    for reading in source.readings:
        terminal.show(gate_words.told(plan, reading, today))
    if not source.readings:
        terminal.say("This plan has no gates.")
    for sentence in source.gaps:
        terminal.say(sentence)
    for reading in undecided(plan, source.readings, today):
        terminal.say(gate_words.fired_now(plan, reading, source.option))
    if not source.source and source.readings:
        terminal.say(NOTHING_READ)


def _show_earlier(plan: Plan, earlier: tuple[Reading, ...]) -> None:
    from assistant.planning.gate_words import fired_earlier

    for reading in earlier:
        terminal.say(fired_earlier(plan, reading))


def _document(plan: Plan, source: GateSource, today: date) -> dict[str, Any]:
    return {
        "plan": {"id": plan.id, "revision": plan.revision, "title": plan.title},
        "as_of": today.isoformat(),
        "source": source.source,
        "gates": [_gate(plan, reading, today) for reading in source.readings],
        "missing": list(source.gaps),
    }


def _gate(plan: Plan, reading: Reading, today: date) -> dict[str, Any]:
    from assistant.planning.progress import decided_on, decision_on

    decision = decision_on(plan, reading, today) if reading.fired else None
    return {
        "id": reading.gate,
        "title": reading.title,
        "kind": reading.kind,
        "state": "decided" if decision is not None else reading.state,
        "fired": reading.fired and decision is None,
        "decision": decision.text if decision is not None else None,
        "decided_on": decided_on(decision).isoformat() if decision is not None else None,
        "next_review": reading.review_on.isoformat(),
        "triggers": [_trigger(judged) for judged in reading.triggers],
    }


def _trigger(judged: Judged) -> dict[str, Any]:
    trigger, seen = judged.trigger, judged.seen
    return {
        "metric": trigger.metric,
        "op": trigger.op,
        "threshold": trigger.threshold.value,
        "unit": trigger.threshold.unit,
        "bound": trigger.bound,
        "window_days": trigger.window_days,
        "holds": judged.held,
        "value": seen.value if seen else None,
        "n": seen.n if seen else None,
        "low": judged.low,
        "high": judged.high,
        "required_n": judged.required_n,
        "line": judged.line,
    }
