"""With a plan on the table nothing puts another in its place unasked: no question, no greeting, no retry."""

from __future__ import annotations

from pathlib import Path

import pytest

from assistant.usage.kept_plans import KeptPlans
from assistant.usage.log import UsageLog
from tests.repl.conftest import Chat

BRIEF = "Support bot for our returns policy; two engineers, eight weeks"
OTHER = "We want to build a search assistant for the contracts of our lawyers"
TITLE = "Answers for people who ask from the returns policy"


@pytest.fixture
def offline(chat: Chat) -> Chat:
    return lambda *lines, args=(): chat(*lines, args=args, model="offline")


def on_the_table(home: Path) -> str:
    """The plan the session would go on with."""
    with UsageLog.open(home) as log:
        return KeptPlans(log).find(log.turns()[0].id).title


@pytest.mark.parametrize(
    ("question", "says"),
    [
        ("when do we ship?", "{ship day}"),
        ("what are the gates", "traces read ≥ 100"),
        ("explain the verdict", "product first"),
        ("how much does it cost to build", "$40,000"),
        ("tell me about stage 2", "2 Open it to everybody"),
        ("how long until we launch?", "{ship day}"),
        ("what is the biggest risk?", "**Riskiest assumption:**"),
        ("what are the risks", "It answers confidently without support"),
        ("how about the money?", "$7,000 (c) (Money)"),
        ("what is our edge", "a context no general bot sees"),
        ("which questions are open?", "1. May the text of questions leave"),
        ("what do we do this week", "Collect 60 past questions"),
        ("describe the eval", "**Before launch:** 85 cases"),
    ],
)
def test_a_question_is_answered_from_the_plan_with_or_without_its_mark(offline: Chat, question: str, says: str) -> None:
    result = offline(BRIEF, question, "/plan")
    answer = result.stdout.split("this is what the plan says")[1].partition("# Answers")[0]
    ship_day = result.stdout.partition("**Slice (by ")[2].partition(")")[0]
    assert says.replace("{ship day}", ship_day or "no day") in answer
    assert result.stdout.count(f"# {TITLE}") == 2, "the draft, and the same by /plan"


@pytest.mark.parametrize("words", ["hi", "thanks", "Thank you!", "hello there"])
def test_a_greeting_gets_one_line_and_plans_nothing(offline: Chat, own_home: Path, words: str) -> None:
    result = offline(BRIEF, words, "/plan")
    assert result.stderr.count("Hello. Ask about the plan") == 1
    with UsageLog.open(own_home) as log:
        assert len(log.turns()) == 1
    assert "Describe a project" in offline(words).stdout


def test_an_order_that_means_nothing_here_leaves_the_plan(offline: Chat) -> None:
    result = offline(BRIEF, "delete everything", "n", "/plan")
    assert result.stdout.rpartition("\n# ")[2].startswith(TITLE)


@pytest.mark.parametrize(("said", "stays"), [("n", True), ("when do we ship?", True), ("y", False)])
def test_another_project_takes_the_place_of_the_plan_on_a_yes_only(offline: Chat, said: str, stays: bool) -> None:
    result = offline(BRIEF, OTHER, said, "/plan")
    assert f"This is a new plan, not a change of “{TITLE}”; start it? y or n" in result.stderr
    assert result.stdout.rpartition("\n# ")[2].startswith(TITLE) is stays
    again = offline("/plan", args=("-c",))
    assert f"# {TITLE}" in again.stdout if stays else f"# {TITLE}" not in again.stdout


def test_a_new_plan_nobody_decided_on_is_asked_about_after_a_resume(offline: Chat) -> None:
    offline(BRIEF, OTHER)
    result = offline("y", "/plan", args=("-c",))
    assert "start it? y or n" in result.stderr
    assert f"# {TITLE}" not in result.stdout


def test_a_plan_asked_for_by_its_command_begins_at_once(offline: Chat) -> None:
    result = offline(BRIEF, f"/plan {OTHER}", "/plan")
    assert "start it?" not in result.stderr
    assert not result.stdout.rpartition("\n# ")[2].startswith(TITLE)
    assert f"# {TITLE}" not in offline("/plan", args=("-c",)).stdout


def test_a_question_tried_again_stays_a_question(offline: Chat, own_home: Path) -> None:
    result = offline(BRIEF, "when do we ship?", "/retry shorter", "/retry", "/plan")
    assert result.stdout.count("this is what the plan says") == 3
    with UsageLog.open(own_home) as log:
        assert [turn.status for turn in log.turns()] == ["complete", "answered", "answered", "answered"]
        assert log.turns()[2].text == "when do we ship?\n\nThis time: shorter"


@pytest.mark.parametrize("again", ["/retry", "/retry shorter"])
def test_a_plan_tried_again_is_a_change_of_it(offline: Chat, own_home: Path, again: str) -> None:
    result = offline(BRIEF, again, "y", "/plan")
    assert "start it?" not in result.stderr
    assert result.stdout.rpartition("\n# ")[2].startswith(TITLE)
