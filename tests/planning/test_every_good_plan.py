"""What is true of the rules is true on every good plan: mistakes are told by the right rules, other words by none."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest
from pydantic_core import from_json

from assistant.planning.content import work_in
from assistant.planning.review import review
from assistant.planning.rulebook import applies
from assistant.planning.rules import RULES
from assistant.planning.rules.course_view import stage_text
from assistant.planning.schema import Plan, dump, load, parse
from tests.planning.changes import changed
from tests.planning.everywhere import EVERYWHERE, HEAVY, Everywhere, reworded, turned
from tests.planning.mutations import ERRORS, SEVERAL, WARNINGS
from tests.planning.plans import GOOD
from tests.planning.plans.parts import EVIDENCE

TEXTS = {dump(build()): build().title for build in GOOD}


def codes(plan: Plan, severity: str) -> set[str]:
    return {finding.code for finding in review(plan, EVIDENCE) if finding.severity == severity}


def test_every_rule_has_a_mutation_that_makes_it_the_only_one_to_speak() -> None:
    by_severity = {
        severity: {code for code, rule in RULES.items() if (rule.severity == "error") == (severity == "error")}
        for severity in ("error", "warning")
    }
    assert {case[0] for case in ERRORS} == by_severity["error"]
    assert {case[0] for case in WARNINGS} >= by_severity["warning"]
    assert len(by_severity["error"]) + len(by_severity["warning"]) == 30


@pytest.mark.parametrize("case", SEVERAL, ids=lambda case: case[1])
def test_what_breaks_several_rules_breaks_those_that_stand_in_the_table(
    case: tuple[frozenset[str], str, Callable[[], Plan], dict[str, object]],
) -> None:
    expected, _, build, changes = case
    assert codes(changed(build(), changes), "error") == expected


@pytest.mark.parametrize("each", EVERYWHERE, ids=lambda each: each.name)
def test_a_mistake_in_any_good_plan_is_told_by_its_rules_alone(each: Everywhere) -> None:
    met = 0
    for text, title in TEXTS.items():
        raw = from_json(text)
        expected = each.change(raw)
        if expected is None:
            continue
        plan = parse(raw)
        asked = {code for code in expected if applies(code, plan.verdict.path)}
        assert codes(plan, each.severity) == asked, title
        assert each.severity == "error" or codes(plan, "error") == set(), title
        met += bool(asked)
    assert met >= 2, "a change that is met in fewer than two plans belongs into mutations.py"


@pytest.mark.parametrize("build", GOOD)
def test_the_order_of_keys_and_white_space_say_nothing(build: Callable[[], Plan]) -> None:
    raw = turned(from_json(dump(build())))
    for text in (json.dumps(raw), json.dumps(raw, indent=7), json.dumps(raw, indent="\t").replace("\n", " \r\n")):
        plan = load(text)
        assert plan == build()
        assert review(plan, EVIDENCE) == ()


@pytest.mark.parametrize("build", GOOD)
def test_synonyms_in_free_prose_say_nothing(build: Callable[[], Plan]) -> None:
    raw = from_json(dump(build()))
    assert reworded(raw) >= 3
    assert review(parse(raw), EVIDENCE) == ()


@pytest.mark.parametrize("build", GOOD)
def test_the_words_of_data_and_model_stages_give_them_away_under_any_label(build: Callable[[], Plan]) -> None:
    for stage in build().stages:
        if stage.kind in HEAVY:
            assert work_in(stage_text(stage)), stage.title
