"""Invariant: what an answer would move is computed, by planning with the other answer and comparing; nobody guesses it.

A question is about a fit answer, a raw number, or user and job. Its weight is what the other answer moves: the verdict
before stages, stages before gates, gates before money (project rule: the order in which a reader would care).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from assistant.planning.draft import Draft, DraftQuestion
from assistant.planning.money import INPUTS
from assistant.planning.numbers import plain
from assistant.planning.plan_diff import PATH_WORDS
from assistant.planning.schema import Plan

MOST = 3
"""Questions a reader is asked (design of the plan: page two ends with at most three)."""
_VERDICT, _STAGES, _GATES, _NOT_COMPUTED, _MONEY = 1_000, 100, 10, 5, 1
_MOVED = 0.2
"""A sum has moved when it differs by a fifth (project rule: less is inside the range of any assumption)."""
_SUMS = ("payback", "stop_line", "buy_line")


NOT_ASKED = "Not asked:"
"""How a decision begins that stands for a question the plan has no room for."""
LEAVES = r"\bmay\b.*\b(?:leave|provider|contract)\b"
"""How people ask whether the data may leave."""
_SUBJECTS = (
    ("fit4", LEAVES),
    ("volume_month", r"\bhow many\b[^?]*\b(?:a|per|each|every) month\b"),
    ("today_unit_cost", r"\bcosts? today\b|\btakes? today\b"),
)
"""What a question is about → how people ask it, for questions that do not say what they settle."""


_REPAID = re.compile(
    r"(?:,? and |, )?\b(?:payback|break-even)\b(?:,? and (?:the )?stop line)?|,? and (?:the )?stop line", re.I
)


@dataclass(frozen=True)
class Impact:
    """What another answer would move: in words, and how much that weighs."""

    words: tuple[str, ...]
    weight: int


def chosen(draft: Draft, plan: Plan, planned: Callable[[Draft], Plan]) -> list[DraftQuestion]:
    """At most three questions, those that move most first, each with what its answer would move.

    `planned` plans a draft with another answer. What the draft leaves open itself is asked too when it decides the
    verdict; a question whose answer moves nothing is not asked while there is another.
    """
    weighed: list[tuple[int, DraftQuestion]] = []
    subjects = [subject(question) for question in draft.questions]
    for at, question in enumerate(draft.questions):
        if subjects[at] and subjects[at] in subjects[:at]:
            continue
        others = alternatives(draft, subject(question))
        found = impact(plan, [planned(other) for other in others])
        weighed.append((found.weight if others else _NOT_COMPUTED, _told(_asked_of(plan, question), found)))
    for question in unasked(draft):
        found = impact(plan, [planned(other) for other in alternatives(draft, question.about)])
        if found.weight >= _VERDICT:
            weighed.append((found.weight, _told(question, found)))
    weighed.sort(key=lambda pair: -pair[0])
    return [question for weight, question in weighed if weight][:MOST] or [question for _, question in weighed][:MOST]


def not_asked(draft: Draft, asked: Sequence[DraftQuestion]) -> list[str]:
    """The draft's own questions that found no room, each with the answer the plan takes: a decision like any other."""
    kept = {question.text for question in asked}
    settled = {subject(question) for question in asked} - {""}
    return [
        f"{NOT_ASKED} {question.text.strip()} Taken: {question.default.strip()}"
        for question in draft.questions
        if question.text not in kept and subject(question) not in settled
    ]


def subject(question: DraftQuestion) -> str:
    """What the question's answer settles, as it says or as people ask it; '' for anything else."""
    if question.about:
        return question.about
    return next((about for about, words in _SUBJECTS if re.search(words, question.text, re.I)), "")


def _asked_of(plan: Plan, question: DraftQuestion) -> DraftQuestion:
    """The question; of a hobby, which is repaid by nobody, without what it would move of payback."""
    if plan.stakes != "hobby":
        return question
    return question.model_copy(update={"changes": _REPAID.sub("", question.changes).strip() or "what it costs you"})


def _told(question: DraftQuestion, found: Impact) -> DraftQuestion:
    if not found.words:
        return question
    changes = f"{question.changes.rstrip(' .')}. Computed: {'; '.join(found.words)}."
    return question.model_copy(update={"changes": changes})


