"""The shipped knowledge is whole: every note in form, linked, dated, and the restated document complete."""

from __future__ import annotations

import re
import subprocess
import sys
from datetime import date, timedelta
from pathlib import Path

import pytest

from assistant import resources
from assistant.knowledge import own_note
from assistant.knowledge.notes_format import RESTATED_WORDS, bullets, problems, read_head, sections, split

ROSTER = (
    "order-of-operations",
    "why-the-order-inverted",
    "the-first-80-and-the-last-20",
    "compound-engineering-family",
    "memory-engineering",
    "failure-statistics",
    "ships-but-undifferentiated",
    "frame-the-user-problem",
    "fit-test",
    "when-classical-wins",
    "classical-project-shape",
    "regulated-and-safety-critical",
    "edge-latency-privacy",
    "choose-baseline-model",
    "prompt-design",
    "rag-design",
    "tools-workflows-agents",
    "eval-design",
    "success-metrics-and-guardrails",
    "usage-logging-schema",
    "consent-and-privacy",
    "feedback-signals",
    "cost-and-latency-model",
    "fine-tune-gate",
    "training-methods",
    "tuning-availability-2026",
    "risk-register",
    "team-and-staffing",
    "regulation-timeline",
    "rollout-and-stage-gates",
    "case-coding-tools",
    "case-support",
    "case-legal-finance",
    "case-embedded-assistants",
    "buy-build-train",
)
TIME_BOUND = ("buy-build-train", "cost-and-latency-model", "tuning-availability-2026", "regulation-timeline")
TODAY = date(2026, 11, 23)  # the day this corpus was last read as a whole; move it when it is read again
SIX_ROWS = (
    "Starting point",
    "First milestone",
    "When data matters",
    "When a custom model matters",
    "Risk profile",
    "Failure mode",
)

CORPUS = resources.folder("corpus")
PRODUCT_FIRST = CORPUS.joinpath("product-first.md").read_text(encoding="utf-8")
NOTES = {
    entry.name.removesuffix(".md"): entry.read_text(encoding="utf-8")
    for entry in CORPUS.joinpath("notes").iterdir()
    if entry.name.endswith(".md")
}
KNOWN = {"product-first", *NOTES}


def test_every_note_of_the_roster_is_there_and_no_other() -> None:
    assert sorted(NOTES) == sorted(ROSTER)


@pytest.mark.parametrize("stem", sorted(NOTES))
def test_note_is_in_form(stem: str) -> None:
    assert problems(NOTES[stem], KNOWN, stem=stem) == ()


def test_the_restated_document_is_in_form() -> None:
    titles = tuple(sections(split(PRODUCT_FIRST)[1]))
    assert {"Definition", "Facts", "How the plan uses it", "Where this order is wrong"} <= set(titles)
    found = problems(PRODUCT_FIRST, KNOWN, stem="product-first", words=RESTATED_WORDS, required=titles)
    assert found == ()


def test_the_restated_document_compares_both_orders_in_six_filled_rows() -> None:
    rows = [
        [cell.strip() for cell in line.strip("|").split("|")]
        for line in PRODUCT_FIRST.split("\n")
        if line.startswith("|")
    ]
    table = {row[0]: row[1:] for row in rows}
    for name in SIX_ROWS:
        assert len(table[name]) == 2, name
        assert all(table[name]), name


@pytest.mark.parametrize(
    "claim",
    [
        "Data → Model → Product",
        "Product → Data → Model",
        "never ships",
        "undifferentiated and easy to copy",
        "first 80%, a rule of thumb",
        "product engineers first",
        "later optimisation",
        "after product-market fit",
        "Compound engineering",
        "makes the next one easier",
        "first test needs no dataset",
        "Measurement data never waits",
        "fit-test",
    ],
)
def test_the_restated_document_carries_each_claim(claim: str) -> None:
    assert claim in PRODUCT_FIRST


