"""A plan and its revision: what lies between them is a patch that leads from one to the other, and nowhere else."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pydantic_core import from_json, to_json

from assistant.errors import InputError
from assistant.planning.patch_paths import Key, Path, parse_path, show_path
from assistant.planning.patches import Change, apply, diff
from assistant.planning.schema import Plan
from tests.planning.changes import DROP, changed
from tests.planning.plans import GOOD, hobby, live, support
from tests.planning.test_any_plan import plans

NAMES = st.one_of(
    st.text(min_size=1, max_size=12), st.sampled_from(["ship", "0", "a.b", 'x"]', "[0]", "*", "-1", "\\"])
)
STEPS = st.one_of(
    NAMES, st.integers(0, 99), st.builds(Key, st.just("id"), NAMES), st.builds(Key, st.just("question"), st.integers())
)


@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(a=plans(), b=plans())
def test_a_patch_leads_from_any_plan_to_any_other(a: Plan, b: Plan) -> None:
    assert apply(a, diff(a, b)) == b


@settings(max_examples=20, deadline=None, suppress_health_check=list(HealthCheck))
@given(a=st.sampled_from([build() for build in GOOD]), b=plans())
def test_a_patch_survives_being_written_as_json(a: Plan, b: Plan) -> None:
    text = to_json([change.as_json() for change in diff(a, b)])
    assert apply(a, [Change.from_json(raw) for raw in from_json(text)]) == b


@given(path=st.lists(STEPS, max_size=4).map(tuple))
def test_a_path_is_read_back_as_it_was(path: Path) -> None:
    assert parse_path(show_path(path)) == path


def test_nothing_lies_between_a_plan_and_itself() -> None:
    assert diff(support(), support()) == ()


def test_paths_name_things_by_their_ids() -> None:
    late = changed(support(), {"stages[1].when.end": "2027-02-01", "fit[3].answer": "yes", "risks[0].role": "lead"})
    assert [(change.op, change.path, change.before, change.after) for change in diff(support(), late)] == [
        ("set", "fit[question=4].answer", "unknown", "yes"),
        ("set", "stages[everybody].when.end", "2027-01-15", "2027-02-01"),
        ("set", "risks[0].role", "engineer", "lead"),
    ]


def test_a_stage_put_in_between_is_one_change_and_not_five() -> None:
    more = support()
    new = more.stages[2].model_copy(update={"id": "shadow", "kind": "shadow"})
    more = more.model_copy(update={"stages": (more.stages[0], new, *more.stages[1:])})
    (only,) = diff(support(), more)
    assert (only.op, only.path, only.at) == ("add", "stages[shadow]", 1)
    (back,) = diff(more, support())
    assert (back.op, back.path) == ("remove", "stages[shadow]")


def test_stages_that_change_places_are_an_order() -> None:
    turned = changed(support(), {"stages[3]!": 0})
    (only,) = diff(support(), turned)
    assert (only.op, only.path, only.after[0]) == ("order", "stages[*]", "curate")
    assert apply(support(), [only]) == turned


@pytest.mark.parametrize(
    "change",
    [
        Change("set", "title", "Another title", "Mine"),
        Change("set", "stages[nowhere].title", "x", "y"),
        Change("set", "stages[99].title", "x", "y"),
        Change("remove", "gates[g_tune]", before={}),
        Change("add", "stages[ship]", after={"id": "ship"}),
        Change("order", "stages[*]", [], ["ship"]),
        Change("set", "no.such.place", None, 1),
    ],
)
def test_a_patch_for_another_plan_is_refused(change: Change) -> None:
    with pytest.raises(InputError) as refused:
        apply(support(), [change])
    assert "another plan" in refused.value.sentence()
    assert refused.value.where == change.path


@pytest.mark.parametrize("text", ["stages[", "stages[ship", "a..b", "[]", "7up"])
def test_a_text_that_is_no_path_is_refused(text: str) -> None:
    with pytest.raises(InputError):
        parse_path(text)


def test_a_result_that_is_no_plan_is_refused() -> None:
    with pytest.raises(InputError) as refused:
        apply(support(), [Change("set", "stakes", "launch", "enormous")])
    assert "stakes" in refused.value.sentence()


def test_a_change_that_is_none_is_refused() -> None:
    with pytest.raises(InputError):
        Change.from_json({"op": "invent", "path": "title"})


def test_whole_plans_of_other_shape_are_reached() -> None:
    for a, b in ((support(), hobby()), (live(), support()), (changed(support(), {"gates[2]": DROP}), live())):
        assert apply(a, diff(a, b)) == b
