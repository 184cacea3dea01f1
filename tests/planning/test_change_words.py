"""What a drafter reads: the user's answers as statements and changed amounts in place, from words kept as they were."""

from __future__ import annotations

from datetime import date

import pytest

from assistant.models.offline.amounts import numbers
from assistant.models.offline.model import job_of
from assistant.models.offline.recognise import recognise
from assistant.planning.brief_reader import read_brief
from assistant.planning.change_words import answer_line, change_line, drafting_text, other_currency, statement
from assistant.planning.changed_amounts import changed_amount, nothing_to_change
from assistant.planning.elements import Question

BRIEF = "Support bot; two engineers, eight weeks, budget of $60,000. 4,000 tickets a month."


@pytest.mark.parametrize(
    ("question", "answer", "said"),
    [
        ("May the text leave?", "no", "The text may not leave."),
        ("May the text of tickets leave under contract?", "No.", "The text of tickets may not leave."),
        ("May the text of tickets leave under contract?", "yes", "The text of tickets may leave under contract."),
        ("Must it change accounts at launch?", "no, later", "It need not change accounts at launch. Later."),
        ("Must it change accounts at launch?", "yes", "It must change accounts at launch."),
        ("How many minutes?", "20", "How many minutes? 20"),
        ("Is there a platform?", "no", "To the question 'Is there a platform?': no"),
        ("May the text leave?", "only redacted", "May the text leave? only redacted"),
        ("May the text leave?", "nobody knows", "May the text leave? nobody knows"),
    ],
)
def test_an_answer_becomes_a_statement_where_it_can(question: str, answer: str, said: str) -> None:
    assert statement(question, answer) == said


@pytest.mark.parametrize(
    ("text", "note", "amount"),
    [
        ("$60,000", "budget halved", "$30,000"),
        ("$60k", "budget doubled", "$120,000"),
        ("€50 a month", "budget cut by 20%", "€40 a month"),
        ("$60,000", "budget raised by 50 %", "$90,000"),
        ("$60,000", "budget now $45k", "$45k"),
        ("two engineers", "team cut in half", "1 engineers"),
        ("two engineers", "now 3 engineers", "3 engineers"),
        ("4,000 tickets a month", "tickets doubled", "8,000 tickets a month"),
        ("$60,000", "the budget is under review", "$60,000"),
        ("by March", "deadline halved", "by March"),
    ],
)
def test_an_amount_takes_the_change_said_of_it(text: str, note: str, amount: str) -> None:
    assert changed_amount(text, note) == amount


def test_the_drafter_reads_each_amount_once_and_as_it_is_now() -> None:
    text = drafting_text("\n".join([BRIEF, "", change_line("budget halved"), change_line("budget halved")]))
    assert "$15,000" in text
    assert "$60,000" not in text
    facts = read_brief(text, date(2026, 11, 23))
    assert (facts.money, facts.people) == (15_000, 2)


def test_a_note_changes_only_what_it_names() -> None:
    text = drafting_text(f"{BRIEF}\n\n{change_line('team halved, from Monday')}")
    assert "1 engineers, eight weeks, budget of $60,000. 4,000 tickets" in text


def test_answers_are_kept_on_one_line_and_read_back() -> None:
    question = Question(id="q1", text="May the text\nleave?", default="yes", changes="verdict")
    line = answer_line(question, "no,\nnever")
    assert line == "Answer to “May the text leave?”: no, never"
    assert drafting_text(f"{BRIEF}\n\n{line}").endswith("The text may not leave. Never.")


def test_a_brief_without_such_lines_is_read_as_it_is() -> None:
    assert drafting_text(BRIEF) == BRIEF


@pytest.mark.parametrize(
    ("note", "people", "weeks"),
    [
        ("we have only one engineer and four weeks", 1, 4),
        ("only four weeks left, and 3 engineers", 3, 4),
        ("now two months", 2, 61 / 7),
        ("team is one", 1, 8),
        ("6 weeks", 2, 6),
        ("we lost an engineer", 1, 8),
        ("we hired another engineer", 3, 8),
        ("two more engineers", 4, 8),
    ],
)
def test_each_amount_of_a_note_goes_where_its_noun_is(note: str, people: float, weeks: float) -> None:
    today = date(2026, 11, 23)
    facts = read_brief(drafting_text("\n".join([BRIEF, "", change_line(note)])), today)
    assert facts.people == people
    assert facts.weeks_left(today) == pytest.approx(weeks)


def test_what_an_hour_costs_is_no_budget() -> None:
    question = Question(id="q1", text="How many minutes and what hourly cost?", default="12 at $35", changes="payback")
    text = drafting_text("\n".join(["Support bot; two engineers", "", answer_line(question, "5 minutes at $20")]))
    assert read_brief(text, date(2026, 11, 23)).money is None
    assert read_brief("Budget $9,000, agents at $40 an hour", date(2026, 11, 23)).money == 9_000


