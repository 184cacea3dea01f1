"""Invariant: a question about the notes is a case like any other: what answers it is found, or the search abstains.

A line holds the question, the notes that answer it and its kind. Any of the notes will do, unless the kind is
`multi-hop`: then all of them; `unanswerable` asks for no passage at all.
"""

from __future__ import annotations

from typing import Any

from pydantic import Field, ValidationError

from assistant.evals.cases import Case, Placed, first_of
from assistant.planning.elements import Strict

MULTI_HOP = "multi-hop"
UNANSWERABLE = "unanswerable"


class Question(Strict):
    """One line."""

    question: str = Field(min_length=3, max_length=1_000)
    note: tuple[str, ...] = ()
    kind: str = ""


def read_lines(text: str, group: str, file: str) -> tuple[list[Placed], list[str]]:
    """The questions of a JSON Lines file as cases, and one sentence for each line that is none."""
    found: list[Placed] = []
    problems: list[str] = []
    for number, line in enumerate(text.splitlines(), 1):
        where = f"{file}:{number}"
        if not line.strip():
            continue
        try:
            question = Question.model_validate_json(line)
        except ValidationError as error:
            problems.append(f"{where}: {first_of(error)}")
            continue
        if bool(question.note) is (question.kind == UNANSWERABLE):
            problems.append(f"{where}: a question names the notes that answer it, or is {UNANSWERABLE}")
            continue
        case = Case(
            id=f"{group}-{number:03}",
            brief=question.question,
            want="any",
            expect=_expected(question),
            kind=question.kind,
            tags=(question.kind or "answerable",),
        )
        found.append(Placed(case, group, where))
    return found, problems


def _expected(question: Question) -> dict[str, Any]:
    if question.kind == UNANSWERABLE:
        return {"abstains": True}
    return {"finds_all" if question.kind == MULTI_HOP else "finds_any": list(question.note)}
