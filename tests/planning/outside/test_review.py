"""A plan somebody else wrote, in Markdown, gets the findings its words deserve, and no more."""

from __future__ import annotations

import pytest

from assistant.errors import NotMeasured
from assistant.planning.outside.review import review_markdown

SOUND = """# Support helper

This week: run 60 past tickets (our eval, bar 80%) through a rented model; compare with buying a vendor bot.

1. Ship an assistant in the help widget to ten customers by 18 December, on a rented model.
2. Read the logs weekly. We stop on 15 January if fewer than 15% of tickets are solved.
3. Fine-tune a small model only when 10,000 accepted answers exist and a ticket costs over $0.50.

Against it: better search may do.
"""
DATA_FIRST = """# Our AI plan

1. Build a training set of 50,000 labelled tickets.
2. Train a custom classifier on it.
3. Launch to customers. TODO
"""


def codes(text: str, severity: str = "error") -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for finding in review_markdown(text).findings:
        if finding.severity == severity:
            found.setdefault(finding.code, []).append(finding.path)
    return found


def test_a_sound_plan_has_no_error_and_says_what_was_not_looked_at() -> None:
    assert codes(SOUND) == codes(SOUND, "warning") == codes(SOUND, "not_measured") == {}
    assert {"PF301", "PF304", "PF401", "PF502"} < set(review_markdown(SOUND).unmeasured)
    assert not {"PF101", "PF104", "PF203"} & set(review_markdown(SOUND).unmeasured)


def test_a_plan_that_trains_first_is_told_where() -> None:
    found = codes(DATA_FIRST)
    assert found["PF101"] == found["PF104"] == ["line 3", "line 4"]
    assert found["PF602"] == ["line 5"]
    assert {"PF203", "PF204"} <= set(found)
    assert set(codes(DATA_FIRST, "warning")) == {"PF108", "PF305", "PF601", "PF605"}


@pytest.mark.parametrize(
    ("gone", "code", "severity"),
    [
        ("We stop on 15 January if fewer than 15% of tickets are solved.", "PF203", "error"),
        ("(our eval, bar 80%) ", "PF204", "error"),
        ("; compare with buying a vendor bot", "PF305", "warning"),
        ("This week: r", "PF601", "warning"),
        ("Against it: better search may do.", "PF605", "warning"),
        (" only when 10,000 accepted answers exist and a ticket costs over $0.50", "PF104", "error"),
        ("Ship an assistant", "PF101", "error"),
    ],
)
def test_each_part_that_is_missing_is_named(gone: str, code: str, severity: str) -> None:
    assert gone in SOUND
    text = SOUND.replace(gone, "Prepare one" if code == "PF101" else "")
    if code == "PF104":
        text = text.replace("We stop on 15 January if fewer than 15% of tickets are solved.", "We may stop.")
    assert set(codes(text, severity)) == {code}


def test_launching_later_is_no_shipping() -> None:
    assert "PF101" in codes("Before launch we prepare.\nTrain a custom model.\nLaunch it.")


def test_code_and_quotes_are_not_the_plan() -> None:
    quoted = f"> Train a custom model first, they say.\n\n```\nfine-tune the model\n```\n\n{SOUND}"
    assert codes(quoted) == {}


def test_a_plan_that_says_it_is_classical_is_warned_not_failed() -> None:
    text = f"Path: **classical**. Question 5 is answered no.\n{DATA_FIRST}"
    assert "PF101" not in codes(text)
    assert "PF101" in codes(text, "warning")


@pytest.mark.parametrize("text", ["hello", "# Shopping\n\n- milk\n- bread", ""])
def test_text_without_a_plan_is_not_measured(text: str) -> None:
    with pytest.raises(NotMeasured):
        review_markdown(text)


def test_the_id_of_a_source_in_brackets_is_no_work() -> None:
    line = "1. Ship the prompt to six clerks by 14 December 2026 [fine-tune-gate]. We stop below 10%.\n"
    rest = "2. Write 40 eval cases before launch.\n"
    assert codes(rest + line) == {}
    assert "PF101" in codes("1. Fine-tune a model on our tickets [eval-design].\n" + line)


def test_a_plan_that_clarifies_is_not_asked_for_an_eval_set() -> None:
    plan = "# Find the job\n\nPath: **{}**.\n\n1. Talk to five people this week; we stop after it.\n"
    plan += "2. Give a button to five volunteers by 14 December 2026.\n3. Ship it to the five volunteers.\n"
    assert "PF204" not in codes(plan.format("clarify first"))
    assert "PF204" in codes(plan.format("product first"))


def test_what_is_said_of_the_document_ships_nothing() -> None:
    head = "# Do not build it\n\n23 Nov 2026 · stakes: launch · phase: idea · prices as of 22 Sep 2026.\n\n"
    with pytest.raises(NotMeasured):
        review_markdown(head + "1. Ask three clerks what they do by hand.\n")


def test_a_row_whose_state_is_done_has_shipped_before_the_eval_set() -> None:
    table = "# Plan\n\n|Stage|When|Now|\n|-|-|-|\n|Ship the bot to ten clerks|May 2026|{}|\n"
    table += "|Write 40 eval cases|June 2026|-|\n"
    assert "PF204" in codes(table.format("active"))
    assert "PF204" not in codes(table.format("done"))
