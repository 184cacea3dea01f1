"""What an answer, a price or a late stage invalidates: everything that rests on it, and nothing else."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings

from assistant.planning.impact import affected, affected_by, in_words
from assistant.planning.patches import diff
from assistant.planning.schema import Plan
from tests.planning.changes import changed
from tests.planning.plans import GOOD, scaling, support
from tests.planning.test_any_plan import plans


def paths(plan: Plan, *changes: str) -> set[str]:
    return {each.path for each in affected(plan, changes)}


def test_an_answer_reaches_fit_verdict_stages_and_what_is_said_of_them() -> None:
    reached = paths(support(), "questions[q2]")
    assert {"fit[question=4]", "verdict", "answer", "comparison", "stages[ship]", "stages[tune]"} <= reached
    assert "costs.payback" not in reached
    assert "questions[q2]" not in reached


def test_an_answer_about_minutes_reaches_the_money_it_names() -> None:
    reached = paths(support(), "questions[q1]")
    assert {"costs.payback", "costs.stop_line"} <= reached
    assert "verdict" not in reached


def test_a_stage_that_moves_bears_on_what_follows_it() -> None:
    assert paths(support(), "stages[better].when.end") == {
        "stages[curate]", "stages[tune]",
    }  # fmt: skip


def test_a_metric_bears_on_its_gates_stages_measures_and_kill_criteria() -> None:
    reached = paths(support(), "data.metrics[solved].definition")
    assert {
        "gates[g_data]", "gates[g_stop]", "stages[curate]", "stages[tune]", "success.measures[metric=solved]",
        "kill_criteria[0]",
    } == reached  # fmt: skip


def test_an_event_that_is_not_recorded_reaches_the_gates() -> None:
    assert {"gates[g_roll]", "gates[g_tune]"} <= paths(support(), "data.events[outcome]", "data.events[answered]")


def test_an_amount_bears_on_all_that_is_computed_from_it() -> None:
    plan = support()
    computed = next(entry for entry in plan.costs.ledger if entry.id == plan.costs.payback)
    source = next(iter(computed.inputs.values()))
    reached = paths(plan, f"costs.ledger[{source}].value")
    assert {f"costs.ledger[{plan.costs.payback}]", "costs.payback"} <= reached
    assert not {path for path in reached if path.startswith(("stages", "verdict"))}


def test_a_lost_quote_bears_on_its_claim_and_on_what_cites_it() -> None:
    assert {"claims[c1]", "verdict", "answer"} <= paths(support(), "citations[s1]")
    assert "costs.options[cheap]" in paths(scaling(), "claims[c9].measured")


def test_a_constraint_bears_on_what_answers_it() -> None:
    assert "costs.ledger[build]" in paths(support(), "brief.constraints[k2].text")


@pytest.mark.parametrize("path", ["", "no.such.place", "stages[nowhere]", "title", "risks[0].role"])
def test_what_nothing_rests_on_invalidates_nothing(path: str) -> None:
    assert affected(support(), [path]) == ()


def test_each_part_is_named_once_with_what_it_rests_on() -> None:
    found = affected(support(), ["questions[q2]"])
    assert len({each.path for each in found}) == len(found)
    sentences = in_words(found)
    assert sentences[0].startswith("The question “May ticket text leave under contract?” bears on ")
    assert any("the stage “Everybody”" in sentence for sentence in sentences)
    assert found[0].as_json().keys() == {"path", "name", "rests_on", "because"}


def test_a_circle_of_stages_ends() -> None:
    circle = changed(support(), {"stages[0].depends_on": ["tune"]})
    assert paths(circle, "stages[ship]") >= {"stages[tune]", "stages[everybody]"}


@settings(max_examples=20, deadline=None, suppress_health_check=list(HealthCheck))
@given(plan=plans())
def test_the_impact_of_any_change_is_found_without_fail(plan: Plan) -> None:
    for good in (GOOD[0](), plan):
        assert len(in_words(affected_by(good, diff(good, plan)))) <= 500
