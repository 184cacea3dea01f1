"""Invariant: what a user answered to a question of a pattern moves the part of the plan the question says it moves.

An answer becomes a circumstance of its own, ahead of all others, so that it reaches lists, fit and money by the same
way as whatever else the brief says. One that only repeats the default moves nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import lru_cache

from assistant.models.offline.asking import forms
from assistant.models.offline.cues import Cues
from assistant.models.offline.patterns import Asked, Circumstance, Fit, Week, circumstances
from assistant.models.offline.recognise import Recognised
from assistant.models.offline.said_numbers import said_numbers
from assistant.planning.change_words import statement, yes_or_no
from assistant.planning.clarifying import ASKED, LEAVES

ANSWERED = "answered"
"""Id of the circumstance that holds the answers."""
_SLOT = re.compile(r"\\\{\w+\\\}")
_PLACES = (
    (
        "guardrail",
        r"rules?\b|checks?\b|filter|terms|liability|records|notices|list\b|privacy|masking|class\b|hand-over|cap\b",
    ),
    ("eval_case", r"eval|bar\b|\bset\b|clips|cases|test|arms|reasons|target|judged|threshold|learned|tested|cause"),
    (
        "slice",
        r"slice|first|pilot|start|scope|users|ship|day|date|sources|exports|audience|names|index|plan|cost|price",
    ),
)
"""Part of a plan → the words of `changes` that say that the answer moves it; the first named counts."""


@dataclass(frozen=True)
class Answered:
    """A question of a pattern, what was answered, and whether that is a yes or a no (None for anything else)."""

    asked: Asked
    words: str
    decided: str

    @property
    def repeats_default(self) -> bool:
        """Whether the plan had taken just that already."""
        said, default = (re.sub(r"\W+", " ", text).strip().lower() for text in (self.words, self.asked.default))
        return said == default or (self.decided != "" and said == self.decided == yes_or_no(self.asked.default))


def with_answers(text: str, recognised: Recognised) -> Recognised:
    """The brief's reading with a circumstance of the answers that stand in `text`, and what they bring or take away."""
    found = tuple(_answers(text, recognised))
    if not found:
        return recognised
    own = [answer for answer in found if not answer.repeats_default or _fit_question(answer)]
    settled = {_fit_question(answer) for answer in own if answer.decided}
    wanted = {name for answer in own for name in _named(answer, "circumstance")}
    gone = {name for answer in own for name in _named(answer, "without")}
    have = {circumstance.id for circumstance in recognised.circumstances}
    brought = [each for each in circumstances() if each.id in wanted - have]
    kept = [each for each in (*recognised.circumstances, *brought) if each.id not in gone]
    kept = [each for each in kept if not any(f.answer == "unknown" and f.question in settled for f in each.fit)]
    kept.sort(key=lambda each: (each.priority, each.id))
    task = recognised.task
    techniques = [name for answer in own for name in _named(answer, "technique")]
    if techniques:
        task = task.model_copy(update={"techniques": tuple(dict.fromkeys((*task.techniques, *techniques)))})
    for pattern in (words for answer in own for words in _named(answer, "drop")):
        left = tuple(line for line in task.non_goal if not re.search(pattern, line, re.I))
        task = task.model_copy(update={"non_goal": left})
    told = tuple((name, answer.words) for answer in found if not answer.repeats_default for name in _numbers(answer))
    return replace(recognised, task=task, circumstances=(_circumstance(found), *kept), told=told)


def _numbers(answer: Answered) -> dict[str, float]:
    return said_numbers(answer.asked.text, answer.asked.changes, answer.words)


def _circumstance(found: tuple[Answered, ...]) -> Circumstance:
    lists: dict[str, list[str]] = {name: [] for name, _ in _PLACES}
    fit, week, numbers = [], [], {}
    for answer in found:
        if question := _fit_question(answer):
            fit += _settled(answer, question)
        if answer.repeats_default:
            continue
        told = _numbers(answer)
        numbers.update({name: (value, value, value) for name, value in told.items()})
        if "reopens the plan" in answer.asked.changes:
            week += [] if answer.decided == "no" else [_reopening(answer)]
        elif consequence := _consequence(answer):
            week.append(_action(answer, consequence))
        elif not told and not _fit_question(answer):
            lists[_place(answer.asked.changes)].append(_line(answer))
    return Circumstance(
        id=ANSWERED, property="What the user answered.", cues=Cues(strong=("(?!)",)), priority=0, fit=tuple(fit),
        week=tuple(week), numbers=numbers, guardrail=tuple(lists["guardrail"]), eval_case=tuple(lists["eval_case"]),
        slice=" ".join(lists["slice"]),
    )  # fmt: skip


