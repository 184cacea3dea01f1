"""Invariant: whoever waits for a re-draft sees which model is at work, and what could not be recorded."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from assistant import terminal

if TYPE_CHECKING:
    from assistant.planning.revising import Answer
    from assistant.planning.schema import Plan
    from assistant.settings import Settings


def redraft(
    before: Plan, answers: Sequence[Answer], notes: Sequence[str], settings: Settings, *, model: str | None, quiet: bool
) -> Plan:
    """The plan drafted again with answers and notes below its brief, by `model` or the one that made it.

    Raises NoDraft when nothing came of it, Stopped when the user stopped it, and what the model raises.
    """
    from assistant import app
    from assistant.agent import redrafting
    from assistant.cli.failure import Stopped
    from assistant.cli.watching import Watcher

    chosen = model or before.generator.model
    terminal.say(f"· drafting again with {chosen}")
    with Watcher(quiet=quiet) as watcher, app.open_log(settings) as log:
        wiring = app.Wiring(
            on_progress=watcher.progress,
            on_skipped=watcher.skipped,
            recorded=False,
            now=lambda: redrafting.made_on(before),
        )
        assistant = app.build(settings, model=chosen, wiring=wiring)
        turn, after = redrafting.redraft(
            assistant,
            before,
            answers,
            notes,
            record=log.record,
            now=datetime.now(UTC),
            on_event=watcher.event,
            shows_text=False,
        )
        for notice in (*log.notices, *([f"not recorded: {log.last_error}"] if log.not_recorded else [])):
            terminal.say(notice)
    if after is None:
        raise Stopped(f"what there was is kept as turn {turn.id}", f"See it with: assistant usage show {turn.id}")
    return after
