"""What a brief says in figures is read as a person means it; what only looks like a figure is left alone."""

from __future__ import annotations

from datetime import date

import pytest

from assistant.planning.brief_numbers import founded
from assistant.planning.brief_reader import number, read_brief
from assistant.planning.draft_parts import DraftNumber


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
