"""Invariant: what is offered after a command is what that command takes here and now."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from assistant.errors import AssistantError

if TYPE_CHECKING:
    from assistant.repl.conversation import Conversation

_MODELS = ("offline", "anthropic:claude-sonnet-5-5", "openai:gpt-6.1-sol")


def after(name: str, conversation: Conversation) -> Sequence[str]:
    """What may follow the command of that name."""
    plan = conversation.trail.current
    stages = [str(number) for number in range(1, len(plan.stages) + 1)] if plan else []
    if name in ("edit", "why"):
        from assistant.planning.section_text import PARTS

        return [*stages, *(PARTS if name == "edit" else ())]
    if name == "show":
        return ("gantt", "table", "money")
    if name == "export":
        from assistant.repl.session_commands import FORMS

        return FORMS
    if name == "model":
        return _MODELS
    if name == "consent":
        from assistant.usage.consent import LEVELS

        return LEVELS
    return _sessions(conversation) if name == "resume" else ()


def _sessions(conversation: Conversation) -> Sequence[str]:
    try:
        turns = conversation.log.turns(50)
        plans = [turn.plan_id for turn in reversed(turns) if turn.plan_id]
        return list(dict.fromkeys([*(turn.session for turn in reversed(turns)), *plans]))
    except AssistantError:
        return ()
