"""Invariant: with a plan on the table, words are about that plan: a question is answered from it, a wish changes it.

What code can read for certain is read by code (answers by number, orders about a stage); the rest is the model's turn.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from assistant import terminal
from assistant.repl import changing

if TYPE_CHECKING:
    from assistant.planning.revising import Answer
    from assistant.planning.schema import Plan
    from assistant.repl.conversation import Conversation, Pending

_PROJECT = re.compile(
    r"^(?:(?:we|i) (?:want|need|would like|plan)\b|(?:build|plan|create|make|develop)\b|an? )[^\n]{0,200}"
    r"\b(?:bot|assistant|app|tool|system|model|platform|service|agent|search|pipeline|forecast)",
    re.I,
)
_CHANGE = re.compile(
    r"\b(?:budget|team|deadline|volume|instead|no longer|halved|doubled|now|only|without|drop|remove|add|cut|change|"
    r"move|rename|use|must|may not|shorten|extend|replace)\b",
    re.I,
)
_ANSWER = re.compile(r"(?:^|[\s,;])Q?(?P<number>[1-3])\s*[.:)=]?\s+|(?:^|[\s,;])Q?(?P<tight>[1-3])\s*[.:)=]\s*", re.I)
_YES, _NO = ("y", "yes"), ("n", "no", "")


def hear(conversation: Conversation, text: str) -> None:
    """Does with a message what is meant by it. Raises what a turn raises."""
    plan = conversation.trail.current
    if plan is None:
        conversation.send(text)
        return
    from assistant.planning import intent
    from assistant.planning.orders import ordered as carried_out

    if intent.is_greeting(text):
        terminal.say("Hello. Ask about the plan, or say what should change in it; /help lists the commands.")
        return
    answers = answers_in(plan, text)
    if answers:
        conversation.asked = (text, "any")
        changing.redraft(conversation, plan, answers, ())
    elif (ordered := carried_out(plan, text, conversation.now().date())) is not None:
        changing.order(conversation, ordered, text)
    elif conversation.settings.model != "offline" or intent.is_question(text):
        conversation.send(text)
    elif _PROJECT.match(text) and not _CHANGE.search(text):
        conversation.send(text, want="plan")
    else:
        conversation.asked = (text, "any")
        changing.redraft(conversation, plan, (), (text,))


def is_command(text: str) -> bool:
    """Whether the text is for the chat and not for a model."""
    return text.startswith("/") and not text.startswith("//")


def ask_again(conversation: Conversation, pending: Pending | None, plan: Plan | None) -> None:
    """After a command: repeats the question it left open; one about a plan that is another by now is withdrawn."""
    if pending is None or conversation.pending is not pending:
        return
    if conversation.trail.current is plan:
        terminal.say(pending.question)
        return
    conversation.pending = None
    terminal.say("The plan is another now, so what was proposed before is withdrawn.")


def decide(conversation: Conversation, text: str) -> bool:
    """Takes the text as the answer to what was asked, if anything was; says whether that is all there was to it.

    A command is no answer: the question waits, unless it was asked once for all.
    """
    if conversation.pending is None or (is_command(text) and not conversation.pending.once):
        return False
    pending, conversation.pending = conversation.pending, None
    said = text.strip().lower()
    if said and said in _NO:
        pending.declined()
    (pending.yes if said in _YES else pending.no)()
    return said in (*_YES, *_NO)


def answers_in(plan: Plan, text: str) -> tuple[Answer, ...]:
    """Answers by number, such as `1 no 2 six weeks` or `Q2=no`; empty when the text is anything else."""
    from assistant.errors import InputError
    from assistant.planning.revising import read_answers

    marks = list(_ANSWER.finditer(text))
    if not plan.questions or not marks or text[: marks[0].start()].strip():
        return ()
    ends = [mark.start() for mark in marks[1:]] + [len(text)]
    given = [
        f"Q{mark['number'] or mark['tight']}={text[mark.end() : end].strip(' ,;')}"
        for mark, end in zip(marks, ends, strict=True)
    ]
    try:
        return read_answers(plan, given)
    except InputError:
        return ()
