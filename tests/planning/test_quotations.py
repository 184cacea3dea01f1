"""Where a plan's quotations stand today: verified, moved, stale, missing, or not on this machine."""

from __future__ import annotations

from dataclasses import replace

import pytest

from assistant.planning.evidence import Absent, Evidence, KnownChunk
from assistant.planning.review import review
from assistant.planning.rules.quotations import Found, find, quotations
from tests.planning.changes import changed
from tests.planning.plans import support
from tests.planning.plans.parts import CHUNKS, EVIDENCE, FACTS, TODAY

CITED = support().citations[0].model_copy(update={"path": "/vault/order.md"})
CHUNK = CHUNKS[CITED.chunk]
GONE = Absent("missing", "the note is gone from its place", deleted=True)
DELETED = Found("missing", deleted=True, why=GONE.why)


def known(*chunks: KnownChunk, gone: str = "") -> Evidence:
    return Evidence(TODAY, FACTS, {chunk.hash: chunk for chunk in chunks}, {gone: GONE} if gone else {})


def passage(text: str, name: str = "e", **changes: object) -> KnownChunk:
    return replace(CHUNK, hash=name * 64, text=text, document="d" * 64, **changes)  # type: ignore[arg-type]


def test_a_quotation_at_its_offsets_is_verified() -> None:
    assert find(CITED, EVIDENCE) == Found("verified", CHUNK, CITED.start, CITED.end)


def test_a_moved_quotation_is_told_with_its_new_heading_and_offsets() -> None:
    now = passage(f"New: {CITED.quote}", heading="Later")
    assert find(CITED, known(now)) == Found("moved", now, 5, 5 + len(CITED.quote))


def test_white_space_may_differ_and_words_may_not() -> None:
    wrapped = passage(CITED.quote.replace(" ", "\n", 1))
    assert find(CITED, known(wrapped)) == Found("moved", wrapped, 0, len(CITED.quote))
    assert find(CITED, known(passage(CITED.quote.replace(" ", " not ", 1)))).state == "stale"


def test_words_that_now_stand_across_two_passages_have_moved() -> None:
    half = CITED.quote.index(" ", len(CITED.quote) // 2)
    later = passage(CITED.quote[half:].strip(), "a", offset=900)
    assert find(CITED, known(later, passage(CITED.quote[:half], "b"))) == Found("moved")


def test_a_renamed_note_is_found_by_its_content() -> None:
    renamed = replace(CHUNK, hash="f" * 64, note="renamed", path="/vault/renamed.md")
    assert find(CITED, known(renamed, gone=CITED.path)) == Found("moved", renamed, CITED.start, CITED.end)


def test_a_changed_note_without_the_words_is_stale() -> None:
    assert find(CITED, known(passage("Something else."))) == Found("stale")


def test_words_that_the_same_document_never_had_are_missing() -> None:
    assert find(CITED.model_copy(update={"quote": "Train first."}), EVIDENCE) == Found("missing")


def test_a_deleted_note_is_missing_and_one_of_another_machine_not_measured() -> None:
    assert find(CITED, known(gone=CITED.path)) == DELETED
    assert find(CITED, known()) == Found("not_measured")
    assert find(CITED, Evidence(TODAY)) == Found("not_measured")


def test_another_note_of_the_same_name_does_not_stand_in_for_a_deleted_one() -> None:
    other = passage(f"In another folder: {CITED.quote}", path="/other/order.md")
    assert find(CITED, known(other, gone=CITED.path)) == DELETED
    own = passage("Something else.", "a", path=CITED.path)
    assert find(CITED, known(other, own)) == Found("stale")


@pytest.mark.parametrize(
    ("absent", "severity"),
    [
        (Absent("missing", "the note is left out: named in .gitignore"), "error"),
        (Absent("stale", "the note is empty"), "warning"),
        (Absent("not_measured", "/vault is not there"), "not_measured"),
    ],
)
def test_a_note_that_is_not_read_today_is_what_the_reason_makes_of_it(absent: Absent, severity: str) -> None:
    evidence = Evidence(TODAY, FACTS, {}, {CITED.path: absent})
    assert find(CITED, evidence) == Found(absent.state, why=absent.why)
    plan = changed(support(), {"citations[0].path": CITED.path})
    told = [finding for finding in review(plan, evidence) if finding.code == "PF402"]
    assert severity in {finding.severity for finding in told}
    assert severity == "warning" or any(absent.why in finding.message for finding in told)


@pytest.mark.parametrize("gone", [True, False])
def test_the_rule_calls_a_deleted_note_an_error(gone: bool) -> None:
    plan = changed(support(), {"citations[0].path": CITED.path})
    kept = {key: chunk for key, chunk in CHUNKS.items() if chunk.note != CITED.note}
    told = review(plan, replace(EVIDENCE, chunks=kept, absent={CITED.path: GONE} if gone else {}))
    told = tuple(finding for finding in told if finding.code == "PF402")
    assert {finding.severity for finding in told} == ({"error"} if gone else {"not_measured"})
    assert gone == any("is gone from its place" in finding.message for finding in told)


def test_a_claim_is_supported_quoted_or_unverified() -> None:
    plan = support()
    (first, *_) = quotations(plan, EVIDENCE)
    assert {backed.standing for backed in first.backed} == {"supported"}
    at = [claim.id for claim in plan.claims].index(first.backed[0].claim.id)
    larger = changed(plan, {f"claims[{at}].text": "It cost 7,777 teams their users."})
    (first, *_) = quotations(larger, EVIDENCE)
    assert next((backed.standing, backed.lacks) for backed in first.backed) == ("quoted", ("7777",))
    (first, *_) = quotations(larger, replace(EVIDENCE, chunks={}))
    assert first.backed[0].standing == "unverified"
