"""Invariant: a question never stops a plan: where nobody answers, its default is taken and listed as a decision."""

from __future__ import annotations

from collections.abc import Sequence

from assistant.planning.draft import Draft, DraftQuestion


def in_words(questions: Sequence[DraftQuestion]) -> str:
    """The questions as a person reads them, each with what is taken meanwhile and what its answer would move."""
    lines = [
        f"{number}. {question.text}\n   Until you say otherwise: {question.default} It would change: {question.changes}"
        for number, question in enumerate(questions, start=1)
    ]
    return "\n".join([*lines, "Answer what you can; the rest is planned with what is taken."])


def defaults_taken(questions: Sequence[DraftQuestion]) -> str:
    """What a model is told when nobody is there to answer."""
    if not questions:
        return "No more questions in this turn: take the likeliest answer, and list it in `decisions`."
    taken = "\n".join(f"- {question.text} Taken: {question.default}" for question in questions)
    return f"Nobody is there to answer. Plan with the defaults; they are listed as assumptions:\n{taken}"


def with_defaults(draft: Draft, taken: Sequence[DraftQuestion]) -> Draft:
    """The draft with a decision for every question whose default was taken, unless the plan itself asks it."""
    asked = {question.text for question in draft.questions}
    made = [f"Assumed: {question.default} ({question.text})" for question in taken if question.text not in asked]
    decisions = [*draft.decisions, *(text for text in made if text not in draft.decisions)]
    return draft.model_copy(update={"decisions": decisions}) if made else draft
