"""When a provider fails, the second model is asked, aloud; never for what another provider could not mend."""

from __future__ import annotations

from pathlib import Path

import pytest

from assistant.agent.limits import Limits
from assistant.agent.turn import Event
from assistant.cli import turn_view
from assistant.errors import ProviderError
from assistant.models.base import Reply, Request, Tokens
from assistant.models.scripted import ScriptedModel, say
from assistant.usage.log import UsageLog
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


@pytest.mark.parametrize("code", ["key_refused", "bad_request", "unknown_model", "too_long", "not_an_api", "foreign"])
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


@pytest.mark.parametrize("code", ["broken_stream", "garbled", "empty"])
def test_an_answer_that_broke_unread_is_handed_on(make: Make, code: str) -> None:
    turn = make(failing(code), second=ScriptedModel([say("Measure first.")], name=SECOND)).turn("Why?")
    assert (turn.status, turn.answer) == ("answered", "Measure first.")


def test_an_answer_of_which_somebody_read_the_beginning_is_not_begun_again_by_another(make: Make) -> None:
    second = ScriptedModel([say("never")], name=SECOND)
    first = ScriptedModel([Reply("Measure fi", stop="cut")], name=FIRST)
    with pytest.raises(ProviderError, match="cut short"):
        make(first, second=second).turn("Why?", lambda _: None)
    assert second.requests == []


def test_bill_log_and_figures_name_the_model_that_answered(make: Make, tmp_path: Path) -> None:
    tokens = Tokens(input=10_000, output=1_000)
    second = ScriptedModel([say("So.", tokens=tokens)], name=SECOND)
    with UsageLog(tmp_path / "home") as log:
        turn = make(failing("overloaded"), second=second, record=log.record).turn("Why?")
        figures, kept = log.stats(), log.turn(turn.id)

    assert turn.asked == f"{FIRST}, then {SECOND}"
    assert [call.model for call in turn.calls] == [FIRST, SECOND]
    assert [call.model_requested for call in kept.calls] == [FIRST, SECOND]
    assert figures["by_model"][SECOND] == {
        "calls": 1, "unpriced_calls": 0, "tokens": tokens.total, "cost_usd": turn.calls[1].cost_usd,
    }  # fmt: skip
    assert figures["by_model"][FIRST]["tokens"] == 0
    assert f"{FIRST}, then {SECOND}" in turn_view.text(kept)


def test_the_cap_on_costs_is_kept_at_the_price_of_the_model_that_answers(make: Make) -> None:
    """So long an answer would fit under the cap on the second model alone."""
    second = ScriptedModel([say("So.")], name=SECOND)
    make(failing("overloaded"), second=second, limits=Limits(max_cost_usd=0.1)).turn("Why?")
    first = ScriptedModel([say("So.")], name=FIRST)
    make(first, limits=Limits(max_cost_usd=0.1)).turn("Why?")
    assert second.requests[0].max_output_tokens > first.requests[0].max_output_tokens