SHORT = "Support bot for our returns policy; two engineers, eight weeks"
TODAY = date(2026, 11, 23)


@pytest.mark.parametrize("brief", [BRIEF, SHORT])
@pytest.mark.parametrize(
    "note",
    [
        "our tickets doubled to 8,000 a month",
        "tickets are 8,000 a month",
        "volume is now 8,000 a month",
        "tickets went up to 8,000 per month",
    ],
)
def test_an_amount_a_month_changes_the_volume_and_no_deadline(brief: str, note: str) -> None:
    facts = read_brief(drafting_text("\n".join([brief, "", change_line(note)])), TODAY)
    assert facts.weeks_left(TODAY) == 8
    assert facts.counts[0].per_month == 8_000


@pytest.mark.parametrize("brief", [BRIEF, SHORT, "Support bot, by March", "Support bot by 15 January 2027", "A bot."])
@pytest.mark.parametrize(
    "note",
    [
        "the deadline moved to 1 March 2027",
        "we have until 1 March 2027 now",
        "the deadline is 2027-03-01",
        "deadline: March 1, 2027",
        "it is due on the 1st of March 2027",
        "new deadline 1st March, and tickets doubled",
    ],
)
def test_a_day_replaces_the_deadline_and_its_number_is_no_count_of_weeks(brief: str, note: str) -> None:
    facts = read_brief(drafting_text("\n".join([brief, "", change_line(note)])), TODAY)
    assert facts.deadline == date(2027, 3, 1)


@pytest.mark.parametrize(
    ("note", "deadline"),
    [
        ("the deadline moved to March", date(2027, 3, 31)),
        ("the contract was signed on 1 March 2026", date(2027, 1, 18)),
        ("the deadline stays and the budget is halved", date(2027, 1, 18)),
        ("the model retires on 1 March 2027", date(2027, 1, 18)),
        ("we pay $40 a week", date(2027, 1, 18)),
    ],
)
def test_only_what_is_said_of_the_deadline_moves_it(note: str, deadline: date) -> None:
    assert read_brief(drafting_text("\n".join([BRIEF, "", change_line(note)])), TODAY).deadline == deadline


@pytest.mark.parametrize(
    ("note", "span", "day", "month"),
    [
        ("deadline slipped by two weeks", date(2027, 2, 1), date(2027, 1, 29), date(2027, 4, 14)),
        ("we are two weeks late", date(2027, 2, 1), date(2027, 1, 29), date(2027, 4, 14)),
        ("two weeks later", date(2027, 2, 1), date(2027, 1, 29), date(2027, 4, 14)),
        ("the launch is postponed by a month", date(2027, 2, 17), date(2027, 2, 14), date(2027, 4, 30)),
        ("we have one more week", date(2027, 1, 25), date(2027, 1, 22), date(2027, 4, 7)),
        ("brought forward by ten days", date(2027, 1, 8), date(2027, 1, 5), date(2027, 3, 21)),
        ("moved to March 3", date(2027, 3, 3), date(2027, 3, 3), date(2027, 3, 3)),
        ("launch moved to April", date(2027, 4, 30), date(2027, 4, 30), date(2027, 4, 30)),
        ("the meeting moved to March 3", date(2027, 1, 18), date(2027, 1, 15), date(2027, 3, 31)),
        ("the label arrives four weeks later", date(2027, 1, 18), date(2027, 1, 15), date(2027, 3, 31)),
    ],
)
def test_a_deadline_slips_by_a_span_from_where_it_was(note: str, span: date, day: date, month: date) -> None:
    for brief, due in ((BRIEF, span), ("Support bot by 15 January 2027", day), ("Support bot, by March", month)):
        text = drafting_text("\n".join([brief, "", change_line(note)]), TODAY)
        assert read_brief(text, TODAY).deadline == due


def test_a_day_that_a_plan_without_a_deadline_moves_to_is_its_deadline() -> None:
    text = drafting_text("\n".join(["A bot for our tickets.", "", change_line("moved to March 3")]), TODAY)
    assert read_brief(text, TODAY).deadline == date(2027, 3, 3)


@pytest.mark.parametrize(
    ("note", "missing"),
    [
        ("budget halved", "states no budget"),
        ("slipped by two weeks", "states no deadline"),
        ("tickets doubled", "states no volume"),
        ("the team was halved", "states no number of people"),
    ],
)
def test_what_the_brief_does_not_state_cannot_be_halved_or_moved(note: str, missing: str) -> None:
    assert missing in nothing_to_change("A bot for our returns policy.", note)
    assert nothing_to_change(BRIEF, note) == ""
    assert nothing_to_change("A bot.", "the moon is round") == ""


