"""A note that breaks its form is told so in one sentence that names the place."""

from __future__ import annotations

from datetime import date

import pytest

from assistant.knowledge.notes_format import SECTIONS, bullets, problems, read_head, sections, split

HEAD = """---
id: first-note
title: First note
question: What is this, in one line: really?
as_of: 2026-11-23
review_by: 2027-05-31
confidence: medium
sources:
- seed: A. Author, A title, example.org, 2026 (page read)
- rule: this project, 2026 (own knowledge)
related:
- other-note
---
"""


def body(facts: str = "- Ten of 12 teams shipped first in 2026. [seed; high]", filler: int = 300) -> str:
    parts = [f"# First note\n\n## {SECTIONS[0]}\n\n" + "word " * filler]
    parts += [f"## {title}\n\n{facts if title == 'Facts' else '- A line.'}" for title in SECTIONS[1:]]
    return "\n\n".join(parts) + "\n"


def lint(text: str, stem: str = "first-note") -> tuple[str, ...]:
    return problems(text, {"first-note", "other-note"}, stem=stem)


def test_a_sound_note_has_no_problems() -> None:
    assert lint(HEAD + body()) == ()


def test_the_head_reads_into_typed_values_and_keeps_colons_in_a_question() -> None:
    head = read_head(HEAD + body())
    assert head.question == "What is this, in one line: really?"
    assert head.as_of == date(2026, 11, 23)
    assert head.sources["seed"] == "A. Author, A title, example.org, 2026 (page read)"
    assert head.related == ("other-note",)


def test_a_note_is_overdue_only_after_its_review_day() -> None:
    head = read_head(HEAD + body())
    assert not head.overdue(date(2027, 5, 31))
    assert head.overdue(date(2027, 6, 1))


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("title: First note\n", "", "front matter lacks 'title'"),
        ("- other-note\n", "", "front matter lacks items under 'related'"),
        ("2027-05-31", "next May", "review_by is 'next May'"),
        ("2027-05-31", "2026-11-01", "review_by 2026-11-01 is not after as_of"),
        ("confidence: medium", "confidence: sure", "confidence is 'sure'"),
        ("- rule: this project, 2026 (own knowledge)", "- rule", "source 'rule' is not"),
        ("- other-note", "- unheard-of", "related 'unheard-of' is not another note"),
        ("- other-note", "- first-note", "related 'first-note' is not another note"),
        ("id: first-note", "id: second-note", "id 'second-note' is not the file name 'first-note'"),
        ("title: First note", "title: Another title", "the body does not open with '# Another title'"),
        ("---\nid", "id", "front matter lacks 'id'"),
    ],
)
def test_a_bad_head_is_named(old: str, new: str, message: str) -> None:
    assert old in HEAD
    found = lint(HEAD.replace(old, new, 1) + body())
    assert any(line.startswith(message) for line in found), found


@pytest.mark.parametrize(
    ("facts", "message"),
    [
        ("- Ten of 12 teams shipped first.", "fact without"),
        ("- Ten of 12 teams shipped first. [seed]", "fact without"),
        ("- Ten of 12 teams shipped first. [seed; certain]", "fact without"),
        ("- Ten of 12 teams shipped first. [press; high]", "fact cites 'press'"),
        ("- Ten of 12 teams shipped first. [seed, press; high]", "fact cites 'press'"),
        ("Prose instead of bullets.", "section 'Facts' has no bullet"),
    ],
)
def test_a_fact_without_a_listed_source_is_named(facts: str, message: str) -> None:
    assert any(line.startswith(message) for line in lint(HEAD + body(facts)))


def test_a_fact_may_rest_on_two_sources_and_run_over_two_lines() -> None:
    assert lint(HEAD + body("- Ten of 12 teams\n  shipped first. [seed, rule; low]")) == ()


def test_length_and_sections_are_held() -> None:
    assert any("must have 250 to 700" in line for line in lint(HEAD + body(filler=10)))
    assert any("must have 250 to 700" in line for line in lint(HEAD + body(filler=800)))
    swapped = body().replace("## Checklist", "## Extras")
    assert any(line.startswith("sections are") for line in lint(HEAD + swapped))
    hollow = body().replace("## Checklist\n\n- A line.", "## Checklist\n")
    assert "section 'Checklist' is empty" in lint(HEAD + hollow)


@pytest.mark.parametrize("text", ["", "---", "no head\n---\n", "---\nid: x\n", "\x00", "---\n---\n"])
def test_what_is_no_note_is_reported_and_never_raises(text: str) -> None:
    assert lint(text) == ("front matter lacks 'id'",) or lint(text) == ("front matter lacks 'title'",)


def test_parts_of_a_note_can_be_taken_apart() -> None:
    head, rest = split("---\nid: x\n---\n# T\n\n## A\n\n- one\n- two\n  more\n\n## B\n\ntext\n")
    assert head == "---\nid: x\n---\n"
    assert list(sections(rest)) == ["A", "B"]
    assert bullets(sections(rest)["A"]) == ("one", "two more")
