"""`notes search` shows passages with their exact place, or says that there is nothing."""

from __future__ import annotations

from datetime import date
from typing import ClassVar

import pytest
from pydantic_core import from_json

from assistant import app, settings
from assistant.agent.library import Library
from assistant.knowledge.passages import Chunk, Found, Passage
from assistant.knowledge.scope import Scope
from tests.cli.conftest import Run
from tests.usage import made


@pytest.fixture
def found(monkeypatch: pytest.MonkeyPatch) -> list[Found]:
    """What the search finds, newest last."""
    answers = [Found(passages=(Passage(made.chunk("Ship \x1b[31mfirst."), 0.71234, "p1"),))]
    monkeypatch.setattr(Library, "index", Standing(answers))
    return answers


class Standing:
    """An index that finds what it was told to."""

    notices = ("The search index was damaged.",)
    misdated = ("fog.md",)

    asked: ClassVar[list[dict[str, object]]] = []

    def __init__(self, answers: list[Found]) -> None:
        self.answers = answers
        self.asked.clear()

    def search(self, query: str, **how: object) -> Found:
        self.asked.append(how)
        return self.answers[-1]

    def neighbours(self, chunk: Chunk, before: int, after: int) -> tuple[tuple[Chunk, ...], tuple[Chunk, ...]]:
        return (made.chunk("Think."),) * before, (made.chunk("Then measure."),) * after


def test_the_document_has_the_promised_shape(run: Run, found: list[Found]) -> None:
    document = from_json(run("notes", "search", "what comes first", "--json").stdout)
    assert document == {
        "passages": [
            {
                "note": "order-of-operations",
                "path": "",
                "heading": "Facts",
                "score": 0.7123,
                "quote": "Ship \x1b[31mfirst.",
                "start": 0,
                "end": 16,
            }
        ],
        "abstained": False,
    }


def test_people_see_the_passage_and_no_escape_sequence(run: Run, found: list[Found]) -> None:
    result = run("notes", "search", "what comes first")
    assert result.exit_code == 0
    assert "order-of-operations › Facts" in result.stdout
    assert "Ship first." in result.stdout
    assert "\x1b" not in result.output


def test_nothing_found_is_said_and_is_no_failure(run: Run, found: list[Found]) -> None:
    found.append(Found(abstained=True, lexical_only=True, why="no weights are installed"))
    result = run("notes", "search", "the moon")
    assert (result.exit_code, result.stdout) == (0, "")
    assert "Nothing in the notes" in result.stderr
    assert "no weights are installed" in result.stderr
    assert from_json(run("notes", "search", "the moon", "--json").stdout) == {"passages": [], "abstained": True}


def test_an_empty_query_and_missing_notes_are_refused(run: Run, found: list[Found]) -> None:
    assert run("notes", "search", "  ").exit_code == 2
    missing = run("notes", "search", "x", "--notes", "not/there")
    assert missing.exit_code == 2
    assert "not/there" in missing.stderr


def test_the_real_corpus_answers_by_its_own_place(run: Run) -> None:
    result = run("notes", "search", "when does fine-tuning pay off", "--json")
    assert result.exit_code == 0
    first = from_json(result.stdout)["passages"][0]
    document = app.library(settings.load()).note(first["note"])
    assert document is not None
    assert document.text[first["start"] : first["end"]] == first["quote"]


def test_a_search_can_be_confined_kept_short_and_widened(run: Run, found: list[Found]) -> None:
    result = run(
        *(
            "notes",
            "search",
            "what comes first",
            "--source",
            "notes",
            "--note",
            "a*",
            "--note",
            "b",
            "--path",
            "*/2026/*",
        ),
        *(
            "--since",
            "2026-01-02",
            "--until",
            "2026-03-04",
            "--budget",
            "500",
            "--limit",
            "3",
            "--around",
            "1",
            "--json",
        ),
    )
    assert result.exit_code == 0, result.output
    (passage,) = from_json(result.stdout)["passages"]
    assert (passage["before"], passage["after"]) == (["Think."], ["Then measure."])
    scope = Scope("notes", ("a*", "b"), ("*/2026/*",), date(2026, 1, 2), date(2026, 3, 4))
    assert Standing.asked == [{"limit": 3, "scope": scope, "budget": 500, "asked": True}]
    assert "The search index was damaged." in result.stderr
    assert "its as_of is no day such as 2026-11-23: fog.md" in result.stderr
    shown = run("notes", "search", "what comes first", "--around", "1").stdout
    assert shown.index("Think.") < shown.index("Ship first.") < shown.index("Then measure.")


def test_the_passages_around_a_hit_count_among_the_tokens(run: Run, found: list[Found]) -> None:
    hit = made.chunk("Ship first. " * 16)  # 48 tokens; each neighbour has 2 before it or 4 after it
    found.append(Found(passages=(Passage(hit, 0.7, "p1"),)))

    def around(budget: int) -> tuple[list[str], list[str]]:
        options = ("--around", "3", "--budget", str(budget), "--json")
        (passage,) = from_json(run("notes", "search", "what comes first", *options).stdout)["passages"]
        return passage["before"], passage["after"]

    assert around(50) == (["Think."], [])
    assert around(58) == (["Think."] * 3, ["Then measure."])
    assert around(500) == (["Think."] * 3, ["Then measure."] * 3)


def test_a_day_that_is_none_is_refused(run: Run, found: list[Found]) -> None:
    assert run("notes", "search", "x", "--since", "soon").exit_code == 2
