"""A conversation: the second turn knows the first, a plan can be revised, and nothing grows without end."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic_core import from_json

from assistant.agent.memory import EXCHANGES, Memory
from assistant.models.base import Message, Reply, Request, ToolCall
from assistant.models.scripted import ScriptedModel, call, say
from tests.agent.conftest import Make
from tests.agent.drafting import BRIEF, Drafter, training_first

SHORTER = "Make it six weeks, please, and keep the rest."


def well_formed(messages: tuple[Message, ...]) -> bool:
    """User and assistant in turn, no empty text, every tool call with exactly its results right after it."""
    sides = [message.role == "assistant" for message in messages]
    asked = [[call.id for call in message.calls] for message in messages]
    answered = [[result.call_id for result in message.results] for message in messages]
    return (
        sides == [bool(number % 2) for number in range(len(messages))]
        and [[], *asked[:-1]] == answered
        and all(message.text.strip() or message.calls or message.results for message in messages)
    )


class Reviser:
    """Submits the draft of the former plan again, with its ship date moved and saying that it revises."""

    def __init__(self, *, revises: bool = True) -> None:
        self._revises = revises
        self.drafts: list[dict[str, Any]] = []

    def __call__(self, request: Request) -> Reply:
        told = next(m.text for m in reversed(request.messages) if m.role == "assistant" and "<draft>" in m.text)
        draft = from_json(told.partition("<draft>")[2])
        draft |= {"revises": self._revises, "title": "The shorter plan"}
        self.drafts.append(draft)
        return call("submit_plan", draft)


def test_a_plan_is_revised_from_the_draft_the_model_sees(make: Make) -> None:
    assistant = make(Drafter())
    first = assistant.turn(BRIEF, want="plan").plan
    assert first is not None
    assistant.model = ScriptedModel(Reviser())
    turn = assistant.turn(SHORTER)
    assert (turn.status, turn.repairs) == ("complete", 0), turn.findings
    assert turn.plan is not None
    assert (turn.plan.parent, turn.plan.revision, turn.plan.title) == (first.id, 2, "The shorter plan")
    assert turn.plan.brief.text == f"{BRIEF}\n\n{SHORTER}"
    assert {citation.chunk for citation in turn.plan.citations} == {citation.chunk for citation in first.citations}
    third = assistant.turn("And once more.").plan
    assert third is not None and (third.parent, third.revision) == (turn.plan.id, 3)


def test_what_could_be_bought_is_looked_for_in_the_brief_of_the_conversation(make: Make) -> None:
    assistant = make(Drafter())
    assistant.turn(BRIEF, want="plan")
    ask = call("estimate_cost", {"tokens_in": 1, "tokens_out": 1, "calls_month": 1})
    assistant.model = model = ScriptedModel([ask, say("Intercom's, or Zendesk's.")])
    assistant.turn("And what could we buy instead?")
    told = from_json(model.requests[-1].messages[-1].results[0].content)
    assert {row["for"] for row in told["bought"]} == {"customer support"}


def test_a_plan_about_something_else_starts_anew(make: Make) -> None:
    assistant = make(Drafter())
    assistant.turn("A podcast tool that suggests clips; one founder.", want="plan")
    assistant.model = ScriptedModel(Reviser(revises=False))
    plan = assistant.turn(BRIEF).plan
    assert plan is not None
    assert (plan.parent, plan.revision, plan.brief.text) == (None, 1, BRIEF)


def test_claiming_to_revise_without_a_plan_is_harmless(make: Make) -> None:
    def claiming(draft: dict[str, Any]) -> None:
        draft["revises"] = True

    plan = make(Drafter(claiming)).turn(BRIEF, want="plan").plan
    assert plan is not None and (plan.parent, plan.revision) == (None, 1)


def test_earlier_turns_are_told_in_words_and_only_the_last_draft_whole(make: Make) -> None:
    assistant = make(Drafter())
    assistant.turn(BRIEF, want="plan")
    assistant.model = ScriptedModel(Drafter())
    assistant.turn(BRIEF, want="plan")
    model = ScriptedModel([say("Because use has to prove it.")])
    assistant.model = model
    assistant.turn("Why does tuning wait?")
    messages = model.requests[0].messages
    assert [message.role for message in messages] == ["user", "assistant", "user", "assistant", "user"]
    assert [message.text.count("<draft>") for message in messages] == [0, 0, 0, 1, 0]
    assert "<passages>" not in messages[0].text + messages[2].text
    assert not any(message.calls or message.results for message in messages)


def test_a_draft_with_errors_is_remembered_with_what_is_wrong(make: Make) -> None:
    assistant = make(Drafter(*[training_first] * 9))
    assert assistant.turn(BRIEF, want="plan").status == "draft"
    assert "PF101" in assistant.history[1].text


@pytest.mark.parametrize("ending", ["end", "refusal", "length"])
def test_whatever_was_answered_the_next_turn_sends_a_sound_conversation(make: Make, ending: str) -> None:
    replies = [say(f"word {n}", stop=ending) for n in range(3)]  # type: ignore[arg-type]
    assistant = make(replies)
    assistant.turn("What comes first?")
    model = ScriptedModel([call("search_notes", {"query": "eval set"}), say("And this.")])
    assistant.model = model
    assistant.turn("And then?")
    assert all(well_formed(request.messages) for request in model.requests)


def test_within_a_turn_every_request_is_sound(make: Make) -> None:
    twice = Reply(
        text="Looking.",
        calls=(ToolCall("a", "search_notes", {"query": "eval set"}), ToolCall("b", "nothing", None, raw="{")),
        stop="tools",
    )
    drafter = Drafter(training_first)
    model = ScriptedModel([say(""), twice, say("So far.", stop="length"), drafter, drafter, drafter])
    assert make(model).turn(BRIEF, want="plan").status == "complete"
    assert len(model.requests) == 6
    assert all(well_formed(request.messages) for request in model.requests)


def test_the_log_is_told_exactly_what_each_call_sent(make: Make) -> None:
    drafter = Drafter(training_first)
    model = ScriptedModel([say("Hello."), say(""), drafter, drafter, drafter])
    assistant = make(model)
    assistant.turn("Who are you?")
    turn = assistant.turn(BRIEF, want="plan")
    assert [made.messages for made in turn.calls] == [request.messages for request in model.requests[1:]]
    assert [made.earlier for made in turn.calls] == [2, 2, 2, 2]
    assert all("<brief>" in made.messages[made.earlier].text for made in turn.calls)
    assert {prompt.fingerprint for prompt in turn.templates} == set(turn.prompts.values())


def test_a_long_conversation_is_told_from_its_later_part() -> None:
    memory = Memory()
    for number in range(EXCHANGES + 5):
        memory.add(f"question {number}", "word " * 5_000)
    assert len(memory.messages) == 2 * EXCHANGES
    assert memory.messages[0].text == "question 5"
    assert max(len(message.text) for message in memory.messages) < 7_000


def test_a_told_history_begins_another_story(make: Make) -> None:
    assistant = make(Drafter())
    assistant.turn(BRIEF, want="plan")
    kept = assistant.history
    assistant.history = kept
    before = assistant.memory
    assert before.plan is not None, "the same conversation goes on"
    assistant.history = [Message("user", text="Hello."), Message("assistant", text="Hello.")]
    assert (assistant.memory.plan, assistant.memory.passages) == (None, ())
    assert assistant.memory is not before
