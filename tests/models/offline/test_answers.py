"""Every question that the drafter without a language model asks: its answer moves the plan, or repeats the default."""

from __future__ import annotations

import re
from datetime import date

import pytest

from assistant.models.offline.answered import ANSWERED, with_answers
from assistant.models.offline.compose import compose
from assistant.models.offline.model import job_of
from assistant.models.offline.patterns import Asked, circumstances, tasks
from assistant.models.offline.recognise import Recognised, recognise
from assistant.planning.change_words import statement, yes_or_no
from assistant.planning.draft import Draft

TODAY = date(2026, 11, 23)
BY_ID = {task.id: task for task in tasks()}
ASKED = [(task.id, number) for task in tasks() for number in range(len(task.question))]
ASKED += [(each.id, number) for each in circumstances() for number in range(len(each.question))]


def the_question(source: str, number: int) -> tuple[Recognised, Asked]:
    """A reading in which that question is asked."""
    if source in BY_ID:
        return Recognised(BY_ID[source], None, ()), BY_ID[source].question[number]
    circumstance = next(each for each in circumstances() if each.id == source)
    task = next(task for task in tasks() if task.family in circumstance.families)
    return Recognised(task, None, (circumstance,)), circumstance.question[number]


def drafted(read: Recognised, text: str) -> Draft:
    return compose(job_of(text, TODAY, with_answers(text, read), {}))


def with_answer(asked: Asked, answer: str) -> str:
    filled = re.sub(r"\{\w+\}", "cases", asked.text)
    return f"A team wants help with its work.\n\n{statement(filled, answer)}"


@pytest.mark.parametrize(("source", "number"), ASKED)
def test_every_answer_moves_the_draft_unless_it_repeats_the_default(source: str, number: int) -> None:
    read, asked = the_question(source, number)
    plain = drafted(read, "A team wants help with its work.")
    default = yes_or_no(asked.default)
    for answer in ("yes", "no", "the night shift and nobody else", "40 a day, 10 minutes each at $30 an hour"):
        if yes_or_no(answer) and yes_or_no(answer) == default:
            continue
        if yes_or_no(answer) == "no" and "reopens the plan" in asked.changes:
            continue
        draft = drafted(read, with_answer(asked, answer))
        assert draft.model_dump() != plain.model_dump(), answer


@pytest.mark.parametrize(
    ("brief", "question", "answer", "shows"),
    [
        ("Support bot for our returns policy.", "Must it change accounts or orders at launch?", "yes", "tools"),
        ("Support bot for our returns policy.", "May the text of questions leave under contract?", "no",
         "'question': 4, 'answer': 'no'"),
        ("Support bot for our returns policy.", "May the text of questions leave under contract?", "yes",
         "You answered: yes"),
        ("Search our file share of old reports.", "Are access rights kept up to date in the file store itself?", "no",
         "a clean-up before the pilot"),
        ("Sort incoming letters by topic.", "Which labels are dear when missed?", "threats", "As you answered"),
        ("Summarise night reports for the day shift.", "How many reports a day, and how many minutes each?",
         "40, 6 minutes", "'volume_month', 'value': 1200.0"),
    ],
)  # fmt: skip
def test_an_answer_moves_what_its_question_says(brief: str, question: str, answer: str, shows: str) -> None:
    text = f"{brief}\n\n{statement(question, answer)}"
    read = with_answers(text, recognise(text))
    assert ANSWERED in [circumstance.id for circumstance in read.circumstances]
    assert shows.lower() in str(compose(job_of(text, TODAY, read, {})).model_dump()).lower()


def test_what_may_not_leave_is_served_inside_and_a_milder_form_reopens_a_stop() -> None:
    read, asked = the_question("review-against-rules", 0)
    assert "data-stays" in [c.id for c in with_answers(with_answer(asked, "no"), read).circumstances]
    read, asked = the_question("place-undecided", 0)
    for answer, brought in (("yes", []), ("no", ["data-stays"])):
        told = [c.id for c in with_answers(with_answer(asked, answer), read).circumstances]
        assert told == [ANSWERED, *brought]
    read, asked = the_question("no-milder-slice", 0)
    assert "no-milder-slice" not in [c.id for c in with_answers(with_answer(asked, "yes"), read).circumstances]
    read, asked = the_question("feedback-on-somebodys-work", 0)
    assert "people-decisions" in [c.id for c in with_answers(with_answer(asked, "yes"), read).circumstances]


def test_a_brief_without_answers_is_read_as_it_is() -> None:
    read = recognise("Support bot for our returns policy.")
    assert with_answers("Support bot for our returns policy.", read) is read


def test_every_move_a_question_names_exists() -> None:
    known = {each.id for each in circumstances()}
    for source in (*tasks(), *circumstances()):
        for move in (move for asked in source.question for move in (*asked.yes, *asked.no)):
            kind, _, name = move.partition(":")
            assert kind in ("circumstance", "without", "technique", "drop")
            assert name in known or kind in ("technique", "drop")
