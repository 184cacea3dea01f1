"""What a later turn holds of a forgotten one is found by the plan before it, and by what only that turn brought up."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from assistant.agent.turn import Turn
from assistant.planning.markdown import render
from assistant.usage import forgetting
from assistant.usage.log import UsageLog
from tests.usage import made

BRIEF = "Support bot for Blaufuchs returns, two engineers"


@pytest.fixture
def log(tmp_path: Path) -> Iterator[UsageLog]:
    with UsageLog.open(tmp_path / "data", clock=made.noon) as opened:
        yield opened


def said(log: UsageLog, text: str, *, session: str = "s", plan: str = "", answer: str = "", drafted: str = "") -> Turn:
    """A recorded turn: `plan` stood in its prompt, `drafted` titles the plan it made; else it only answered."""
    turn = made.turn(text, session=session, status="complete" if drafted else "answered", plan_title=drafted or "-")
    turn = replace(turn, variables={"plan": plan, "want": "any"}, answer=answer)
    log.record("finished", turn)
    assert log.not_recorded == 0
    return turn


def made_from(log: UsageLog, turn: Turn) -> tuple[str, ...]:
    return forgetting.made_from(log, (turn.id,))


def test_a_question_about_a_plan_goes_with_it_however_the_plan_is_worded(log: UsageLog) -> None:
    first = said(log, BRIEF, drafted="Returns helper")
    asked = said(log, "and then?", plan="# Another wording of it all")
    other = said(log, "now plan me a tool", drafted="Contract checker")
    said(log, "what of that?", plan="# Contract checker in other words")
    assert made_from(log, first) == (asked.id,)
    assert len(made_from(log, other)) == 1


def test_a_plan_that_another_chat_asked_about_is_known_by_its_own_lines(log: UsageLog) -> None:
    first = said(log, BRIEF, drafted="Returns helper")
    assert first.plan is not None
    asked = said(log, "what about cost", session="t", plan=f"<data>\n{render(first.plan).strip()}\n</data>")
    said(log, "and what of its risks", session="u", plan="# Returns helper\n\nof somebody else")
    assert made_from(log, first) == (asked.id,)


@pytest.mark.parametrize(
    "answer",
    [
        "For blaufuchs it costs more.",
        "You asked for a SUPPORT BOT FOR BLAUFUCHS RETURNS, so keep it small.",
        "As planned under “A helper for returned parcels” before.",
    ],
)
def test_what_only_the_turn_brought_up_is_found_later_in_its_chat(log: UsageLog, answer: str) -> None:
    first = said(log, BRIEF, drafted="A helper for returned parcels")
    echo = said(log, "go on", answer=answer)
    said(log, "something else with two engineers", drafted="Contract checker")
    said(log, "go on", session="t", answer=answer)
    assert made_from(log, first) == (echo.id,)


def test_what_was_known_before_the_turn_is_no_trace_of_it(log: UsageLog) -> None:
    said(log, "Who is Blaufuchs?", answer="A shop.")
    first = said(log, "and what does Blaufuchs sell?")
    said(log, "go on", answer="Blaufuchs sells shoes.")
    assert made_from(log, first) == ()


def test_a_comment_that_names_it_is_found(log: UsageLog) -> None:
    first = said(log, BRIEF, drafted="Returns helper")
    echo = said(log, "go on", answer="Shoes.")
    log.feedback(echo.id, kind="bad", comment="not about Blaufuchs at all")
    assert made_from(log, first) == (echo.id,)
