"""Invariant: the verdict follows from the six fit answers and from nothing else; code derives it, no model may set it.

The first rule that matches wins (corpus note `fit-test`, project rule).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import product

from assistant.planning.purpose import FIT_QUESTIONS, FitAnswer, Path

_Settled = Mapping[int, bool]


def derive(fit: Sequence[FitAnswer], *, unknown: Sequence[str], low_risk_slice: str) -> Path:
    """The path that the answers lead to.

    `unknown` names what of user and job nobody knows yet; `low_risk_slice` is the part of the job whose mistakes are
    acceptable, empty when there is none. An unknown answer counts as its default; one without a default (and a
    question nobody answered) leads to `clarify` if yes and no would lead to different paths. Never raises.
    """
    if unknown:
        return "clarify"
    settled, open_questions = _settle(fit)
    paths = {
        _path({**settled, **dict(zip(open_questions, choice, strict=True))}, bool(low_risk_slice.strip()))
        for choice in product((True, False), repeat=len(open_questions))
    }
    return paths.pop() if len(paths) == 1 else "clarify"


def to_check(fit: Sequence[FitAnswer]) -> tuple[int, ...]:
    """The questions whose answer is only partly yes, or unknown with a default: each wants a check."""
    return tuple(
        answer.question
        for answer in fit
        if answer.answer == "partly" or (answer.answer == "unknown" and answer.default != "")
    )


def _settle(fit: Sequence[FitAnswer]) -> tuple[_Settled, tuple[int, ...]]:
    """Question → "is not a no" for what is settled, and the questions that are open."""
    settled: dict[int, bool] = {}
    for answer in fit:
        choice = (answer.default or "unknown") if answer.answer == "unknown" else answer.answer
        if choice != "unknown":
            settled.setdefault(answer.question, choice != "no")
    return settled, tuple(question for question in FIT_QUESTIONS if question not in settled)


def _path(holds: _Settled, has_low_risk_slice: bool) -> Path:
    if not (holds[1] and holds[5]):
        return "classical"
    if not holds[2] and not holds[6]:
        return "adapted" if has_low_risk_slice else "stop"
    return "product_first" if holds[2] and holds[3] and holds[4] and holds[6] else "adapted"