def alternatives(draft: Draft, about: str) -> tuple[Draft, ...]:
    """The drafts of the other answers to a question about `about`; none for what is not settled by one field."""
    if about in ("user", "job"):
        known = [name for name in draft.unknown if name != about]
        return (draft.model_copy(update={"unknown": known if about in draft.unknown else [*draft.unknown, about]}),)
    if re.fullmatch(r"fit[1-6]", about):
        return tuple(_other_answers(draft, int(about[3:])))
    return tuple(_other_values(draft, about)) if about in INPUTS else ()


def impact(plan: Plan, others: Sequence[Plan]) -> Impact:
    """What the plans of the other answers say differently from `plan`."""
    found: dict[str, list[str]] = {}
    weight = 0
    for other in others:
        for moved, to, weighs in _moved(plan, other):
            found.setdefault(moved, []).append(to)
            weight = max(weight, weighs)
    return Impact(tuple(moved + " or ".join(dict.fromkeys(to)) for moved, to in found.items()), weight)


def unasked(draft: Draft) -> Iterator[DraftQuestion]:
    """Questions that the draft leaves open itself and does not ask: fit answers nobody knows, user and job."""
    asked = {subject(question) for question in draft.questions}
    for name in draft.unknown:
        if name not in asked:
            yield DraftQuestion(
                text=f"Who is the {name}?" if name == "user" else "Which job is it to do?",
                default=draft.user if name == "user" else draft.job,
                changes="what is planned at all",
                about=name,
            )
    for answer in draft.fit:
        if answer.answer == "unknown" and f"fit{answer.question}" not in asked:
            yield DraftQuestion(
                text=ASKED[answer.question],
                default=answer.default or "not settled",
                changes="the verdict",
                about=f"fit{answer.question}",
            )


ASKED = {
    1: "Does a general model do it passably today?",
    2: "Can a person check or undo the output cheaply?",
    3: "Do latency, volume and place allow a model call?",
    4: "May the data leave?",
    5: "Does it need more than a rule or a classical method?",
    6: "Are early mistakes acceptable?",
}


def _other_answers(draft: Draft, number: int) -> Iterator[Draft]:
    for at, answer in enumerate(draft.fit):
        if answer.question == number:
            settled = answer.default if answer.answer == "unknown" else answer.answer
            other = "yes" if settled == "no" else "no"
            changed = answer.model_copy(update={"answer": other, "default": ""})
            yield draft.model_copy(update={"fit": [*draft.fit[:at], changed, *draft.fit[at + 1 :]]})


def _other_values(draft: Draft, name: str) -> Iterator[Draft]:
    given = next((number for number in draft.numbers if number.name == name), None)
    low, high = (given.low, given.high) if given is not None else (INPUTS[name].low, INPUTS[name].high)
    if given is not None and (low is None or high is None):
        low, high = given.value / 2, given.value * 2
    rest = [number for number in draft.numbers if number.name != name]
    for value in (low, high):
        if value is not None and (given is None or value != given.value):
            number = {"name": name, "value": value, "low": value, "high": value, "origin": "assumption"}
            yield Draft.model_validate({**draft.model_dump(), "numbers": [*(n.model_dump() for n in rest), number]})


def _moved(plan: Plan, other: Plan) -> Iterator[tuple[str, str, int]]:
    """What moved and from where, to what, and how much that weighs."""
    if plan.verdict.path != other.verdict.path:
        yield f"verdict {PATH_WORDS[plan.verdict.path]} → ", PATH_WORDS[other.verdict.path], _VERDICT
    before, after = ({stage.id: stage.kind for stage in each.stages} for each in (plan, other))
    if before != after:
        yield f"stages {len(before)} → ", str(len(after)), _STAGES
    if [gate.model_dump() for gate in plan.gates] != [gate.model_dump() for gate in other.gates]:
        yield "a gate", "", _GATES
    for name in () if plan.stakes == "hobby" else _SUMS:  # a hobby need not be repaid
        old, new = (_value(each, name) for each in (plan, other))
        if (old is None) != (new is None) or (old and new and abs(new - old) > _MOVED * abs(old)):
            unit = next((entry.unit for each in (plan, other) if (entry := each.costs.amount(name))), "")
            yield f"{name.replace('_', ' ')} {_said(old, unit)} → ", _said(new, unit), _MONEY


def _value(plan: Plan, name: str) -> float | None:
    entry = plan.costs.amount(name)
    return entry.value if entry is not None else None


def _said(value: float | None, unit: str) -> str:
    if value is None:
        return "never"
    return "more than all the work" if unit == "share" and value > 1 else plain(value, unit)
