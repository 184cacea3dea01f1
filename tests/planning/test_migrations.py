"""Plans of older versions are read as what they said; newer ones are refused by name."""

from __future__ import annotations

from pathlib import Path as File
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic_core import from_json

from assistant.errors import PlanFileError
from assistant.planning.migrations import STEPS, migrated
from assistant.planning.review import review
from assistant.planning.schema import SCHEMA_VERSION, dump, load, parse
from tests.planning.plans import scaling
from tests.planning.plans.parts import EVIDENCE

OLDER = File(__file__).parent / "older"


def older(version: int) -> dict[str, Any]:
    raw: dict[str, Any] = from_json((OLDER / f"version-{version}.json").read_bytes())
    assert raw["schema_version"] == version
    return raw


def test_there_is_a_step_and_a_plan_for_every_older_version() -> None:
    versions = list(range(1, SCHEMA_VERSION))
    assert list(STEPS) == versions
    assert sorted(path.name for path in OLDER.glob("*.json")) == [f"version-{version}.json" for version in versions]


@pytest.mark.parametrize("version", STEPS)
def test_a_plan_that_an_older_version_wrote_is_read_and_still_holds(version: int) -> None:
    plan = load((OLDER / f"version-{version}.json").read_bytes())
    assert plan.schema_version == SCHEMA_VERSION
    assert [f for f in review(plan, EVIDENCE) if f.severity == "error"] == []
    assert load(dump(plan)) == plan


def test_version_1_ruled_options_out_which_version_2_calls_failed() -> None:
    raw = older(1)
    ruled_out = {option["id"]: option["ruled_out_by"] for option in raw["costs"]["options"]}
    plan = parse(raw)
    assert {option.id: option.eval_claim for option in plan.costs.options} == ruled_out
    assert {option.id: option.eval for option in plan.costs.options} == {
        "now": "", "strong": "not_measured", "cheap": "failed", "bot": "", "tuned": "",
    }  # fmt: skip
    assert plan.title == scaling().title


def test_version_1_named_what_tuning_is_compared_with_and_version_2_says_its_id() -> None:
    raw = older(1)
    raw["costs"]["tuning"]["against"] = "Sonnet 5.5 with retrieval"
    assert parse(raw).costs.tuning.against == "strong"
    raw["costs"]["tuning"]["against"] = "the strongest untuned option"
    assert parse(raw).costs.tuning.against == ""


def test_reading_an_older_plan_changes_nothing_of_what_was_given() -> None:
    raw = older(1)
    parse(raw)
    assert raw == older(1)


@pytest.mark.parametrize(
    ("version", "told"),
    [
        (SCHEMA_VERSION + 1, f"schema_version {SCHEMA_VERSION + 1}; this assistant reads versions 1 to"),
        (99, "schema_version 99"),
        (0, "schema_version '0'"),
        (-1, "schema_version '-1'"),
        (True, "schema_version 'True'"),
        ("1", "schema_version '1'"),
        (1.5, "schema_version '1.5'"),
        (None, "no schema_version"),
        ([], "schema_version '[]'"),
    ],
)
def test_any_other_version_is_refused_by_its_name(version: object, told: str) -> None:
    with pytest.raises(PlanFileError, match=told.replace("[", r"\[").replace("]", r"\]")) as refused:
        parse({**older(1), "schema_version": version}, where="plan.json")
    assert refused.value.fix
    assert refused.value.where == "plan.json"


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(max_size=8),
        lambda inner: (
            st.lists(inner, max_size=3)
            | st.dictionaries(st.sampled_from(["costs", "options", "tuning", "against", "id", "name"]), inner)
        ),
        max_leaves=12,
    )
)
def test_a_broken_older_plan_is_left_for_the_schema_to_refuse(costs: object) -> None:
    assert migrated({"schema_version": 1, "costs": costs}, to=SCHEMA_VERSION)["schema_version"] == SCHEMA_VERSION
    with pytest.raises(PlanFileError):
        parse({"schema_version": 1, "costs": costs})
