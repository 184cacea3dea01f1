"""What a brief says in figures is read as a person means it; what only looks like a figure is left alone."""

from __future__ import annotations

from datetime import date

import pytest

from assistant.planning.brief_numbers import founded
from assistant.planning.brief_reader import read_brief
from assistant.planning.draft_parts import DraftNumber
from assistant.planning.written_numbers import number


@pytest.mark.parametrize(
    "text",
    [
        "The desk works from 203.0.113.77 with six people and wants a bot.",
        "Version 3.11.7 days before 1.2.3.4 users a day",
        "We have 12,34,567 rows, 1.2.3 weeks and $1.2.3 per case",
    ],
)
def test_addresses_and_versions_break_no_brief(text: str) -> None:
    assert read_brief(text, date(2026, 11, 23)).text == text


@pytest.mark.parametrize(
    ("words", "value"),
    [("12,000", 12_000), ("1.234.567,5", 1_234_567.5), ("1,234,567.5", 1_234_567.5), ("10,5", 10.5), ("4k", 4_000)],
)
def test_both_ways_of_writing_a_number_are_read(words: str, value: float) -> None:
    assert number(words) == value


@pytest.mark.parametrize(
    ("words", "brief", "stands"),
    [
        ("450 deliveries", "We have 1,450 deliveries a week.", False),
        ("450 deliveries", "We have 450 deliveries a week.", True),
        ("1,450 deliveries", "We have 1,450 deliveries a week.", True),
        ("1.200 Kunden", "Wir haben 1.200 Kunden.", True),
        ("200 Kunden", "Wir haben 1.200 Kunden.", False),
        ("1", "We have 1,450 deliveries a week.", False),
    ],
)
def test_a_number_quoted_from_within_a_longer_one_is_not_the_briefs(words: str, brief: str, stands: bool) -> None:
    quoted = DraftNumber.model_validate({"name": "volume_month", "value": 450, "origin": "brief", "words": words})
    (kept,), findings = founded((quoted,), brief)
    assert [finding.code for finding in findings] == ([] if stands else ["PF301"])
    assert kept.origin == ("brief" if stands else "assumption")


TODAY = date(2026, 11, 23)


@pytest.mark.parametrize(
    ("text", "due"),
    [
        ("Bot for tickets, launch 1 March 2027.", date(2027, 3, 1)),
        ("We go live 1 Feb.", date(2027, 2, 1)),
        ("Go-live: Feb 1, 2027", date(2027, 2, 1)),
        ("Release is planned for 2027-03-01", date(2027, 3, 1)),
        ("deliver the pilot on April 3rd", date(2027, 4, 3)),
        ("open to customers 15 January 2027", date(2027, 1, 15)),
        ("We want it up and running 10 January", date(2027, 1, 10)),
        ("in use from 1.3.2027", date(2027, 3, 1)),
        ("Launch March 2027", date(2027, 3, 31)),
        ("shipping in Q2 2027", date(2027, 6, 30)),
        ("by end of Feb", date(2027, 2, 28)),
        ("It will be released on 4 May", date(2027, 5, 4)),
    ],
)
def test_the_day_on_which_people_are_to_have_it_is_the_deadline(text: str, due: date) -> None:
    assert read_brief(text, TODAY).deadline == due


@pytest.mark.parametrize(
    "text",
    [
        "We launched 1 March and want more.",
        "It went live on 3 May.",
        "Since launch 1 March 20 firms pay for it.",
        "Our last release 1 March broke it.",
        "It was released on 4 May.",
        "Letters dated 1 Feb are sorted.",
        "In March 2019 the archive was opened.",
        "It may launch soon.",
    ],
)
def test_a_day_on_which_something_happened_is_no_deadline(text: str) -> None:
    assert read_brief(text, TODAY).deadline is None


def test_going_live_later_is_not_being_live() -> None:
    assert read_brief("We go live in February with a bot for tickets.", TODAY).phase == "idea"


@pytest.mark.parametrize(
    ("text", "month"),
    [
        ("Letters to be drafted, 4 million a day.", 120_000_000),
        ("Drafts of covering letters: 40 a day.", 1_200),
        ("Suppliers send invoices, 4,000 per month.", 4_000),
        ("Photos come in, 60/day.", 1_800),
        ("We get 3,000 calls/day.", 90_000),
        ("Refunds: about 4,000 monthly.", 4_000),
        ("The desk handles two hundred a week.", 200 * 52 / 12),
        ("Claims, 90 per working day.", 1_950),
        ("We read 60 tickets daily.", 1_800),
    ],
)
def test_how_often_work_comes_is_read_with_and_without_a_noun(text: str, month: float) -> None:
    assert [count.per_month for count in read_brief(text, TODAY).counts] == [pytest.approx(month)]


@pytest.mark.parametrize(
    "text",
    [
        "The bill went from 600 to 31,000 a month.",
        "It costs 300 a month.",
        "An agency offered it for 300k per year.",
        "$40 a day.",
    ],
)
def test_money_that_comes_every_month_is_no_amount_of_work(text: str) -> None:
    assert read_brief(text, TODAY).counts == ()


@pytest.mark.parametrize(
    ("text", "money"),
    [
        ("Two engineers, $40,000, eight weeks.", 40_000),
        ("Budget 20,000, two people.", 20_000),
        ("AI for our company. 50k budget, done by Q3.", 50_000),
        ("It must not cost more than 3k USD.", 3_000),
        ("We may spend up to 2,500 EUR.", 2_500),
        ("900 texts cost 6 euros apiece; budget 20,000 euros.", 20_000),
        ("Tickets cost us $7 each. Up to $30,000 is approved.", 30_000),
    ],
)
def test_the_budget_is_what_may_be_spent(text: str, money: float | None) -> None:
    assert read_brief(text, TODAY).money == money


@pytest.mark.parametrize(
    "text",
    [
        "We translate 900 leaflets at 6 euros each.",
        "Leaflets cost €1,900 per language.",
        "The freelance bill last year was £84,000.",
        "Cancellations cost us about €2.3 million a year.",
        "The agent pays refunds up to 400 EUR.",
        "Penalties ran to USD 310k.",
        "We have a budget of 12 people.",
    ],
)
def test_what_a_piece_or_today_costs_is_no_budget(text: str) -> None:
    facts = read_brief(text, TODAY)
    assert facts.money is None
    assert [c for c in facts.constraints if c.kind == "budget"] == []


@pytest.mark.parametrize(
    "text",
    [
        "The patients' voices may not leave our country.",
        "Audio has to remain within the EU.",
        "The calls must stay in Kenya.",
        "Nothing may be sent abroad.",
        "Names can't be stored outside Switzerland.",
        "No recording may cross the border.",
        "Recordings may never be taken off our premises.",
        "Unredacted judgments may under no circumstances be processed outside the justice data centre.",
    ],
)
def test_what_has_to_stay_in_a_place_is_a_constraint(text: str) -> None:
    assert [c.kind for c in read_brief(text, TODAY).constraints] == ["privacy"]


@pytest.mark.parametrize(
    "text",
    [
        "Patients may not leave the hospital.",
        "Drivers must not leave the site.",
        "We can't leave the office to visit customers.",
        "The tool must stay in Word.",
        "We must not go out of business.",
    ],
)
def test_people_and_tools_that_stay_are_no_data_that_stays(text: str) -> None:
    assert read_brief(text, TODAY).constraints == ()
