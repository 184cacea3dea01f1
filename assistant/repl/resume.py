"""Invariant: a resumed session is told from the log, as it was kept there: redacted, and only with consent.

It stands where it was left: with the plan and the changes that took hold, the proposal nobody had decided on, and the
message that got no answer.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from assistant import terminal
from assistant.errors import InputError, PlanFileError

if TYPE_CHECKING:
    from assistant.models.base import Message
    from assistant.planning.schema import Plan
    from assistant.repl.conversation import Conversation
    from assistant.usage.log import UsageLog
    from assistant.usage.stored import StoredTurn

_TURNS = 20  # project rule: what was said before is rarely worth its tokens


def session_of(log: UsageLog, wanted: str) -> str:
    """The session of that id, or of the turn of that id (or `last`). Raises InputError."""
    return wanted if log.turns(1, session=wanted) else log.turn(wanted).session


def messages(log: UsageLog, session: str) -> list[Message]:
    """What was said in the session, as the model would have seen it. Raises InputError when nothing was kept."""
    from assistant.models.base import Message

    told: list[Message] = []
    kept = log.turns(_TURNS, session=session)
    for turn in kept:
        answer = _answer(turn)
        if turn.text and answer:
            told += [Message("user", text=turn.text), Message("assistant", text=answer)]
    if not any(turn.text for turn in kept):
        raise InputError(
            "That session kept no words to go on from",
            where=session,
            fix="Start a new one: assistant chat",
            code="nothing_kept",
        )
    return told


def restore(conversation: Conversation) -> None:
    """Puts the conversation back where the session was left, and says what was left open."""
    from assistant.repl import beginning, changing
    from assistant.usage.kept_plans import KeptPlans

    kept = conversation.log.turns(_TURNS, session=conversation.session)
    planned = [turn for turn in kept if turn.plan_json]
    drafted = beginning.in_force(planned)
    conversation.last_id = kept[-1].id if kept else ""
    first = _plan(drafted) if drafted else None
    if drafted and first:
        now = KeptPlans(conversation.log).find(drafted.id)
        conversation.trail.begin(first, drafted.id, current=now if now.revision > first.revision else None)
        terminal.say(f"· the plan: {now.title}, revision {now.revision}")
    last = kept[-1] if kept else None
    if last is None or last.text is None:
        return
    conversation.asked = (last.text, "any")
    plan = conversation.trail.current
    if plan and last is not drafted and last.plan_id == last.id and not last.feedback:
        begun = _plan(last)
        if begun is not None:
            beginning.offer(conversation, begun, last.id)
    elif (
        plan
        and planned
        and planned[-1] is last
        and last.plan_id == plan.id
        and not last.feedback
        and last.id != plan.id
    ):
        proposed = _plan(last)
        if proposed is not None and proposed.revision > plan.revision:
            terminal.say("· a change had been proposed and not decided on:")
            after = proposed if last.model == changing.BY_ORDER else changing.merged(plan, proposed)
            changing.offer(conversation, after, reason=last.text, turn=last.id)
    elif not _answer(last):
        words = " ".join(last.text.split())
        terminal.say(
            f"· your last message got no answer: “{words[:60]}{'…' * (len(words) > 60)}”. /retry sends it again"
        )


def _answer(turn: StoredTurn) -> str:
    plan = _plan(turn)
    return plan.to_markdown() if plan is not None else turn.answer or ""


def _plan(turn: StoredTurn) -> Plan | None:
    from assistant.planning import schema

    if turn.plan_json is None:
        return None
    try:
        return schema.load(turn.plan_json)
    except PlanFileError:
        return None