def test_the_readers_index_is_made_from_the_notes_as_they_are() -> None:
    checked = subprocess.run(
        [sys.executable, str(Path(__file__).parents[2] / "docs" / "corpus_index.py"), "--check"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert (checked.returncode, checked.stderr) == (0, "")


def test_no_note_is_an_orphan() -> None:
    linked = {other for text in (PRODUCT_FIRST, *NOTES.values()) for other in read_head(text).related}
    assert sorted(set(NOTES) - linked) == []


@pytest.mark.parametrize("stem", sorted(KNOWN))
def test_no_note_was_overdue_on_the_day_it_was_written(stem: str) -> None:
    head = read_head(NOTES.get(stem, PRODUCT_FIRST))
    assert not head.overdue(head.as_of)
    if stem in TIME_BOUND:
        assert head.review_by <= head.as_of + timedelta(days=90)


def test_no_note_holds_a_line_of_the_template() -> None:
    assert [stem for stem in KNOWN if own_note.placeholders(NOTES.get(stem, PRODUCT_FIRST))] == []


def test_a_note_begun_from_the_template_is_in_form_and_full_of_lines_to_replace() -> None:
    begun = own_note.draft("Our refund rules", TODAY)
    head = read_head(begun)
    assert (head.id, head.title, head.as_of) == ("our-refund-rules", "Our refund rules", TODAY)
    assert head.as_of < head.review_by < TODAY + timedelta(days=200)
    assert problems(begun, {"id-of-another-note"}, stem="our-refund-rules", words=(1, 250)) == ()
    assert len(own_note.placeholders(begun)) > 6


def test_no_note_is_past_its_review_day() -> None:
    assert [stem for stem in KNOWN if read_head(NOTES.get(stem, PRODUCT_FIRST)).overdue(TODAY)] == []


def test_every_fact_of_every_note_has_a_source_that_is_used_and_named() -> None:
    for stem in KNOWN:
        text = NOTES.get(stem, PRODUCT_FIRST)
        head, facts = read_head(text), bullets(sections(split(text)[1])["Facts"])
        cited = {key.strip() for fact in facts for key in re.split(r"[;,]", fact.rpartition("[")[2].rstrip("]"))[:-1]}
        assert facts and cited <= set(head.sources), stem


PASSING = (
    r"\bstill\b.*\b20\d\d\b|\b20\d\d\b.*\bstill\b",
    r"\b(?:weeks|months|days'?) (?:of )?notice\b",
    r"billion parameters at \d bits",
    r"\b(?:ends?|stops?|retires?|shuts? down|expires?) on 20\d\d",
)
"""Of what is so today and need not be so next year; a dated event of the past stays as it was."""


@pytest.mark.parametrize("stem", sorted(KNOWN - set(TIME_BOUND)))
def test_what_soon_ends_stands_in_the_dated_notes_alone(stem: str) -> None:
    found = bullets(sections(split(NOTES.get(stem, PRODUCT_FIRST))[1])["Facts"])
    facts = [fact.rpartition(" [")[0] for fact in found]
    assert [fact for fact in facts if any(re.search(sign, fact) for sign in PASSING)] == []


def test_what_is_known_of_the_law_or_of_a_company_is_not_called_ones_own_practice() -> None:
    outside = re.compile(r"\b(?:GDPR|works council|Shopify|Apple|OpenAI|Anthropic|Google|Intercom|GitHub)\b")
    for stem in KNOWN:
        facts = bullets(sections(split(NOTES.get(stem, PRODUCT_FIRST))[1])["Facts"])
        assert [fact for fact in facts if outside.search(fact) and "[own;" in fact] == [], stem


def test_every_link_between_notes_leads_somewhere() -> None:
    for stem in KNOWN:
        text = NOTES.get(stem, PRODUCT_FIRST)
        links = re.findall(r"\]\((?!https?:)([^)#]+)", text) + re.findall(r"\[\[([^\]|#]+)", text)
        assert [link for link in links if Path(link).stem not in KNOWN] == [], stem


def test_an_unread_corpus_falls_due() -> None:
    assert all(read_head(text).overdue(date(2030, 1, 1)) for text in NOTES.values())


def test_the_template_differs_from_a_note_only_in_its_length() -> None:
    template = CORPUS.joinpath("TEMPLATE.md").read_text(encoding="utf-8")
    assert problems(template, {"id-of-another-note"}, words=(1, 250)) == ()
