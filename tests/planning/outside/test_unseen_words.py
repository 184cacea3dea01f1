"""Work told in words no pattern was made for is told by its class, and what is not understood lowers the confidence."""

from __future__ import annotations

import pytest

from assistant.planning.outside.likely_work import likely_work
from assistant.planning.outside.review import Outside, review_markdown


def listed(*lines: str) -> Outside:
    return review_markdown("# Plan\n\n" + "\n".join(f"{at}. {line}" for at, line in enumerate(lines, 1)))


def codes(outside: Outside) -> set[str]:
    return {finding.code for finding in outside.findings if finding.severity == "error"}


@pytest.mark.parametrize(
    ("line", "kind"),
    [
        ("Scrape 200k reviews from app stores", "collect"),
        ("Download two million public posts", "collect"),
        ("Harvest 40,000 product photos", "collect"),
        ("Mine ten years of call logs", "collect"),
        ("Film 3,000 clips of the belt", "collect"),
        ("Crowdsource ratings for them", "label"),
        ("Outsource grading to a vendor", "label"),
        ("Hire students to tag each photo", "label"),
        ("Paid raters go through the batch", "label"),
        ("A network is built on it", "train"),
        ("Optimise the weights over the summer", "train"),
    ],
)
def test_data_and_model_work_in_unseen_words_is_placed_and_held_against_the_order(line: str, kind: str) -> None:
    outside = listed(line, "Launch to all customers")
    assert [step.kind for step in outside.steps] == [kind, "ship"]
    assert {"PF101", "PF104"} <= codes(outside)


@pytest.mark.parametrize(
    "line",
    [
        "Scrape the help centre (3,000 pages) into the index",
        "Acquire 3,000 customers",
        "Collect payments from 1,500 members",
        "Collect feedback from 2,000 users",
        "Recruit 20 customers to try it",
        "Hire a recruiter",
        "Generate 10,000 product descriptions with the prompt",
        "Ask users to rate answers",
    ],
)
def test_product_work_with_the_same_verbs_is_not_placed_as_data_work(line: str) -> None:
    assert likely_work(line) is None
    assert "PF101" not in codes(listed(line, "Launch to all customers"))


def test_the_same_verbs_without_an_amount_are_asked_about_and_not_judged() -> None:
    outside = listed("Harvest forum posts", "Have students rate the answers", "Launch to all customers")
    assert [step.sure for step in outside.steps] == ["unsure", "unsure", "sure"]
    assert "PF101" not in codes(outside)
    assert [f.severity for f in outside.findings if f.code == "PF101"] == ["not_measured", "not_measured"]


@pytest.mark.parametrize(
    "people", ["The customers get the app.", "At the end the lawyers get access.", "Nurses start to use it."]
)
def test_who_gets_it_ships_it(people: str) -> None:
    outside = review_markdown(f"In the first year the team gathers a corpus of court decisions. {people}")
    assert [step.kind for step in outside.steps] == ["collect", "ship"]


def test_access_to_the_data_ships_nothing() -> None:
    outside = listed("The analysts get access to the data", "Launch to all customers")
    assert [step.step.text for step in outside.steps if step.ships] == ["Launch to all customers"]


def test_confidence_falls_with_the_steps_that_could_not_be_placed_and_says_which() -> None:
    known = ("Label 10,000 tickets", "Fine-tune a model on them", "Launch to all customers")
    assert (listed(*known).confidence, listed(*known).not_placed) == ("high", "")
    one = listed("Wibble the frobs", *known)
    assert one.confidence == "medium"
    assert one.not_placed == "1 of 4 steps could not be placed: line 3"
    four = listed("Wibble the frobs", "Untangle the plumbus", "Squanch the lot", "Dinglebop it", *known)
    assert four.confidence == "low"
    assert four.not_placed == "4 of 7 steps could not be placed: lines 3, 4, 5, 6"
    assert four.as_json()["not_placed"][0] == {"line": 3, "text": "Wibble the frobs"}  # type: ignore[index]
