"""Our own plan is made by our own tool, holds its own rules, and is no older than what it is made of."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from assistant import app
from assistant.planning import schema
from assistant.planning.gate_readings import Observed, read_gates
from assistant.planning.outside.review import review_markdown
from docs import our_plan, renderings


def test_the_committed_plan_is_what_the_tool_makes_today() -> None:
    plan, markdown = our_plan.make()
    assert (our_plan.HERE / "our-plan.json").read_text(encoding="utf-8") == schema.dump(plan)
    assert (our_plan.HERE / "our-plan.md").read_text(encoding="utf-8") == markdown


def test_the_committed_plan_holds_our_rules() -> None:
    findings = app.review_plan(app.load_plan(Path(our_plan.HERE / "our-plan.json")), today=our_plan.MADE_ON)
    assert [finding.code for finding in findings if finding.severity == "error"] == []


def test_the_picture_was_taken_of_todays_page() -> None:
    png = (renderings.HERE / "our-plan.png").read_bytes()
    page = renderings.page_shown()
    assert renderings.taken_of(png) == renderings.digest(page), "run python docs/renderings.py where Chromium is"
    assert renderings.taken_of(renderings.marked(png, f"{page} ")) != renderings.digest(page)


def test_an_empty_log_opens_no_gate() -> None:
    _, markdown = our_plan.make()
    assert "insufficient data" in markdown
    assert ": open.**" not in markdown


def test_gates_open_on_enough_good_use_and_close_on_bad() -> None:
    plan = app.load_plan(our_plan.HERE / "our-plan.json")
    gate = next(gate for gate in plan.gates if gate.guards == ("curate",))
    day = date(2026, 12, 1)
    good = {t.metric: Observed(100.0 if t.threshold.unit == "%" else t.threshold.value, 5_000) for t in gate.all_of}
    bad = {t.metric: Observed(0.0, 5_000) for t in gate.all_of}
    few = {t.metric: Observed(100.0, 0) for t in gate.all_of}
    states = [
        next(reading.state for reading in read_gates(plan, seen, day) if reading.gate == gate.id)
        for seen in (good, bad, few)
    ]
    assert states == ["open", "closed", "insufficient data"]


def test_our_page_holds_when_it_is_read_as_a_stranger_s_plan() -> None:
    page = (Path(__file__).resolve().parents[1] / "docs" / "our-plan.md").read_text(encoding="utf-8")
    errors = [str(finding) for finding in review_markdown(page).findings if finding.severity == "error"]
    assert errors == []
