"""What is published about the rules is what the rules do."""

from __future__ import annotations

from pathlib import Path as File

import pytest
from pydantic_core import from_json

from assistant.planning.review import review
from assistant.planning.rule_pages import page, published
from assistant.planning.rule_texts import TEXTS
from assistant.planning.rulebook import RELAXED, UNDECIDED, applies, table
from assistant.planning.rules import RULES
from tests.planning.changes import changed
from tests.planning.plans import support
from tests.planning.plans.parts import EVIDENCE

ROOT = File(__file__).resolve().parents[2]


def test_there_are_thirty_rules_in_the_order_of_their_codes() -> None:
    assert len(RULES) == 30
    assert list(RULES) == sorted(RULES) == list(TEXTS)
    assert all(code == rule.code for code, rule in RULES.items())


@pytest.mark.parametrize("code", TEXTS)
def test_the_failing_example_fails_and_the_mended_one_holds(code: str) -> None:
    text = page(code)
    failing, mended = from_json(text.failing), from_json(text.mended)
    found = [finding for finding in review(changed(support(), {text.path: failing}), EVIDENCE) if finding.code == code]
    assert text.says == f"{found[0].message} {found[0].fix}"
    assert text.says in text.as_text()
    plan = support() if mended is None else changed(support(), {text.path: mended})
    assert code not in {finding.code for finding in review(plan, EVIDENCE)}


@pytest.mark.parametrize("code", RULES)
def test_every_rule_rests_on_a_note_of_the_corpus(code: str) -> None:
    note = RULES[code].why
    assert (ROOT / "corpus" / f"{note}.md").is_file() or (ROOT / "corpus" / "notes" / f"{note}.md").is_file()


def test_a_page_says_what_why_and_how_to_mend() -> None:
    text = page("PF302").as_text()
    for part in ("PF302", "**What:**", "**Why:**", "**Mend:**", "fine-tune-gate", "only of language models"):
        assert part in text


def test_the_published_table_is_the_one_in_the_documents() -> None:
    assert (ROOT / "docs" / "rules.md").read_text(encoding="utf-8") == published()


def test_clarify_and_stop_are_asked_thirteen_rules_and_the_others_all() -> None:
    assert len(UNDECIDED) == 13
    for code, cells in table():
        assert applies(code, "product_first") and applies(code, "classical") and applies(code, "adapted")
        assert (cells["clarify"] == "no") == (code not in UNDECIDED) == (not applies(code, "stop"))
        assert (cells["adapted"] == "yes") == (code not in RELAXED)
