"""Invariant: a resumed session is told from the log, as it was kept there: redacted, and only with consent."""

from __future__ import annotations

from typing import TYPE_CHECKING

from assistant.errors import InputError, PlanFileError

if TYPE_CHECKING:
    from assistant.models.base import Message
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
    for turn in log.turns(_TURNS, session=session):
        answer = _answer(turn)
        if turn.text and answer:
            told += [Message("user", text=turn.text), Message("assistant", text=answer)]
    if not told:
        raise InputError(
            "That session kept no words to go on from",
            where=session,
            fix="Start a new one: assistant chat",
            code="nothing_kept",
        )
    return told


def _answer(turn: StoredTurn) -> str:
    if turn.plan_json is None:
        return turn.answer or ""
    from assistant.planning import schema
    from assistant.planning.markdown import render

    try:
        return render(schema.load(turn.plan_json))
    except PlanFileError:
        return turn.answer or ""
