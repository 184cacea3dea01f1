"""Invariant: a model asked about somebody else's plan adds to what the rules found, or its failure costs one line."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from assistant import terminal

if TYPE_CHECKING:
    from assistant.agent.plan_reader import Opined
    from assistant.planning.checked import Checked


def check(text: str, where: str, *, model: str, max_cost: float | None, notes: Sequence[Path] = ()) -> Checked:
    """As `app.check_text`, with the model's word on the steps the rules leave open.

    Raises InputError for an unknown model and KeyMissing without its key, before anything is asked.
    """
    from assistant import app
    from assistant.cli import setup
    from assistant.planning import schema
    from assistant.planning.checked import Checked
    from assistant.planning.outside.opinion import with_opinions
    from assistant.planning.outside.reading import read

    if schema.is_json(text, where):
        terminal.say("· a plan.json is judged by rules alone; no model was asked")
        return app.check_text(text, where, settings=setup.load(notes=notes))
    asked = _ask(text, model, max_cost)
    cost = asked.turn.cost_usd
    if asked.opinions is None:
        terminal.say(f"· read by rules alone: the model {asked.turn.model} gave nothing to use: {asked.why}")
        return app.check_text(text, where)
    outside = with_opinions(read(text), asked.opinions)
    used = sum(step.source == "model" for step in outside.steps)
    price = f"${cost:.4f}" if cost is not None else "price not known"
    terminal.say(f"· {asked.turn.model} said what {used} more steps do ({price})")
    return Checked(outside.findings, outside)


def _ask(text: str, model: str, max_cost: float | None) -> Opined:
    from assistant import app
    from assistant.agent.plan_reader import opinions_on
    from assistant.cli import setup

    settings = setup.load(model=model, max_cost=max_cost)
    with app.open_log(settings) as log:
        assistant = app.build(settings, wiring=app.Wiring(log=log))
        asked = opinions_on(text, assistant, assistant.record)
        for notice in (*log.notices, *([f"not recorded: {log.last_error}"] if log.not_recorded else [])):
            terminal.say(notice)
    return asked
