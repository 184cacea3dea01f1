"""A plan that would be longer than it is read keeps what decides, and leaves out the rest."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from assistant import app, resources
from assistant.agent.assistant import Assistant
from assistant.knowledge import embedding
from assistant.models.offline import model as offline
from assistant.planning.draft import Draft
from assistant.planning.markdown import body
from assistant.planning.rules.reading import WORD_BUDGET, word_count
from assistant.planning.schema import Plan
from assistant.settings import Settings

NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)
WORDY = (
    "We want a model to read each applicant's 600-word essay, comment on structure, argument and language, and give a "
    "score that decides who is admitted; 900 applicants a year, five weeks, two developers."
)


@pytest.fixture
def drafter(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Assistant]:
    monkeypatch.setattr(embedding, "packaged", lambda: None)
    yield app.build(Settings(home=tmp_path), model="offline", wiring=app.Wiring(recorded=False, now=lambda: NOW))


def planned(drafter: Assistant) -> Plan:
    """The plan of the wordy brief, drafted anew."""
    drafter.history = []
    plan = drafter.turn(WORDY, want="plan").plan
    assert plan is not None
    return plan


def length(plan: Plan) -> int:
    """Words that a reader meets before the sources."""
    return word_count(body(plan).partition("\n## Sources")[0])


def test_a_draft_that_would_run_long_is_drafted_again_with_shorter_lists(
    drafter: Assistant, monkeypatch: pytest.MonkeyPatch
) -> None:
    spare = planned(drafter)
    monkeypatch.setattr(offline, "is_long", lambda draft: False)
    full = planned(drafter)
    assert length(spare) < length(full)
    assert len(spare.product.guardrails) == 3 < len(full.product.guardrails)
    assert spare.product.guardrails[0] == full.product.guardrails[0], "the decisive ones come first and stay"
    assert spare.verdict == full.verdict
    assert spare.this_week == full.this_week
    assert [question.text for question in spare.questions] == [question.text for question in full.questions]


def test_a_shortened_plan_holds_and_cites_nothing_of_its_own(
    drafter: Assistant, monkeypatch: pytest.MonkeyPatch
) -> None:
    spare = planned(drafter)
    assert [str(f) for f in app.review_plan(spare, today=NOW) if f.severity == "error"] == []
    monkeypatch.setattr(offline, "is_long", lambda draft: False)
    quoted = [claim.text for claim in planned(drafter).claims]
    assert {claim.text for claim in spare.claims} <= set(quoted)


def test_a_short_draft_is_left_as_it_is(drafter: Assistant, monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[Draft] = []

    def short(draft: Draft) -> bool:
        seen.append(draft)
        return False

    monkeypatch.setattr(offline, "is_long", short)
    full = planned(drafter)
    assert len(seen) == 1
    assert len(full.product.guardrails) > 3


@pytest.mark.parametrize("suite", ["given", "own", "paraphrased"])
def test_no_offline_plan_is_longer_than_it_is_read(suite: str, tmp_path: Path) -> None:
    drafter = app.build(Settings(home=tmp_path), model="offline", wiring=app.Wiring(recorded=False, now=lambda: NOW))
    text = (resources.folder("evals") / "suites" / "fit" / f"{suite}.jsonl").read_text(encoding="utf-8")
    long: dict[str, int] = {}
    for case in map(json.loads, text.splitlines()):
        drafter.history = []
        plan = drafter.turn(case["brief"], want="plan").plan
        assert plan is not None, case["id"]
        if length(plan) > WORD_BUDGET[plan.stakes]:
            long[case["id"]] = length(plan)
    assert long == {}
