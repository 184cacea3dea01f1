"""The main job on the given briefs: a plan that holds, with the right verdict, cited, and speaking of its brief."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from assistant import app, resources
from assistant.agent.assistant import Assistant
from assistant.planning import schema
from assistant.planning.markdown import render
from assistant.planning.outside.review import review_markdown
from assistant.planning.rules.course_view import HEAVY_KINDS
from assistant.planning.schema import Plan
from assistant.settings import Settings

TODAY = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


def _cases() -> list[dict[str, Any]]:
    text = (resources.folder("evals") / "suites" / "fit" / "given.jsonl").read_text(encoding="utf-8")
    return [json.loads(line) for line in text.splitlines()]


CASES = {case["id"]: case for case in _cases()}


@pytest.fixture(scope="module")
def drafter(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Assistant]:
    home: Path = tmp_path_factory.mktemp("home")
    wiring = app.Wiring(recorded=False, now=lambda: TODAY)
    yield app.build(Settings(home=home), model="offline", wiring=wiring)


@pytest.fixture(scope="module")
def plans(drafter: Assistant) -> dict[str, Plan]:
    made: dict[str, Plan] = {}
    for name, case in CASES.items():
        drafter.history = []
        turn = drafter.turn(case["brief"], want="plan")
        assert turn.plan is not None, (name, turn.error)
        made[name] = turn.plan
    return made


@pytest.mark.parametrize("name", CASES)
def test_the_plan_holds_and_survives_its_file(name: str, plans: dict[str, Plan]) -> None:
    again = schema.load(schema.dump(plans[name]))
    assert again == plans[name]
    errors = [str(f) for f in app.review_plan(again, today=TODAY) if f.severity == "error"]
    assert errors == []


@pytest.mark.parametrize("name", CASES)
def test_verdict_and_phase_are_right(name: str, plans: dict[str, Plan]) -> None:
    assert plans[name].verdict.path in CASES[name]["accept"]
    assert plans[name].phase == CASES[name]["phase"]


@pytest.mark.parametrize("name", CASES)
def test_at_least_three_notes_are_cited_and_every_claim_is_supported(name: str, plans: dict[str, Plan]) -> None:
    plan = plans[name]
    assert len({citation.note for citation in plan.citations}) >= 3
    quotes = {citation.id for citation in plan.citations}
    loose = [c.id for c in plan.claims if c.origin != "user_stated" and c.citation not in quotes and not c.range]
    assert loose == []


@pytest.mark.parametrize("name", CASES)
def test_the_markdown_leaves_no_slot_or_marker_open(name: str, plans: dict[str, Plan]) -> None:
    text = render(plans[name])
    assert re.findall(r"\{[\w:-]+\}|\[c\d+\]|=None\b", text) == []


@pytest.mark.parametrize("name", CASES)
def test_the_markdown_read_as_a_plan_of_others_has_no_error(name: str, plans: dict[str, Plan]) -> None:
    assert [str(f) for f in review_markdown(render(plans[name])).findings if f.severity == "error"] == []


def test_each_plan_speaks_of_its_own_brief_more_than_any_other_plan_does(plans: dict[str, Plan]) -> None:
    """Swap test: a brief's words stand in its own plan (its quoted job left out) at least as often as in any other,
    and more often for nearly all of them."""
    texts = {name: _words(_without_brief(plan)) for name, plan in plans.items()}
    lost, tied = [], []
    for name in CASES:
        wanted = _words(CASES[name]["brief"]) - _common()
        own = len(wanted & texts[name])
        rivals = {other: len(wanted & words) for other, words in texts.items() if other != name}
        best = max(rivals, key=lambda other: rivals[other])
        if own < rivals[best]:
            lost.append((name, own, best, rivals[best]))
        elif own == rivals[best]:
            tied.append(name)
    assert lost == []
    assert len(tied) <= 3


def _without_brief(plan: Plan) -> str:
    text = render(plan)
    return text.replace(plan.product.job, "")


def _words(text: str) -> set[str]:
    return set(re.findall(r"[a-z]{4,}|\d[\d,.]*\d", text.lower()))


def _common() -> set[str]:
    sets = [_words(case["brief"]) for case in CASES.values()]
    return {word for words in sets for word in words if sum(word in other for other in sets) > len(sets) / 4}


@pytest.mark.parametrize("kind", ["instrument", "improve_prompt", "scale"])
@pytest.mark.parametrize("name", CASES)
def test_data_and_model_work_is_told_under_any_other_label(name: str, kind: str, plans: dict[str, Plan]) -> None:
    for at, stage in enumerate(plans[name].stages):
        if stage.kind in HEAVY_KINDS - {"audit_data"}:
            other = stage.model_copy(update={"kind": kind})
            stages = (*plans[name].stages[:at], other, *plans[name].stages[at + 1 :])
            found = app.review_plan(plans[name].model_copy(update={"stages": stages}), today=TODAY)
            told = {f.code for f in found if f.severity == "error" and f.path.startswith(f"stages[{at}]")}
            assert "PF104" in told, stage.title
