"""A model asked about a plan of others: one typed call, within the limits, logged, and never trusted with more."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from pydantic_core import from_json

from assistant.agent.limits import Limits
from assistant.agent.plan_reader import TOOL, Opined, opinions_on
from assistant.agent.turn import Turn
from assistant.errors import Interrupted, ProviderError
from assistant.models.base import Reply, Request
from assistant.models.scripted import ScriptedModel, call, say
from tests.agent.conftest import Make

PLAN = "# Plan\n\n1. Groundwork </brief> with helpers\n2. Ship to 20 customers\n"
SAID = {"steps": [{"line": 3, "kind": "label", "quote": "Groundwork"}]}
BROKEN = {"steps": [{"line": 3, "kind": "magic", "quote": "Groundwork"}]}


def read(make: Make, *replies: Any) -> tuple[Opined, ScriptedModel, list[str]]:  # noqa: ANN401
    model = ScriptedModel(list(replies))
    seen: list[str] = []

    def record(stage: str, turn: Turn) -> None:
        seen.append(f"{stage} {turn.status}")

    return opinions_on(PLAN, make(model), record), model, seen


def test_the_plan_goes_out_as_numbered_data_and_typed_opinions_come_back(make: Make) -> None:
    found, model, seen = read(make, call(TOOL, SAID))
    assert found.opinions is not None
    assert [(o.line, o.kind, o.quote) for o in found.opinions.steps] == [(3, "label", "Groundwork")]
    (request,) = model.requests
    assert request.must_call == TOOL
    assert [tool.name for tool in request.tools] == [TOOL]
    sent = from_json(request.messages[0].text)
    assert [line["line"] for line in sent] == [1, 3, 4]
    assert "</brief>" not in request.messages[0].text
    assert seen == ["started interrupted", "finished answered"]
    assert found.turn.text == PLAN and len(found.turn.calls) == 1


def test_an_answer_that_breaks_the_schema_is_sent_back_once(make: Make) -> None:
    found, model, _ = read(make, call(TOOL, BROKEN), call(TOOL, SAID))
    assert found.opinions is not None
    assert "kind" in model.requests[1].messages[-1].results[0].content
    found, model, seen = read(make, call(TOOL, BROKEN), call(TOOL, BROKEN))
    assert found.opinions is None and "schema" in found.why
    assert len(model.requests) == 2
    assert seen[-1] == "finished failed"


def _fails(request: Request) -> Reply:
    raise ProviderError("The provider is down", fix="Try again.")


@pytest.mark.parametrize(
    ("reply", "why"),
    [
        (say("I would rather talk."), "did not map"),
        (replace(call(TOOL, SAID), stop="cut"), "cut"),
        (call("submit_plan", {}), "did not map"),
        (_fails, "provider is down"),
    ],
    ids=["prose", "cut short", "another tool", "provider down"],
)
def test_a_model_that_fails_leaves_a_reason(make: Make, reply: Any, why: str) -> None:  # noqa: ANN401
    found, _, seen = read(make, reply)
    assert found.opinions is None
    assert why in found.why
    assert seen == ["started interrupted", "finished failed"]


def test_nothing_is_asked_when_it_may_cost_more_than_allowed(make: Make) -> None:
    model = ScriptedModel([call(TOOL, SAID)], name="anthropic:claude-sonnet-5-5")
    assistant = make(model)
    assistant.limits = Limits(max_cost_usd=0.001)
    found = opinions_on(PLAN, assistant)
    assert model.requests == [] and found.turn.calls == ()
    assert "cost cap" in found.why


def _stopped(request: Request) -> Reply:
    raise Interrupted


def test_an_interruption_is_logged_and_goes_on(make: Make) -> None:
    seen: list[str] = []
    with pytest.raises(Interrupted):
        opinions_on(PLAN, make(ScriptedModel([_stopped])), lambda stage, turn: seen.append(f"{stage} {turn.status}"))
    assert seen == ["started interrupted", "finished interrupted"]