def _fit_question(answer: Answered) -> int:
    """The fit question that the answer settles, 0 for none."""
    found = re.fullmatch(r"fit([1-6])", answer.asked.about)
    if found:
        return int(found[1])
    return 4 if re.search(LEAVES, answer.asked.text, re.I) and answer.decided else 0


def _settled(answer: Answered, question: int) -> list[Fit]:
    if not answer.decided or (question == 4 and answer.decided == "no"):
        return []
    settled: Fit = Fit.model_validate(
        {"question": question, "answer": answer.decided, "reason": f"You answered: {_plain(answer.words)}."}
    )
    return [settled]


def _named(answer: Answered, kind: str) -> Iterator[str]:
    """What the answer brings of that kind, by the words of the pattern (see `Asked`)."""
    moves = {"yes": answer.asked.yes, "no": answer.asked.no}.get(answer.decided, ())
    yield from (move.partition(":")[2] for move in moves if move.startswith(f"{kind}:"))
    if kind == "circumstance" and answer.decided == "no" and _fit_question(answer) == 4:
        yield "data-stays"


def _consequence(answer: Answered) -> str:
    """What the question says that this yes or no does, '' where it says nothing of it."""
    if not answer.decided or _fit_question(answer):
        return ""
    other = "without it" if answer.decided == "no" else "with trusted ones"
    form = rf"(?:[\"“]{answer.decided}[\"”]|\bif {answer.decided},|\b{other}) (?P<what>[^;]+)"
    said = re.search(form, answer.asked.changes, re.I)
    return said["what"].strip() if said else ""


def _action(answer: Answered, consequence: str) -> Week:
    return Week(
        order=0, role="product owner", hours=3,
        what=f"Act on your answer “{_plain(answer.words)}” ({_question(answer)}): {consequence}.",
        done_when="the change stands in this plan with a name beside it",
    )  # fmt: skip


def _reopening(answer: Answered) -> Week:
    return Week(
        order=0, role="sponsor", hours=3,
        what=f"Write the open aim you named as a brief of its own, and have that planned: {_plain(answer.words)}.",
        done_when="a plan of that brief lies beside this one",
    )  # fmt: skip


def _line(answer: Answered) -> str:
    return f"As you answered ({_question(answer)}): {_plain(answer.words)}."


def _question(answer: Answered) -> str:
    return answer.asked.text.rstrip("?")[:1].lower() + answer.asked.text.rstrip("?")[1:]


def _plain(words: str) -> str:
    return re.sub(r"[{}\[\]]", "", words).strip().rstrip(".")


def _place(changes: str) -> str:
    found = [(match.start(), name) for name, words in _PLACES if (match := re.search(rf"\b(?:{words})", changes, re.I))]
    return min(found)[1] if found else "guardrail"


def _answers(text: str, recognised: Recognised) -> Iterator[Answered]:
    asked = [asked for source in (*recognised.circumstances, recognised.task) for asked in source.question]
    asked += [other for each in circumstances() for other in each.question]
    asked = [form for each in asked for form in forms(each)]
    asked += [
        Asked(text=words, default="", changes="the verdict", about=f"fit{number}") for number, words in ASKED.items()
    ]
    for line in text.splitlines():
        for question in dict.fromkeys(asked):
            if (words := _answer_in(line, question.text)) is not None:
                yield Answered(question, words, yes_or_no(words))
                break


def _answer_in(line: str, question: str) -> str | None:
    for form, said in _forms(question):
        if found := re.fullmatch(form, line.strip(), re.I):
            more = found["more"].strip()
            return f"{said}, {more}" if said and more else said or more
    return None


@lru_cache(maxsize=512)
def _forms(question: str) -> tuple[tuple[str, str], ...]:
    """How a line answers the question: as a statement that says yes or no, or with the question before the answer."""
    forms = [(rf"{_wild(statement(question, word)).removesuffix('[.]')}\.?(?P<more>.*)", word) for word in ("yes", "no")
             if "To the question" not in statement(question, word)]  # fmt: skip
    reason = r"(?: \(.*?\))?"
    forms.append((rf"To the question ['\"]{_wild(question)}{reason}['\"]: (?P<more>.+)", ""))
    forms.append((rf"{_wild(question)}{reason} (?P<more>.+)", ""))
    return tuple(forms)


def _wild(words: str) -> str:
    """The words as an expression in which each slot stands for whatever the brief had there."""
    return _SLOT.sub(".{1,80}?", re.escape(words.rstrip("."))) if words else ""
