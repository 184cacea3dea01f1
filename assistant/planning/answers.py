"""Invariant: an answer belongs to one question of the plan, and has words; a note has words too."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from assistant.errors import InputError
from assistant.planning.change_words import yes_or_no
from assistant.planning.elements import Question
from assistant.planning.schema import Plan


@dataclass(frozen=True)
class Answer:
    """What somebody answered to a question of the plan."""

    question: Question
    words: str


def read_answers(plan: Plan, given: Iterable[str]) -> tuple[Answer, ...]:
    """Answers given as `Q2=no`, by the number or the id of a question. Raises InputError."""
    found: dict[str, Answer] = {}
    for text in given:
        name, equals, words = text.partition("=")
        question = _question(plan, name.strip())
        if not equals or not words.strip():
            raise InputError(f"The answer {text!r} has no words", fix=f"Write it as {name or 'Q1'}=no.", code="answer")
        if question is None:
            raise InputError(f"The plan has no question {name.strip()!r}", fix=_asked(plan), code="answer")
        if question.id in found:
            raise InputError(f"{name.strip()} is answered twice", fix="Answer each question once.", code="answer")
        found[question.id] = Answer(question, words.strip())
    return tuple(found.values())


def read_note(text: str) -> str:
    """What somebody says has changed, on one line. Raises InputError when nothing is said."""
    said = " ".join(text.split())
    if not any(letter.isalnum() for letter in said):
        raise InputError("The note is empty", fix='Say what changed: --note "budget is $30,000".', code="note")
    return said


def takes_the_default(answer: Answer) -> bool:
    """Whether an answer says what the plan had taken already."""
    told, default = yes_or_no(answer.words), answer.question.default
    return told == yes_or_no(default) if told else answer.words.lower() == default.lower().rstrip(".")


def is_idle(answer: Answer, moved: str) -> bool:
    """Whether an answer given beside others moves nothing, judged by all that the revision moved, as one text.

    It takes the default, or it names nothing by which it could have moved a verdict or a sum, no yes or no and no
    number, and none of its words stands in what moved: sure only of the drafter that repeats an answer's own words.
    """
    if takes_the_default(answer):
        return True
    if yes_or_no(answer.words) or re.search(r"\d", answer.words):
        return False
    words = re.findall(r"[^\W\d_]{4,}", answer.words.lower())
    return bool(words) and not any(word in moved for word in words)


def moves_nothing(answer: Answer) -> str:
    """The sentence that says why an answer is recorded and moves nothing."""
    question = answer.question
    why = (
        f"the plan had taken “{question.default.rstrip('.')}” already"
        if takes_the_default(answer)
        else f"nothing else follows from it by rule; look yourself at what the question names ({question.changes})"
    )
    return f"The answer to “{question.text}” is recorded; it moves nothing: {why.rstrip('.')}."


def _question(plan: Plan, name: str) -> Question | None:
    by_id = next((question for question in plan.questions if question.id.lower() == name.lower()), None)
    number = re.fullmatch(r"[Qq]?(\d)", name)
    if by_id is not None or number is None:
        return by_id
    place = int(number[1]) - 1
    return plan.questions[place] if 0 <= place < len(plan.questions) else None


def _asked(plan: Plan) -> str:
    asked = "; ".join(f"Q{i}: {question.text}" for i, question in enumerate(plan.questions, 1))
    return f"It asks {asked}" if asked else "It asks none; say what changed with --note."
