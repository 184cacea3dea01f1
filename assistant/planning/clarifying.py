"""Invariant: what an answer would move is computed, by planning with the other answer and comparing; nobody guesses it.

A question is about a fit answer, a raw number, or user and job. Its weight is what the other answer moves: the verdict
before stages, stages before gates, gates before money (project rule: the order in which a reader would care). What
code cannot vary says that its impact was not computed, and never comes before what was computed to move something.
"""

from __future__ import annotations

import math
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
_NOTHING, _NOT_COMPUTED, _MONEY, _GATES, _STAGES, _VERDICT = range(6)
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
    ("user", r"\bwho is the user\b"),
    ("job", r"\bwhich job\b"),
)
"""What a question is about → how people ask it, for questions that do not say what they settle."""


_REPAID = re.compile(
    r"(?:,? and |, )?\b(?:payback|break-even)\b(?:,? and (?:the )?stop line)?|,? and (?:the )?stop line", re.I
)


@dataclass(frozen=True)
class Impact:
    """What another answer would move: in words, the heaviest kind of it, and how much of that.

    Stages and gates are counted; of money it is the logarithm of how many times a sum grows or shrinks, without end
    where it becomes *never*.
    """

    words: tuple[str, ...] = ()
    kind: int = _NOTHING
    extent: float = 0.0


def chosen(draft: Draft, plan: Plan, planned: Callable[[Draft], Plan]) -> list[DraftQuestion]:
    """At most three questions, those that move most first, each with what its answer would move.

    `planned` plans a draft with another answer. What the draft leaves open itself is asked too when it decides the
    verdict; a question whose answer moves nothing is not asked while there is another.
    """
    weighed = _weighed(_once(draft.questions), draft, plan, planned)
    weighed += [pair for pair in _weighed([*unasked(draft)], draft, plan, planned) if pair[0].kind == _VERDICT]
    weighed.sort(key=_heaviest_first)
    moving = [question for found, question in weighed if found.kind != _NOTHING]
    return moving[:MOST] or [question for _, question in weighed][:MOST]


def ranked(
    questions: Sequence[DraftQuestion], draft: Draft, planned: Callable[[Draft], Plan]
) -> tuple[DraftQuestion, ...]:
    """All of `questions` once, those that move most of the draft's plan first, each with what its answer would move."""
    bare = draft.model_copy(update={"questions": []})
    weighed = _weighed(_once(questions), bare, planned(bare), planned)
    return tuple(question for _, question in sorted(weighed, key=_heaviest_first))


def _once(questions: Sequence[DraftQuestion]) -> list[DraftQuestion]:
    """The first question on each subject."""
    subjects = [subject(question) or question.text.strip() for question in questions]
    return [question for at, question in enumerate(questions) if subjects[at] not in subjects[:at]]


def _weighed(
    questions: Sequence[DraftQuestion], draft: Draft, plan: Plan, planned: Callable[[Draft], Plan]
) -> list[tuple[Impact, DraftQuestion]]:
    found = []
    for question in questions:
        others = alternatives(draft, subject(question))
        moved = impact(plan, [planned(other) for other in others]) if others else Impact(kind=_NOT_COMPUTED)
        found.append((moved, _told(_asked_of(plan, question), moved)))
    return found


def _heaviest_first(pair: tuple[Impact, DraftQuestion]) -> tuple[int, float]:
    return -pair[0].kind, -pair[0].extent


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
    computed = (
        "Impact not computed" if found.kind == _NOT_COMPUTED else f"Computed: {'; '.join(found.words) or 'nothing'}"
    )
    return question.model_copy(update={"changes": f"{question.changes.rstrip(' .')}. {computed}."})


def alternatives(draft: Draft, about: str) -> tuple[Draft, ...]:
    """The drafts of the other answers to a question about `about`; none for what is not settled by one field."""
    if about in ("user", "job"):  # what the plan is once they are known; another user is another plan
        return (draft.model_copy(update={"unknown": []}),) if about in draft.unknown else ()
    if re.fullmatch(r"fit[1-6]", about):
        return tuple(_other_answers(draft, int(about[3:])))
    return tuple(_other_values(draft, about)) if about in INPUTS else ()


def impact(plan: Plan, others: Sequence[Plan]) -> Impact:
    """What the plans of the other answers say differently from `plan`."""
    found: dict[str, list[str]] = {}
    heaviest = (_NOTHING, 0.0)
    for other in others:
        for moved, to, kind, extent in _moved(plan, other):
            found.setdefault(moved, []).append(to)
            heaviest = max(heaviest, (kind, extent))
    return Impact(tuple(moved + " or ".join(dict.fromkeys(to)) for moved, to in found.items()), *heaviest)


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
            yield Draft.model_validate(
                {**draft.model_dump(exclude={"questions"}), "numbers": [*(n.model_dump() for n in rest), number]}
            )


def _moved(plan: Plan, other: Plan) -> Iterator[tuple[str, str, int, float]]:
    """What moved and from where, to what, of which kind it is, and how much of it."""
    if plan.verdict.path != other.verdict.path:
        yield f"verdict {PATH_WORDS[plan.verdict.path]} → ", PATH_WORDS[other.verdict.path], _VERDICT, 0
    before, after = ({stage.id: stage.kind for stage in each.stages} for each in (plan, other))
    if before != after:
        yield f"stages {len(before)} → ", str(len(after)), _STAGES, len(before.items() ^ after.items())
    guards, others = ({gate.id: gate.model_dump() for gate in each.gates} for each in (plan, other))
    if differing := [name for name in {**guards, **others} if guards.get(name) != others.get(name)]:
        yield "a gate", "", _GATES, len(differing)
    yield from () if plan.stakes == "hobby" else _sums(plan, other)  # a hobby need not be repaid


def _sums(plan: Plan, other: Plan) -> Iterator[tuple[str, str, int, float]]:
    for name in _SUMS:
        old, new = (_value(each, name) for each in (plan, other))
        if (old is None) != (new is None) or (old and new and abs(new - old) > _MOVED * abs(old)):
            unit = next((entry.unit for each in (plan, other) if (entry := each.costs.amount(name))), "")
            extent = abs(math.log(new / old)) if old and new and old * new > 0 else math.inf
            yield f"{name.replace('_', ' ')} {_said(old, unit)} → ", _said(new, unit), _MONEY, extent


def _value(plan: Plan, name: str) -> float | None:
    entry = plan.costs.amount(name)
    return entry.value if entry is not None else None


def _said(value: float | None, unit: str) -> str:
    if value is None:
        return "never"
    return "more than all the work" if unit == "share" and value > 1 else plain(value, unit)
