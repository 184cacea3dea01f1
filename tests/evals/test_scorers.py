"""Each scorer passes what is there, fails what is not, and says unmeasured where there is nothing to look at."""

from __future__ import annotations

from dataclasses import replace

import pytest

from assistant.agent.turn import Turn
from assistant.evals.scorers import SCORERS
from assistant.evals.scoring import Outcome, Score, never
from assistant.models.base import Reply, ToolCall
from assistant.planning.schema import Plan
from tests.evals import test_scorers_of_work
from tests.evals.bench import BRIEF, asked, empty, planned, score
from tests.evals.test_mutants import PASSAGES, labelled
from tests.planning.changes import changed
from tests.planning.plans import clarify, forecast, support
from tests.usage import made

ANSWER = made.turn(status="answered")
ECHO = replace(ANSWER, answer=f"{BRIEF.upper()}?")


def uncited() -> Plan:
    plan = support()
    place = next(i for i, claim in enumerate(plan.claims) if claim.origin == "corpus")
    return changed(plan, {f"claims[{place}].citation": ""})


def collecting_first() -> Plan:
    plan = support()
    place = next(i for i, stage in enumerate(plan.stages) if stage.kind == "collect")
    return changed(plan, {f"stages[{place}]!": 0})


CASES: tuple[tuple[str, Turn, object, Outcome], ...] = (
    ("valid_plan", planned(), True, "pass"),
    ("valid_plan", planned(None, "PF101"), True, "fail"),
    ("valid_plan", planned(None, "PF101"), False, "pass"),
    ("valid_plan", empty(), True, "fail"),
    ("verdict_in", planned(), ["product_first", "adapted"], "pass"),
    ("verdict_in", planned(), ["classical"], "fail"),
    ("verdict_in", empty(), ["classical"], "unmeasured"),
    ("phase_is", planned(), "idea", "pass"),
    ("phase_is", planned(), "live", "fail"),
    ("phase_is", empty(), "live", "unmeasured"),
    ("notes_cited_at_least", planned(labelled(support), passages=PASSAGES), 1, "pass"),
    ("notes_cited_at_least", planned(labelled(support), passages=PASSAGES), 50, "fail"),
    ("notes_cited_at_least", planned(), 1, "fail"),
    ("notes_cited_at_least", empty(), 1, "unmeasured"),
    ("every_claim_supported", planned(), True, "pass"),
    ("every_claim_supported", planned(uncited()), True, "fail"),
    ("every_claim_supported", planned(support().model_copy(update={"claims": ()})), True, "unmeasured"),
    ("every_claim_supported", empty(), True, "unmeasured"),
    ("ship_before_data", planned(), True, "pass"),
    ("ship_before_data", planned(collecting_first()), True, "fail"),
    ("ship_before_data", planned(collecting_first()), False, "pass"),
    ("ship_before_data", planned(support().model_copy(update={"stages": ()})), True, "unmeasured"),
    ("ship_before_data", planned(forecast()), True, "pass"),
    ("ship_before_data", empty(), True, "unmeasured"),
    ("status_is", planned(), "complete", "pass"),
    ("status_is", empty(), "complete", "fail"),
    ("ended_saying", empty(error="It made the same call again."), "same call", "pass"),
    ("ended_saying", empty(error="It was cut."), "same call", "fail"),
    ("ended_saying", planned(), "same call", "unmeasured"),
    ("expected_findings", planned(None, "PF101", "PF402"), ["PF402"], "pass"),
    ("expected_findings", planned(None, "PF101"), ["PF101", "PF402"], "fail"),
    ("expected_findings", empty(), ["PF101"], "unmeasured"),
    ("repairs_at_most", planned(repairs=2), 1, "fail"),
    ("repairs_at_most", planned(repairs=1), 1, "pass"),
    ("repairs_at_least", planned(repairs=1), 1, "pass"),
    ("repairs_at_least", planned(), 1, "fail"),
    ("model_calls_within", planned(), 1, "pass"),
    ("model_calls_within", planned(calls=(made.call(), made.call())), 1, "fail"),
    ("tool_calls_within", planned(), 1, "pass"),
    ("answered_within_words", ANSWER, 4, "pass"),
    ("answered_within_words", ANSWER, 3, "fail"),
    ("answered_within_words", planned(), 4, "unmeasured"),
    ("answered_within_words", ECHO, 99, "unmeasured"),
    ("status_is", ANSWER, "answered", "pass"),
    ("status_is", ECHO, "answered", "fail"),
)


