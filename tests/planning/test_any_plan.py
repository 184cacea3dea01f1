"""Whatever a valid plan says, a review ends in findings, never in a failure."""

from __future__ import annotations

from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from pydantic_core import from_json

from assistant.errors import PlanFileError
from assistant.planning.elements import Quantity
from assistant.planning.evidence import Evidence
from assistant.planning.review import is_draft, review
from assistant.planning.rules import RULES
from assistant.planning.schema import Plan, dump, parse
from tests.planning.plans import GOOD, support
from tests.planning.plans.parts import EVIDENCE, TODAY

TEXTS = [dump(build()) for build in GOOD]
WORDS = st.one_of(
    st.text(max_size=40),
    st.sampled_from(
        ["", " ", "ship", "tune", "g_tune", "c1", "c99", "[c99]", "build", "costs..", "stages[999]", "TBD", "x" * 5_000]
    ),
)
VALUES = st.one_of(
    WORDS,
    st.none(),
    st.booleans(),
    st.integers(-(10**18), 10**18),
    st.floats(allow_nan=False, allow_infinity=False),
    st.sampled_from([0, -1, 1e308, 5e-324, "2026-11-23", "0001-01-01", "9999-12-31", [], {}]),
)


def places(node: object, path: tuple[str | int, ...] = ()) -> list[tuple[str | int, ...]]:
    """The path of every value below the node."""
    children: list[tuple[str | int, object]] = []
    if isinstance(node, dict):
        children = list(node.items())
    elif isinstance(node, list):
        children = list(enumerate(node))
    found = [(*path, key) for key, _ in children]
    return found + [below for key, child in children for below in places(child, (*path, key))]


def change(raw: object, path: tuple[str | int, ...], how: str, value: object) -> None:
    """Sets, drops, doubles or reverses what stands at the path."""
    node = raw
    for step in path[:-1]:
        node = child(node, step)
    last = path[-1]
    if isinstance(node, dict):
        if how == "drop":
            del node[last]
        else:
            node[last] = node[last][::-1] if how == "reverse" and isinstance(node[last], list) else value
    elif isinstance(node, list) and isinstance(last, int):
        if how == "drop":
            del node[last]
        elif how == "double":
            node.append(node[last])
        else:
            node[last] = value


def child(node: object, step: str | int) -> object:
    """What stands at one step below the node."""
    if isinstance(node, dict):
        return node[step]
    assert isinstance(node, list) and isinstance(step, int)
    return node[step]


@st.composite
def plans(draw: st.DrawFn) -> Plan:
    raw = from_json(draw(st.sampled_from(TEXTS)))
    for _ in range(draw(st.integers(1, 6))):
        everywhere = places(raw)
        path = everywhere[draw(st.integers(0, len(everywhere) - 1))]
        change(raw, path, draw(st.sampled_from(("set", "set", "drop", "double", "reverse"))), draw(VALUES))
    try:
        return parse(raw)
    except PlanFileError:
        assume(False)
        raise


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(plan=plans(), evidence=st.sampled_from([EVIDENCE, Evidence(today=TODAY), Evidence(TODAY, facts={}, chunks={})]))
def test_a_review_never_fails(plan: Plan, evidence: Evidence) -> None:
    findings = review(plan, evidence)
    assert {finding.code for finding in findings} <= set(RULES)
    assert all(finding.message and finding.fix for finding in findings)
    ranks = [("error", "warning", "not_measured").index(finding.severity) for finding in findings]
    assert ranks == sorted(ranks)


def test_a_ledger_of_a_thousand_steps_is_recomputed() -> None:
    plan = support()
    chain = [Quantity(id="q0", value=1.0, unit="USD", origin="brief")]
    for i in range(1, 1_500):
        inputs = {"a": f"q{i - 1}", "b": "q0"}
        chain.append(Quantity(id=f"q{i}", value=1.0 + i, origin="computed", formula="total", inputs=inputs))
    costs = plan.costs.model_copy(update={"ledger": (*plan.costs.ledger, *chain)})
    assert review(plan.model_copy(update={"costs": costs}), EVIDENCE) == ()


def test_a_thousand_stages_in_a_row_are_followed() -> None:
    plan = support()
    last = plan.stages[0]
    row = [last]
    for i in range(1_000):
        last = last.model_copy(update={"id": f"n{i}", "kind": "roll_out", "depends_on": (last.id,)})
        row.append(last)
    stages = (*row, *plan.stages[1:])
    assert not is_draft(review(plan.model_copy(update={"stages": stages}), EVIDENCE))
