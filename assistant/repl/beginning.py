"""Invariant: where there is a plan, another takes its place only when the user has said so, and that is kept.

Which plan a session is about can so be told from the log alone, after a crash too.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from assistant import terminal
from assistant.repl.conversation import Pending

if TYPE_CHECKING:
    from assistant.planning.schema import Plan
    from assistant.repl.conversation import Conversation
    from assistant.usage.stored import StoredTurn

PLAN_STARTED = "plan_started"
"""The metric of a plan drafted beside another: true when it took that one's place, false when not; no rate reads it."""


def begin(conversation: Conversation, plan: Plan, turn: str) -> None:
    """The plan takes the place of the one before, which stays kept."""
    _decided(conversation, turn, started=True)
    conversation.trail.begin(plan, turn)


def offer(conversation: Conversation, plan: Plan, turn: str) -> None:
    """Asks whether the plan takes the place of the one there is."""
    before = conversation.trail.current
    assert before is not None

    def started() -> None:
        begin(conversation, plan, turn)
        terminal.say("started; the plan before it is kept, see: assistant plans")

    conversation.ask(
        Pending(
            f"This is a new plan, not a change of “{before.title}”; start it? y or n",
            yes=started,
            no=lambda: terminal.say(f"Not started; the plan is still “{before.title}”."),
            declined=lambda: _decided(conversation, turn, started=False),
        )
    )


def in_force(planned: Sequence[StoredTurn]) -> StoredTurn | None:
    """Of the turns with a plan, oldest first, the one whose draft the session is about: the first, or a later one
    that was begun.
    """
    drafts = [turn for turn in planned if turn.plan_id == turn.id]
    begun = [turn for turn in drafts[1:] if is_begun(turn)]
    return begun[-1] if begun else next(iter(drafts), None)


def is_begun(turn: StoredTurn) -> bool | None:
    """Whether the user started that turn's plan; None when they were not asked or did not say."""
    said = [feedback for feedback in turn.feedback if feedback.metric == PLAN_STARTED]
    return bool(said[-1].value) if said else None


def _decided(conversation: Conversation, turn: str, *, started: bool) -> None:
    conversation.log.feedback(turn, kind="outcome", outcome=f"{PLAN_STARTED}={str(started).lower()}")