@pytest.mark.parametrize(
    ("name", "turn", "wanted", "outcome"), CASES, ids=[f"{name}-{outcome}" for name, _, _, outcome in CASES]
)
def test_a_scorer_tells_there_from_not_there_from_nothing_to_see(
    name: str, turn: Turn, wanted: object, outcome: Outcome
) -> None:
    said = score(name, turn, wanted)
    assert (said.outcome, said.name) == (outcome, name)
    assert said.reason


def test_every_scorer_has_been_seen_to_pass_and_to_fail() -> None:
    by_words = {"speaks_of_brief", "swap_test", "log_hides"}
    for outcome in ("pass", "fail"):
        seen = {name for name, _, _, known in (*CASES, *test_scorers_of_work.CASES) if known == outcome} | by_words
        assert set(SCORERS) - seen == ({"tool_calls_within"} if outcome == "fail" else set())
    two = replace(made.call(), reply=Reply(calls=(ToolCall("a", "x", {}), ToolCall("b", "x", {})), stop="tools"))
    assert score("tool_calls_within", planned(calls=(two,)), 1).outcome == "fail"


def test_an_empty_turn_passes_nothing_that_asserts_something() -> None:
    wanted = {
        "valid_plan": True, "verdict_in": ["product_first"], "phase_is": "idea", "notes_cited_at_least": 1,
        "every_claim_supported": True, "ship_before_data": True, "speaks_of_brief": 0.1, "swap_test": 0.1,
        "status_is": "complete", "ended_saying": "done", "expected_findings": ["PF101"], "repairs_at_least": 1,
        "answered_within_words": 100,
    } | test_scorers_of_work.POSITIVE  # fmt: skip
    assert all(SCORERS[name].asserts(value) for name, value in wanted.items())
    assert not {name for name, scorer in SCORERS.items() if scorer.positive is not never} - wanted.keys()
    assert {score(name, empty(), value).outcome for name, value in wanted.items()} <= {"fail", "unmeasured"}
    assert not SCORERS["valid_plan"].asserts(False)
    assert not SCORERS["status_is"].asserts("failed")
    assert not SCORERS["costs_between"].asserts((0, 1))


def test_a_plan_speaks_of_its_own_brief_and_not_of_another() -> None:
    own, other = support().brief.text, forecast().brief.text
    spoken = score("speaks_of_brief", planned(), 0.3, brief=own)
    assert (spoken.outcome, spoken.bar) == ("pass", 0.3)
    assert score("speaks_of_brief", asked(planned(), other), 0.3, brief=other).outcome == "fail"
    assert score("swap_test", planned(), 0.05, brief=own, others=(other,)).outcome == "pass"
    assert score("swap_test", asked(planned(), other), 0.05, brief=other, others=(own,)).outcome == "fail"
    assert score("swap_test", planned(), 0.05, brief=own).outcome == "unmeasured"
    assert score("swap_test", empty(), 0.05, brief=own, others=(other,)).outcome == "unmeasured"


def test_saying_the_brief_back_is_not_speaking_of_it() -> None:
    brief = forecast().brief.text
    echo = changed(support(), {"brief.text": brief, "product.job": brief, "title": brief})
    assert score("speaks_of_brief", planned(echo), 0.3, brief=brief).outcome == "fail"


def test_a_brief_that_says_next_to_nothing_is_not_measured_by_its_words() -> None:
    assert score("speaks_of_brief", planned(clarify()), 0.3, brief="Something with AI").outcome == "unmeasured"


def test_a_label_and_a_number_without_a_bar_are_only_told() -> None:
    assert Score("route", "small model", "").outcome == Score("seconds", 1.5, "").outcome == "told"
