"""When a provider fails, the second model is asked, aloud; never for what another provider could not mend."""

from __future__ import annotations

import pytest

from assistant.agent.turn import Event
from assistant.errors import ProviderError
from assistant.models.base import Reply, Request, Tokens
from assistant.models.scripted import ScriptedModel, say
from tests.agent.conftest import Make
from tests.agent.drafting import BRIEF, Drafter

FIRST, SECOND = "anthropic:claude-sonnet-5-5", "openai:gpt-6-luna"


def failing(code: str) -> ScriptedModel:
    def fail(request: Request) -> Reply:
        raise ProviderError("Anthropic is overloaded", fix="Try later.", code=code)

    return ScriptedModel(fail, name=FIRST)


def test_it_is_asked_from_then_on_and_said_aloud(make: Make) -> None:
    first, events = failing("overloaded"), list[Event]()
    turn = make(first, second=ScriptedModel(Drafter(), name=SECOND)).turn(BRIEF, events.append, want="plan")
    assert turn.status == "complete" and turn.plan is not None
    assert len(first.requests) == 1, "the failing one is not asked again"
    said = f"Anthropic is overloaded. Asking {SECOND} instead of {FIRST}."
    assert said in [event.text for event in events if event.kind == "notice"]
    assert said in turn.notices and said in turn.plan.generator.notices
    assert turn.plan.generator.model == SECOND


def test_its_calls_are_billed_at_its_own_price(make: Make) -> None:
    tokens = Tokens(input=10_000)
    alone = make(ScriptedModel([say("So.", tokens=tokens)], name=SECOND)).turn("Why?").cost_usd
    both = make(failing("unreachable"), second=ScriptedModel([say("So.", tokens=tokens)], name=SECOND)).turn("Why?")
    assert both.cost_usd == alone and alone


@pytest.mark.parametrize(
    "code", ["key_refused", "bad_request", "unknown_model", "too_long", "garbled", "broken_stream"]
)
def test_what_the_other_could_not_mend_is_not_handed_on(make: Make, code: str) -> None:
    second = ScriptedModel([say("never")], name=SECOND)
    with pytest.raises(ProviderError):
        make(failing(code), second=second).turn(BRIEF)
    assert second.requests == []


def test_when_both_fail_the_last_failure_is_told_once(make: Make) -> None:
    second = failing("overloaded")
    with pytest.raises(ProviderError, match="overloaded"):
        make(failing("overloaded"), second=second).turn(BRIEF)
    assert len(second.requests) == 1


def test_without_a_second_model_nothing_is_switched(make: Make) -> None:
    with pytest.raises(ProviderError):
        make(failing("overloaded")).turn(BRIEF)
