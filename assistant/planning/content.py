"""Invariant: what a stage is follows from what its text says is done there, not from the label it was given.

`work_in` names the phrases that describe data or model work. Making an eval set, examples for a prompt, logging with
consent and training people are product work; so is saying that something is not done, or waits. English only.
The labelled sentences in tests/planning/sentences.py show where the lines run.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from assistant.planning.clauses import Clause, clauses
from assistant.planning.work_signs import Kind, spans

EVAL_LIMIT = 1_000
"""More cases than this are no eval set, whatever they are called (project rule; corpus note `eval-design`)."""
_HEAD = 6  # words of a heading such as `Build the golden set:`
DESK_LIMIT = 100
"""So many cases one person labels at a desk in a day or two: an eval set, even where the text does not say so."""


@dataclass(frozen=True)
class Work:
    """A phrase that describes data or model work."""

    kind: Kind
    phrase: str


@lru_cache(maxsize=1024)
def work_in(text: str) -> tuple[Work, ...]:
    """The phrases of `text` that describe data or model work; empty when it is product work. Never raises."""
    found: list[Work] = []
    read = clauses(text)
    for at, clause in enumerate(read):
        is_eval = _is_said_to_be_eval(read[at - 1] if at else None, *read[at + 1 : at + 2])
        for kind, start, end in spans(clause):
            if kind == "data" and is_eval and not _is_more(clause, start, end):
                continue
            if not _is_exempt(clause, kind, start, end):
                found.append(Work(kind, " ".join(clause.words[start : end + 1]).replace(" ,", ",").replace("_", " ")))
    return tuple(dict.fromkeys(found))


def _is_said_to_be_eval(before: Clause | None, after: Clause | None = None) -> bool:
    """`Golden set: 400 labelled invoices`, `Label 150 conversations; they are the test set`."""
    headed = before is not None and len(before.words) <= _HEAD and bool(before.where("eval"))
    told = after is not None and after.has(0, "pronoun") and bool(after.where("eval"))
    return headed or told


def _is_more(clause: Clause, start: int, end: int) -> bool:
    """Whether it is more than an eval set holds, or something is to learn from it."""
    learns = bool(clause.where("learns")) or clause.has(start, "trainset")
    return learns or any(number > EVAL_LIMIT for number in clause.numbers(start - 2, end + 1))


def _is_exempt(clause: Clause, kind: Kind, start: int, end: int) -> bool:
    if _is_negated(clause, start, end):
        return True
    if kind == "data":
        is_code = clause.has(end, "set") and clause.has(end + 1, "code")
        return is_code or _is_measuring(clause, start, end) or _is_kept_with_consent(clause, start)
    return _is_of_others(clause, start) or _is_no_model_work(clause, start, end)


def _is_of_others(clause: Clause, start: int) -> bool:
    """`a model trained by the vendor`, `the vendor trains its models`."""
    if any(clause.has(at, "others") for at in (start - 1, start - 2)) and clause.has(start + 1, "ours"):
        return True
    return any(clause.has(at, "others") and clause.has(at - 2, "forward") for at in clause.where("others"))


def _is_no_model_work(clause: Clause, start: int, end: int) -> bool:
    """A formula, a prompt or settings are changed, people are trained, or readers are taught about models."""
    if clause.has(start, "adapt") and clause.where("formula"):
        return True
    if clause.has(start, "tune"):
        return any(clause.has(at, "wording") for at in range(start + 1, start + 4))
    if clause.has(start, "train") and any(clause.has(at, "people") for at in range(start + 1, min(start + 5, end))):
        return True
    if clause.has(start, "teach") and clause.where("lessons"):
        return True
    if clause.has(start, "tuning") and clause.has(end + 1, "route"):
        return True
    return bool(clause.has(start, "teach", "model") and clause.has(end, "model", "learn") and clause.where("prompt"))


def _is_measuring(clause: Clause, start: int, end: int) -> bool:
    """An eval set, or examples for a prompt or an index: product work, unless something is to learn from them."""
    if any(at < start or at > end for at in clause.where("learns")) or clause.has(start, "trainset"):
        return False
    numbers = clause.numbers(start - 1, end)
    if any(number > EVAL_LIMIT for number in numbers):
        return False
    if clause.where("eval") or clause.has(end, "cases") or (numbers and clause.where("compares")):
        return True
    if clause.has(start, "label", "tag", "labelled") or clause.has(end, "labelled"):
        return bool(numbers) and max(numbers) <= DESK_LIMIT
    return bool(clause.where("prompt")) or (bool(numbers) and max(numbers) <= DESK_LIMIT)


def _is_kept_with_consent(clause: Clause, start: int) -> bool:
    """Training named where consent is asked for or kept is no data work; making a training set with consent is."""
    return clause.words[start] == "training" and bool(clause.where("consent")) and not clause.where("make", "gather")


def _is_negated(clause: Clause, start: int, end: int) -> bool:
    at = start - 1
    while clause.has(at, "filler"):
        at -= 1
    if clause.words[at : at + 1] == ["before"] and at >= 0:
        return True
    is_noun = re.search(r"(?:ing|ion|data|sets?|corpus)$", clause.words[start]) is not None
    for back in range(start - 1, max(-1, start - 9), -1):
        if clause.has(back, "not"):
            return True
        if clause.has(back, "turn") or (clause.words[back] == "," and not is_noun):
            break
    for ahead in range(end + 1, end + 5):
        if clause.has(ahead, "later"):
            return True
        if clause.has(ahead, "turn") or clause.words[ahead : ahead + 1] in ([","], ["and"]):
            break
    return False
