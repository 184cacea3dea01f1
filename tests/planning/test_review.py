"""Good plans are clean; one mistake makes exactly its rule speak; harmless changes make none speak."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest

from assistant.planning.evidence import Evidence
from assistant.planning.findings import Finding
from assistant.planning.review import is_draft, review
from assistant.planning.rules import RULES
from assistant.planning.schema import Plan
from tests.planning.changes import changed
from tests.planning.mutations import ERRORS, NEUTRAL, TRAINING, WARNINGS, Case
from tests.planning.plans import GOOD, stop, support
from tests.planning.plans.parts import CHUNKS, EVIDENCE, FACTS, TODAY


def codes(findings: tuple[Finding, ...], severity: str) -> set[str]:
    return {finding.code for finding in findings if finding.severity == severity}


@pytest.mark.parametrize("build", GOOD)
def test_a_good_plan_has_no_findings(build: Callable[[], Plan]) -> None:
    assert review(build(), EVIDENCE) == ()


@pytest.mark.parametrize("case", ERRORS, ids=lambda case: f"{case[0]}: {case[1]}")
def test_a_mistake_is_told_by_its_rule_alone(case: Case) -> None:
    code, _, build, changes = case
    findings = review(changed(build(), changes), EVIDENCE)
    assert codes(findings, "error") == {code}
    assert is_draft(findings)


@pytest.mark.parametrize("case", WARNINGS, ids=lambda case: f"{case[0]}: {case[1]}")
def test_what_a_reader_should_know_is_a_warning(case: Case) -> None:
    code, _, build, changes = case
    findings = review(changed(build(), changes), EVIDENCE)
    assert codes(findings, "error") == set()
    assert codes(findings, "warning") == {code}
    assert not is_draft(findings)


@pytest.mark.parametrize("case", NEUTRAL, ids=lambda case: case[0])
def test_a_harmless_change_is_not_told(case: tuple[str, Callable[[], Plan], dict[str, object]]) -> None:
    _, build, changes = case
    findings = review(changed(build(), changes), EVIDENCE)
    assert codes(findings, "error") | codes(findings, "warning") == set()


def test_every_rule_has_a_mistake_that_it_alone_tells() -> None:
    assert {case[0] for case in ERRORS + WARNINGS} == set(RULES)


def test_a_message_is_one_sentence_with_one_thing_to_do() -> None:
    for code, name, build, changes in ERRORS + WARNINGS:
        for finding in review(changed(build(), changes), EVIDENCE):
            if finding.code == code:
                assert finding.message.endswith((".", "?")), name
                assert finding.fix.endswith((".", "?")), name
                assert len(finding.message) < 320, name


def test_errors_come_first_and_what_was_not_measured_last() -> None:
    plan = changed(support(), {"against": "", "claims[0].text": "Meetings cost 7 managers time."})
    severities = [finding.severity for finding in review(plan, replace(EVIDENCE, facts=None))]
    assert severities == ["error", "warning", "not_measured"]


def test_without_its_evidence_a_rule_says_not_measured_and_never_passes() -> None:
    findings = review(support(), Evidence(today=TODAY))
    assert codes(findings, "not_measured") == {"PF303", "PF402"}
    assert codes(findings, "error") == set()


def test_a_quote_that_was_never_retrieved_is_an_error_even_where_no_note_is() -> None:
    plan = changed(support(), {"citations[0].chunk": "0" * 64})
    assert codes(review(plan, Evidence(today=TODAY)), "error") == {"PF402"}


def test_prices_that_ran_out_are_a_warning() -> None:
    later = replace(EVIDENCE, today=date(2027, 3, 1))
    assert codes(review(support(), later), "warning") == {"PF303"}


def edited(note: str, text: str) -> Evidence:
    chunks = {
        key if chunk.note != note else "e" * 64: chunk
        if chunk.note != note
        else replace(chunk, hash="e" * 64, text=text, document="d" * 64)
        for key, chunk in CHUNKS.items()
    }
    return Evidence(today=TODAY, facts=FACTS, chunks=chunks)


def test_a_quote_from_a_note_that_was_edited_is_stale_or_moved_not_missing() -> None:
    quote = support().citations[0].quote
    for text in ("Something else altogether.", f"New words before. {quote}"):
        findings = review(support(), edited("order-of-operations", text))
        assert codes(findings, "error") == set()
        assert codes(findings, "warning") == {"PF402"}


def test_a_quote_that_moved_is_told_with_the_place_where_it_stands() -> None:
    quote = support().citations[0]
    (moved,) = [f for f in review(support(), edited(quote.note, f"Before. {quote.quote}")) if f.code == "PF402"]
    assert "has moved within its note" in moved.message
    renamed = {
        key: replace(chunk, note="renamed") if chunk.note == quote.note else chunk for key, chunk in CHUNKS.items()
    }
    evidence = Evidence(today=TODAY, facts=FACTS, chunks=renamed)
    moves = [f.message for f in review(support(), evidence) if f.code == "PF402" and f.severity == "warning"]
    assert any("which is now “renamed”" in message for message in moves), moves


def test_a_quote_of_the_same_document_that_is_nowhere_in_it_is_missing() -> None:
    forged = "Users want models of their own."
    plan = changed(support(), {"citations[0].quote": forged, "citations[0].end": len(forged)})
    assert codes(review(plan, EVIDENCE), "error") == {"PF402"}


def test_a_source_that_is_not_on_this_machine_is_not_measured() -> None:
    chunks = {key: chunk for key, chunk in CHUNKS.items() if chunk.note != "rag-design"}
    findings = review(support(), replace(EVIDENCE, chunks=chunks))
    assert [finding.severity for finding in findings] == ["not_measured"]
    assert "rag-design" in findings[0].message


WAIVER = {"rule": "PF104", "role": "lead", "reason": "One week of trying", "expires": "2027-01-01"}
UNGATED: dict[str, object] = {"stages[3].gates": [], "gates[1].guards": []}


def test_a_waiver_makes_the_errors_of_exactly_its_rule_warnings() -> None:
    plan = changed(support(), {**UNGATED, "against": "", "waivers": [WAIVER]})
    findings = review(plan, EVIDENCE)
    assert codes(findings, "error") == {"PF605"}
    assert codes(findings, "warning") == {"PF104"}
    assert "One week of trying" in next(finding.message for finding in findings if finding.code == "PF104")


@pytest.mark.parametrize("change", [{"expires": "2026-11-22"}, {"role": ""}, {"reason": " "}])
def test_a_waiver_that_ran_out_or_that_nobody_answers_for_excuses_nothing(change: dict[str, str]) -> None:
    plan = changed(support(), {**UNGATED, "waivers": [{**WAIVER, **change}]})
    assert "PF104" in codes(review(plan, EVIDENCE), "error")


def test_a_waiver_holds_on_its_last_day() -> None:
    plan = changed(support(), {**UNGATED, "waivers": [{**WAIVER, "expires": "2026-11-23"}]})
    assert not is_draft(review(plan, EVIDENCE))


def test_a_stop_is_asked_for_neither_stages_nor_money() -> None:
    plan = changed(
        stop(), {"costs.options": [], "costs.payback": "", "success.eval_set": None, "differentiation.claim": ""}
    )
    assert review(plan, EVIDENCE) == ()


def test_the_same_plan_reviewed_twice_gives_the_same_findings() -> None:
    plan = changed(support(), {**UNGATED, "against": ""})
    assert review(plan, EVIDENCE) == review(plan, EVIDENCE)


def test_the_relabelled_stage_is_named_with_its_words() -> None:
    plan = changed(support(), {"stages[0].title": "Label 10,000 tickets and fine-tune the classifier"})
    finding = next(finding for finding in review(plan, EVIDENCE) if finding.code == "PF108")
    assert "label 10,000 tickets" in finding.message
    assert finding.path == "stages[0]"


def test_a_ship_stage_in_another_language_is_not_judged_and_says_so() -> None:
    text = "Wir bauen die erste Fassung und die Kunden nutzen sie mit dem Chat"
    plan = changed(support(), {f"stages[0].{field}": text for field in ("title", "deliverable", "exit_test")})
    assert codes(review(plan, EVIDENCE), "not_measured") == {"PF108"}


def test_a_short_text_of_a_german_brief_is_not_judged_and_says_so() -> None:
    early = {**TRAINING, "title": "Tickets labeln", "deliverable": "Modell trainieren", "exit_test": "fertig"}
    plan = changed(support(), {"brief.language": "de", "stages[+]": early, "stages[5]!": 0})
    assert codes(review(plan, EVIDENCE), "not_measured") == {"PF101"}
