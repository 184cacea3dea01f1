"""Invariant: a re-draft changes what the words change and nothing else: it is drafted as of the day the plan was made.

So "eight weeks" end when they ended before. The turn is logged now, like any other, under the id of the revised plan.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Literal

from assistant import terminal
from assistant.errors import AssistantError

if TYPE_CHECKING:
    from assistant.agent.turn import Turn
    from assistant.planning.revising import Answer
    from assistant.planning.schema import Plan
    from assistant.settings import Settings
    from assistant.usage.log import UsageLog


class NoDraft(AssistantError):
    """The turn ended without a plan; the plan that was to be revised is as it was."""

    exit_code = 1
    code = "no_plan"


def redraft(
    before: Plan, answers: Sequence[Answer], notes: Sequence[str], settings: Settings, *, model: str | None, quiet: bool
) -> Plan:
    """The plan drafted again with answers and notes below its brief, by `model` or the one that made it.

    Raises NoDraft when nothing came of it, Stopped when the user stopped it, and what the model raises.
    """
    from assistant.cli.failure import Stopped
    from assistant.planning.change_words import drafting_text
    from assistant.planning.revising import brief_with, merge

    brief = brief_with(before, answers, notes)
    chosen = model or before.generator.model
    terminal.say(f"· drafting again with {chosen}")
    turn = _turn(before, drafting_text(brief), settings, chosen, quiet=quiet)
    if turn.status == "interrupted":
        raise Stopped(f"what there was is kept as turn {turn.id}")
    if turn.plan is None:
        raise NoDraft(
            f"No revision came of it: {turn.error or turn.answer}", where=turn.model, fix="Try another --model."
        )
    return _priced(before, merge(before, turn.plan, answers, brief))


def _turn(before: Plan, text: str, settings: Settings, model: str, *, quiet: bool) -> Turn:
    from assistant import app
    from assistant.cli.watching import Watcher

    made = before.created_at if before.created_at.tzinfo else before.created_at.replace(tzinfo=UTC)
    with Watcher(quiet=quiet) as watcher, app.open_log(settings) as log:
        wiring = app.Wiring(on_progress=watcher.progress, on_skipped=watcher.skipped, recorded=False, now=lambda: made)
        assistant = app.build(settings, model=model, wiring=wiring)
        assistant.record = _Recorder(log, before).record
        turn = assistant.turn(text, watcher.event, want="plan")
        for notice in (*log.notices, *([f"not recorded: {log.last_error}"] if log.not_recorded else [])):
            terminal.say(notice)
    return turn


class _Recorder:
    """Logs a turn as begun now, and its plan as a proposal for the plan it revises."""

    def __init__(self, log: UsageLog, before: Plan) -> None:
        self._log = log
        self._begun = datetime.now(UTC)
        self._identity = {"id": before.id, "parent": before.id, "revision": before.revision + 1}

    def record(self, stage: Literal["started", "finished"], turn: Turn) -> None:
        plan = turn.plan.model_copy(update=self._identity) if turn.plan else None
        self._log.record(stage, replace(turn, started_at=self._begun.isoformat(), plan=plan))


def _priced(before: Plan, after: Plan) -> Plan:
    """Prices that are the same keep their day; others are of today."""
    prices = [[entry for entry in plan.costs.ledger if entry.origin == "provider_fact"] for plan in (before, after)]
    day = before.costs.priced_on if prices[0] == prices[1] else datetime.now(UTC).date()
    return after.model_copy(update={"costs": after.costs.model_copy(update={"priced_on": day})})
