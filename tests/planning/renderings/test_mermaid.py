"""Both diagrams are read by Mermaid itself, whatever the titles say."""

from __future__ import annotations

import re
from collections.abc import Callable

import mermaidx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.planning.renderings import mermaid
from assistant.planning.schema import Plan
from tests.planning.plans import GOOD, clarify, stop, support
from tests.planning.renderings.hostile import attacked

TRICKS = (
    ":::x;end\n%%{init: {'theme':'dark'}}%%",
    '"]; click s1 "javascript:alert(1)"\n#quot; `*_~|\\',
    "section :crit, done, 2026-01-01\ntitle end subgraph --> <script>",
    "#35; 顧客 مرحبا 🚀\u202e\x00 {{a}} [[b]] ((c)) -.-> x",
)


def drawn(text: str) -> str:
    """The picture that Mermaid makes of it; its parser raises for what is no diagram."""
    return str(mermaidx.render(text).svg())


def test_the_parser_of_these_tests_refuses_what_is_wrong() -> None:
    with pytest.raises(RuntimeError, match="Parse error"):
        drawn("gantt\n  dateFormat YYYY-MM-DD\n  a task without dates\n")


@pytest.mark.parametrize("build", [build for build in GOOD if build().stages])
def test_both_diagrams_of_a_plan_are_valid(build: Callable[[], Plan]) -> None:
    plan = build()
    for text in (mermaid.gantt(plan), mermaid.flowchart(plan)):
        picture = drawn(text)
        for stage in plan.stages:
            assert stage.title.split()[0] in picture


@pytest.mark.parametrize("trick", TRICKS)
def test_a_title_that_is_mermaid_itself_stays_a_title(trick: str) -> None:
    plan = attacked(support(), trick)
    assert mermaid.gantt(plan).count("\n") == mermaid.gantt(support()).count("\n")
    assert mermaid.flowchart(plan).count("\n") == mermaid.flowchart(support()).count("\n")
    picture = drawn(mermaid.gantt(plan)) + drawn(mermaid.flowchart(plan))
    assert "Ship to ten customers" in picture
    assert "<script" not in picture


@given(st.text(max_size=60))
def test_words_are_never_empty_and_hold_no_sign_with_a_meaning(title: str) -> None:
    shown = mermaid.words(title)
    assert shown
    assert not re.search(r'[:;#"`<>\[\]{}|\\\n]|%%', shown)


def test_a_condition_keeps_its_sense() -> None:
    text = mermaid.flowchart(support())
    assert "satisfaction ≥ −3 points" in text
    assert "solved ‹ 15%" in text


def test_arrows_lead_through_the_gates() -> None:
    arrows = set(re.findall(r"(\w+) --> (\w+)", mermaid.flowchart(support())))
    assert arrows == {
        ("s1", "g1"), ("g1", "s2"), ("s2", "s3"), ("s3", "g2"), ("g2", "s4"), ("s4", "g3"), ("g3", "s5"),
    }  # fmt: skip


def test_what_waits_for_a_gate_is_said_to_wait() -> None:
    text = mermaid.gantt(support())
    waiting = text.partition("section Waiting for a gate")[2]
    assert "4 Curate training data" in waiting
    assert "1 Ship to ten customers, measured :s1, 2026-11-23, 2026-12-18" in text
    assert "Ship by :milestone, due, 2026-12-18, 0d" in text


def test_a_plan_without_stages_says_so() -> None:
    for build in (clarify, stop):
        assert "no stages" in mermaid.render(build())
    assert mermaid.render(support()).count("```mermaid") == 2
