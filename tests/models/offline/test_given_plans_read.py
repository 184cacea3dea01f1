"""Plans of two given briefs, read as their founder would: the brief's own numbers, and no line that reads silly."""

from __future__ import annotations

import re
from functools import cache

import pytest

from assistant import plan
from assistant.models.offline.words import ask
from assistant.planning.renderings import html
from assistant.planning.schema import Plan

GROCERY = "Forecast daily demand for 12,000 items in 300 shops to cut waste."
FRAUD = "Flag fraudulent ad clicks at 50,000 events a second within 10 ms."


@cache
def made(brief: str) -> Plan:
    return plan(brief, model="offline")


def test_a_forecast_counts_its_sites_and_what_is_forecast_there_each_day() -> None:
    costs = made(GROCERY).costs
    volume, calls, month = (costs.amount(name) for name in ("volume_month", "calls_per_unit", "strong_month"))
    assert volume and volume.value == 300 and volume.origin == "brief"
    assert calls and calls.value == 12_000 * 30 and calls.origin == "assumption"
    assert month and round(month.value) == 378_000


def test_what_is_paid_for_each_month_says_so_and_is_never_done_wholly() -> None:
    text = made(GROCERY).to_markdown()
    assert "one shop a month costs $4,000" in text
    assert "truly done" not in text.partition("**Worth:**")[2].partition("\n")[0]


def test_events_that_come_by_the_second_are_no_stock_to_start_from() -> None:
    row = re.search(r"\|Starts from\|([^|]*)\|", made(FRAUD).to_markdown())
    assert row and "50,000" not in row[1] and "the events" in row[1]


def test_the_fit_answers_that_decide_are_named_once_as_such() -> None:
    text = made(FRAUD).to_markdown()
    assert "Decided by fit questions 1, 3 and 5." in text


def test_the_answer_of_a_plan_that_had_better_be_bought_reads_as_sentences() -> None:
    brief = (
        "A B2B billing SaaS with 4,000 tickets a month and a 300-page help centre wants an assistant that answers "
        "customers and hands over when unsure. Two engineers, eight weeks."
    )
    answer = made(brief).answer
    assert answer.startswith("On price alone, buy:")
    assert "rules that out. Ship first" in answer


@pytest.mark.parametrize(
    ("brief", "job"),
    [
        (
            "Our kindergarten has 30 families. Write the weekly letter from my notes.",
            "Write the weekly letter from my notes.",
        ),
        ("We are a bank. We want fewer calls.", "We want fewer calls."),
        ("A choir of 40. It sings on Sundays.", "A choir of 40."),
    ],
)
def test_the_job_is_the_sentence_that_orders_where_none_says_what_is_wanted(brief: str, job: str) -> None:
    assert ask(brief) == job


@pytest.mark.parametrize("verb", ["Assemble", "Collect", "Merge", "Transcribe"])
def test_the_verb_that_opens_a_brief_is_no_part_of_its_material(verb: str) -> None:
    made = plan(f"{verb} 12,000 letters for our customers about the new tariff.", model="offline")
    assert f"{verb} 12,000" not in made.to_markdown().replace(made.brief.text, "")
    assert "This is a draft" not in made.to_markdown()


def test_the_job_of_a_brief_in_another_language_is_told_as_a_quote() -> None:
    wanted = "Wir möchten, dass Anfragen per Mail beantwortet werden, mit Übergabe an einen Menschen."
    made = plan(f"Wir sind eine Hausverwaltung mit 3.000 Mietern. {wanted} Zwei Entwickler.", model="offline")
    assert f"**Job:** in your words: “{wanted}”  " in made.to_markdown()
    assert f"In your words: “{wanted}”" in html.render(made)
    assert "in your words" not in plan(GROCERY, model="offline").to_markdown()
