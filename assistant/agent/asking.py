"""Invariant: a question never stops a plan: where nobody answers, its default is taken and the plan lists it.

Questions are put in the order of what their answers would move, as code computes it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from assistant.planning.clarifying import NOT_ASKED, ranked
from assistant.planning.draft import Draft, DraftQuestion
from assistant.planning.findings import Finding
from assistant.planning.schema import Plan

MOST_QUESTIONS = 3
"""Questions to the user in one turn."""
_SKETCHED = "What an answer moves was computed on a first draft that code made of the user's words alone."
Judge = Callable[[Draft], tuple[Plan, tuple[Finding, ...]]]
"""Assembles and reviews a submitted draft."""


@dataclass(frozen=True)
class Asked:
    """Questions of one call: those that are put, those there is no room for, and what they were weighed by."""

    put: tuple[DraftQuestion, ...]
    rest: tuple[DraftQuestion, ...]
    basis: str = ""

    def in_words(self) -> str:
        """The questions as a person reads them, each with what is taken meanwhile and what its answer would move."""
        lines = [
            f"{number}. {question.text}\n   Until you say otherwise: {question.default}"
            f" It would change: {question.changes}"
            for number, question in enumerate(self.put, start=1)
        ]
        left = [_unasked(question) for question in self.rest]
        basis = [self.basis.replace("the user's", "your")] if self.basis else []
        return "\n".join([*lines, *left, *basis, "Answer what you can; the rest is planned with what is taken."])

    def defaults_taken(self) -> str:
        """What a model is told when nobody is there to answer."""
        if not self.put:
            return "No more questions in this turn: take the likeliest answer, and list it in `decisions`."
        taken = [f"- {q.text} Taken: {q.default} It would change: {q.changes}" for q in self.put]
        taken += [f"- {_unasked(question)}" for question in self.rest]
        first = (
            "Nobody is there to answer. Plan with the defaults; the plan lists them, those that move most as questions:"
        )
        return "\n".join([first, *taken, *([self.basis] if self.basis else [])])


def asked(
    questions: Sequence[DraftQuestion], room: int, draft: Draft | None, judge: Judge, sketch: Callable[[], Draft]
) -> Asked:
    """The questions that are put, at most `room`: those whose answer moves most of the draft, or of a sketch of it."""
    if room <= 0:
        return Asked((), tuple(questions))
    ordered = ranked(questions, draft if draft is not None else sketch(), lambda other: judge(other)[0])
    return Asked(ordered[:room], ordered[room:], "" if draft is not None else _SKETCHED)


def with_defaults(draft: Draft, taken: Sequence[DraftQuestion]) -> Draft:
    """The draft with every question whose default was taken among its own; the plan asks those that move most."""
    own = {question.text for question in draft.questions}
    further = [question for question in taken if question.text not in own]
    return draft.model_copy(update={"questions": [*draft.questions, *further]}) if further else draft


def unasked(plan: Plan) -> list[str]:
    """What became of the draft's questions that the plan has no room for."""
    return [f"Note: {d.text} (kept as a decision)" for d in plan.decisions if d.text.startswith(NOT_ASKED)]


def _unasked(question: DraftQuestion) -> str:
    return f"{NOT_ASKED} {question.text} Taken: {question.default}"
