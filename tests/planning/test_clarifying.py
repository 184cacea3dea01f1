"""Questions are those whose answer would move most, and what it would move is computed by planning with it."""

from __future__ import annotations

import re

import pytest

from assistant import plan as plan_of
from assistant.planning.assemble import assemble
from assistant.planning.clarifying import alternatives, ranked, subject
from assistant.planning.draft import DraftQuestion
from assistant.planning.schema import Plan
from tests.planning.drafted import draft, frame


def planned(**changes: object) -> Plan:
    return assemble(draft().model_copy(update=changes), frame())[0]


def question(about: str, text: str = "How is it?") -> DraftQuestion:
    return DraftQuestion(text=text, default="So.", changes="something", about=about)


def test_an_answer_that_turns_the_verdict_is_asked_first_and_says_so() -> None:
    asked = [question("weeks"), question("", "Which colour?"), question("fit4", "May the tickets leave?")]
    plan = planned(questions=asked)
    assert plan.questions[0].text == "May the tickets leave?"
    assert "Computed: verdict product first → product first, adapted" in plan.questions[0].changes


def test_money_that_would_move_is_told_with_both_ends_of_the_range() -> None:
    [asked] = [q for q in planned(questions=[question("today_unit_cost")]).questions if q.text == "How is it?"]
    assert "payback" in asked.changes and "stop line" in asked.changes and " or " in asked.changes
    assert "payback 6.5 months → 24.6 months" in asked.changes and "stop line 15% → 42%" in asked.changes


def test_a_question_that_moves_nothing_is_not_asked_beside_one_that_does() -> None:
    asked = [question("other_data_cost", "Idle?"), question("fit4", "Leave?")]
    texts = [q.text for q in planned(questions=asked).questions]
    assert "Leave?" in texts and "Idle?" not in texts


def test_what_nobody_knows_is_asked_even_when_the_model_does_not() -> None:
    fit = [a.model_copy(update={"answer": "unknown", "default": "yes"}) if a.question == 1 else a for a in draft().fit]
    asked = next(q for q in planned(fit=fit, questions=[]).questions if "a general model" in q.text)
    assert asked.default == "yes" and "→ classical" in asked.changes


def test_an_unknown_user_is_asked_for() -> None:
    plan = planned(unknown=["user"], questions=[])
    assert plan.verdict.path == "clarify"
    assert plan.questions[0].text == "Who is the user?" and plan.questions[0].default == draft().user


def test_no_more_than_three_and_one_on_each_subject() -> None:
    asked = [question(about, f"{about}?") for about in ("fit1", "fit2", "fit4")]
    asked[1] = question("fit1", "again?")
    texts = [q.text for q in planned(questions=asked).questions]
    assert "again?" not in texts and len(texts) <= 3


@pytest.mark.parametrize("about", ["fit9", "colour", "fit", ""])
def test_what_no_field_settles_has_no_alternative(about: str) -> None:
    assert alternatives(draft(), about) == ()


def test_a_question_about_the_data_is_known_by_how_people_ask_it() -> None:
    assert subject(question("", "May the text of tickets leave under contract?")) == "fit4"
    assert subject(question("", "Which colour?")) == ""


def test_asking_changes_nothing_else() -> None:
    one, two = planned(questions=[]), planned(questions=[question("fit4")])
    assert one.model_copy(update={"questions": ()}) == two.model_copy(update={"questions": ()})


def test_a_question_that_finds_no_room_leaves_its_default_among_the_decisions() -> None:
    idle = question("other_data_cost", "Idle?").model_copy(update={"default": "Six thousand."})
    plan = planned(questions=[idle, question("fit4", "Leave?")], decisions=["One surface first."])
    assert [decision.text for decision in plan.decisions] == [
        "One surface first.",
        "Not asked: Idle? Taken: Six thousand.",
    ]
    assert len({decision.id for decision in plan.decisions}) == 2


def test_a_question_asked_twice_is_no_question_without_room() -> None:
    plan = planned(questions=[question("fit4", "Leave?"), question("fit4", "May it leave?")])
    assert not any("leave?" in decision.text.lower() for decision in plan.decisions)


def test_a_hobby_is_asked_nothing_about_being_repaid() -> None:
    brief = "For fun: I keep a diary and want a tool that turns my voice notes into short stories. Just me, evenings."
    made = plan_of(brief, model="offline")
    assert made.stakes == "hobby" and made.questions
    told = " ".join(f"{question.text} {question.changes}" for question in made.questions)
    assert not re.search("payback|stop line|buy line|break-even", told)


def test_a_question_does_not_say_again_why_the_fit_table_leaves_it_open() -> None:
    made = plan_of("Sort out the lobby's ambience each evening for guests arriving late.", model="offline")
    assert made.to_markdown().count("labelled briefs") == 1


def test_what_code_cannot_vary_comes_after_what_moves_money_and_says_so() -> None:
    asked = [question("", "Which colour?"), question("today_unit_cost", "What does one cost?")]
    texts = {q.text: q.changes for q in planned(questions=asked).questions}
    assert list(texts).index("Which colour?") > list(texts).index("What does one cost?")
    assert texts["Which colour?"] == "something. Impact not computed."
    assert "Computed: payback" in texts["What does one cost?"]


def test_of_two_that_move_money_the_one_that_moves_it_more_is_asked_first() -> None:
    small = [n for n in draft().numbers if n.name != "weeks"]
    weeks = next(n for n in draft().numbers if n.name == "weeks").model_copy(update={"low": 6.0, "high": 10.0})
    asked = [question("weeks", "How long?"), question("today_unit_cost", "What does one cost?")]
    texts = [q.text for q in planned(questions=asked, numbers=[*small, weeks]).questions]
    assert texts.index("What does one cost?") < texts.index("How long?")


def test_an_idle_question_that_is_asked_alone_says_that_nothing_moves() -> None:
    one = ranked([question("other_data_cost", "Idle?")], draft(), lambda other: assemble(other, frame())[0])
    assert [q.changes for q in one] == ["something. Computed: nothing."]


def test_another_user_is_another_plan_and_not_computed() -> None:
    asked = [question("user", "Whose bot?"), question("today_unit_cost", "What does one cost?")]
    texts = {q.text: q.changes for q in planned(questions=asked).questions}
    assert "Impact not computed" in texts["Whose bot?"]
    assert list(texts).index("Whose bot?") > list(texts).index("What does one cost?")


def test_of_an_open_brief_the_verdict_moves_once_user_and_job_are_known() -> None:
    plan = planned(unknown=["user", "job"], questions=[question("", "Who is the user, and what is done by hand?")])
    assert [q.text for q in plan.questions][:2] == [
        "Who is the user, and what is done by hand?",
        "Which job is it to do?",
    ]
    assert all("Computed: verdict clarify first → product first" in q.changes for q in plan.questions[:2])


def test_questions_of_a_turn_are_ranked_by_the_plan_of_its_draft() -> None:
    asked = [question("", "Which colour?"), question("today_unit_cost", "Cost?"), question("fit4", "May it leave?")]
    told = ranked(asked, draft(), lambda other: assemble(other, frame())[0])
    assert [q.text for q in told] == ["May it leave?", "Cost?", "Which colour?"]
    assert "Computed: verdict product first → product first, adapted" in told[0].changes
