"""Invariant: a re-draft changes what the words change and nothing else: it is drafted as of the day the plan was made.

So "eight weeks" end when they ended before. The turn is recorded now, like any other, under the id of the revised plan.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Literal

from assistant.agent.assistant import Assistant
from assistant.agent.memory import Memory
from assistant.agent.turn import OnEvent, Record, Turn
from assistant.errors import AssistantError, InputError
from assistant.models.offline.model import OfflineModel
from assistant.models.offline.noticing import takes_in
from assistant.planning.change_words import drafting_text, other_currency
from assistant.planning.changed_amounts import nothing_to_change
from assistant.planning.prose import shorten
from assistant.planning.revising import Answer, brief_with, merge
from assistant.planning.schema import Plan


class NotUnderstood(InputError):
    """A note in which the drafter reads nothing; nothing was drafted or written."""

    code = "note"


_READS = (
    "Nothing was written. Without a language model a note can give a budget, people, a volume or a price (“budget is "
    "$30,000”, “tickets up 20%”), move the deadline (“slipped by two weeks”, “moved to 3 March”), say what became of a "
    "stage (“stage 1 is done”, “the ship stage's exit was met on 10 December”) or of the product (“the product is "
    "cancelled”), or say where data may go, who decides and who uses it; with --model a language model reads it."
)


class NoDraft(AssistantError):
    """The turn ended without a plan; the plan that was to be revised is as it was."""

    exit_code = 1
    code = "no_plan"


def redraft(
    assistant: Assistant,
    before: Plan,
    answers: Sequence[Answer],
    notes: Sequence[str],
    *,
    record: Record,
    now: datetime,
    on_event: OnEvent | None = None,
    shows_text: bool = True,
) -> tuple[Turn, Plan | None]:
    """One turn that drafts the plan again with answers and notes below its brief, and what became of the plan.

    `assistant` is one of its own for this: it is told nothing of other turns, and `record` hears of this one. The plan
    is None when the user stopped the turn. Raises NoDraft when nothing came of it, and what the model raises.
    """
    brief, day = brief_with(before, answers, notes), made_on(before).date()
    if isinstance(assistant.model, OfflineModel):
        _understood(before, answers, notes, day)
    assistant.now, assistant.memory = (lambda: made_on(before)), Memory()
    assistant.record = _Recorder(record, before, now).record
    turn = assistant.turn(drafting_text(brief, day), on_event, want="plan", shows_text=shows_text)
    if turn.status == "interrupted":
        return turn, None
    if turn.plan is None:
        raise NoDraft(
            f"No revision came of it: {turn.error or turn.answer}", where=turn.model, fix="Try another --model."
        )
    return turn, _priced(before, merge(before, turn.plan, answers, brief), now.date())


def _understood(before: Plan, answers: Sequence[Answer], notes: Sequence[str], day: date) -> None:
    """Raises NotUnderstood for the first note in which the offline drafter reads nothing, and for money in euros."""
    said = [answer.words for answer in answers] + [note for note in notes if not re.search(r"budget|fund", note, re.I)]
    if foreign := next(filter(other_currency, said), ""):
        raise NotUnderstood(
            f"“{shorten(foreign)}” is not in dollars, and no exchange rate is known here",
            fix="Nothing was written. Give the sum in dollars.",
        )
    for place, note in enumerate(notes):
        old = brief_with(before, answers, notes[:place])
        missing = nothing_to_change(drafting_text(old, day), note)
        new = brief_with(before, answers, notes[: place + 1])
        if missing or not takes_in(drafting_text(old, day), drafting_text(new, day), day):
            raise NotUnderstood(f"Not understood: “{shorten(note)}”{f': {missing}' if missing else ''}", fix=_READS)


def made_on(plan: Plan) -> datetime:
    """The moment the plan was made, with its zone."""
    return plan.created_at if plan.created_at.tzinfo else plan.created_at.replace(tzinfo=UTC)


class _Recorder:
    """Records a turn as begun now, and its plan as a proposal for the plan it revises."""

    def __init__(self, record: Record, before: Plan, now: datetime) -> None:
        self._record = record
        self._begun = now
        self._identity = {"id": before.id, "parent": before.id, "revision": before.revision + 1}

    def record(self, stage: Literal["started", "finished"], turn: Turn) -> None:
        plan = turn.plan.model_copy(update=self._identity) if turn.plan else None
        self._record(stage, replace(turn, started_at=self._begun.isoformat(), plan=plan))


def _priced(before: Plan, after: Plan, today: date) -> Plan:
    """Prices that are the same keep their day; others are of today."""
    prices = [[entry for entry in plan.costs.ledger if entry.origin == "provider_fact"] for plan in (before, after)]
    day = before.costs.priced_on if prices[0] == prices[1] else today
    return after.model_copy(update={"costs": after.costs.model_copy(update={"priced_on": day})})
