"""Invariant: what is said about a plan lands in the log before it is thanked for, and one line says where it went.

Whether it may improve anything is asked once, in words, and no answer means no.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from assistant import terminal
from assistant.errors import InputError
from assistant.repl.conversation import Pending

if TYPE_CHECKING:
    from assistant.planning.schema import Plan
    from assistant.repl.conversation import Conversation
    from assistant.usage.consent import Level


_IMPROVING: tuple[Level, ...] = ("evals", "training")
"""The levels of consent that let use improve anything; their words are what is asked."""


def accept(conversation: Conversation, comment: str) -> None:
    """The plan is used: as it was drafted, or as it was changed since."""
    trail = conversation.trail
    changed = trail.current is not None and trail.current != trail.drafted
    give(conversation, "edit" if changed else "accept", comment=comment, edited=trail.current if changed else None)


def good(conversation: Conversation, comment: str) -> None:
    """A kind word."""
    give(conversation, "good", comment=comment)


def bad(conversation: Conversation, comment: str) -> None:
    """The answer is not used, and why. Raises InputError without a reason."""
    if not comment:
        raise InputError("Say what was bad", fix="For example: /bad the budget is ignored")
    give(conversation, "bad", comment=comment)


def give(conversation: Conversation, kind: str, *, comment: str = "", edited: Plan | None = None) -> None:
    """Stores it for the turn that drafted the plan, or for the last answer. Raises InputError when there is none."""
    turn = conversation.trail.turn if kind in ("accept", "edit") and conversation.trail.turn else conversation.last_id
    if not turn:
        raise InputError("There is no answer yet", fix="Say what you want to build.")
    conversation.log.feedback(turn, kind=kind, comment=comment, edited_plan=edited)
    short = turn[:13]
    what = "edit (the draft against yours)" if kind == "edit" else kind
    terminal.say(
        f"kept on this machine: {what} for turn {short}. See it: assistant usage show {short} · "
        f"delete it: assistant usage forget {short}"
    )
    _ask_once(conversation)


def _ask_once(conversation: Conversation) -> None:
    if not conversation.interactive or conversation.pending is not None or conversation.log.consent().since:
        return

    def answer(level: str) -> None:
        conversation.log.set_consent(level)
        terminal.say(f"kept: {level}. Change it any time: assistant usage consent")

    words = " ".join(f"{told[:1].upper()}{told[1:]}" for told in map(_addition, _IMPROVING))
    question = f"Asked once: may what you say and accept improve this assistant? {words} y or n (Enter means no)"
    conversation.ask(Pending(question, lambda: answer("training"), lambda: answer("local_log"), once=True))


def _addition(level: Level) -> str:
    """What a level allows beyond the one below it."""
    from assistant.usage.consent import TEXTS

    return TEXTS[level].rpartition("In addition, ")[2]