def test_a_span_replaces_a_day() -> None:
    text = drafting_text("\n".join(["Support bot by 15 January 2027", "", change_line("we have 6 weeks now")]))
    assert read_brief(text, TODAY).weeks_left(TODAY) == 6


@pytest.mark.parametrize(
    "answer",
    ["6 minutes, $30", "6 minutes at 30 dollars", "$30 and 6 minutes", "6 min at $30/hour"],
)
def test_minutes_and_what_an_hour_costs_are_never_a_budget(answer: str) -> None:
    question = Question(
        id="q1",
        text="How many minutes and what hourly cost does one question take today?",
        default="12",
        changes="payback",
    )
    text = drafting_text("\n".join([SHORT, "", answer_line(question, answer)]))
    facts = read_brief(text, TODAY)
    assert (facts.money, facts.weeks_left(TODAY)) == (None, 8)
    cost = next(n for n in numbers(job_of(text, TODAY, recognise(text), {})) if n.name == "today_unit_cost")
    assert cost.value == pytest.approx(3)


def test_an_hour_paid_in_euros_stays_in_euros() -> None:
    question = "How many minutes and what hourly cost does one ticket take today?"
    for answer in ("6 minutes at €30", "6 minutes, 30 euros"):
        assert statement(question, answer).endswith("6 minutes at €30 an hour.")
        assert other_currency(answer)
    assert statement(question, "6 minutes, 30 dollars").endswith("6 minutes at $30 an hour.")
    assert not other_currency("6 minutes, 30 dollars")


@pytest.mark.parametrize(
    ("note", "name", "value"),
    [
        ("a ticket now costs $9", "today_unit_cost", 9),
        ("the vendor now asks $0.50 per resolution", "buy_unit_price", 0.5),
        ("$4 per ticket", "today_unit_cost", 4),
    ],
)
def test_a_price_goes_to_whoever_asks_it(note: str, name: str, value: float) -> None:
    text = drafting_text("\n".join([BRIEF, "", change_line(note)]))
    found = {n.name: n.value for n in numbers(job_of(text, TODAY, recognise(text), {})) if n.origin == "brief"}
    assert found[name] == value
    assert {"today_unit_cost", "buy_unit_price"} & set(found) == {name}


@pytest.mark.parametrize("note", ["40 more contracts a month", "another 20", "2 more engineers"])
def test_more_of_what_the_brief_never_counted_is_not_read_as_the_whole(note: str) -> None:
    told = nothing_to_change("Review of supplier contracts for a law firm.", note)
    assert ("states no" in told) is (note != "another 20")


@pytest.mark.parametrize(
    ("text", "note", "left"),
    [
        ("Two engineers", "one engineer left", "1 engineer"),
        ("Two people", "one of the people left, 1 people left", "1 person"),
        ("3 engineers", "one engineer left", "2 engineers"),
    ],
)
def test_one_that_is_left_is_told_as_one(text: str, note: str, left: str) -> None:
    assert changed_amount(text, note, "people|engineers?") == left


def test_a_note_also_changes_what_an_earlier_note_gave() -> None:
    brief = f"Review of contracts.\n{change_line('now 3 engineers')}\n{change_line('now 5 engineers')}"
    assert "3 engineers" not in drafting_text(brief)
    assert read_brief(drafting_text(brief), date(2026, 11, 24)).people == 5
    money = f"Bot.\n{change_line('budget is $30,000')}\n{change_line('budget halved')}"
    assert "$15,000" in drafting_text(money) and "$30,000" not in drafting_text(money)


@pytest.mark.parametrize(
    ("note", "refused"),
    [
        ("one more week", True),
        ("a week more", True),
        ("another two weeks", True),
        ("in 6 weeks", False),
        ("8 weeks", False),
    ],
)
def test_more_time_is_refused_only_where_no_time_was_stated(note: str, refused: bool) -> None:
    assert ("no deadline" in nothing_to_change("Review of contracts.", note)) is refused
    assert nothing_to_change(BRIEF, note) == ""


@pytest.mark.parametrize(
    ("question", "answer", "people", "counted"),
    [
        ("How many hours will one person use it?", "20 hours", None, ["30 characters"]),
        ("Which five experts start, and which 20 cases?", "the first ones", None, ["30 characters"]),
        ("How many players a month?", "4,000 players a month", None, ["30 characters", "4,000 players a month"]),
        ("Who builds it?", "three engineers", 3, ["30 characters"]),
    ],
)
def test_a_number_in_a_question_of_the_plan_is_not_the_users(
    question: str, answer: str, people: float | None, counted: list[str]
) -> None:
    asked = Question(id="Q1", text=question, default="", changes="")
    facts = read_brief(drafting_text(f"A game with 30 characters.\n{answer_line(asked, answer)}"), date(2026, 11, 24))
    assert facts.people == people
    assert [count.words for count in facts.counts] == counted
