"""How a turn goes: searches, drafts, is told exactly what does not hold, mends it, and ends as a plan or a draft."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any, Literal

import pytest
from pydantic_core import from_json

from assistant.agent.limits import Limits
from assistant.agent.turn import Event
from assistant.models.base import OnText, Reply, Request, Tokens, ToolCall
from assistant.models.scripted import ScriptedModel, call, say
from tests.agent.conftest import Make, Recorder
from tests.agent.drafting import BRIEF, Drafter, as_it_is, calls, invented_quote, training_first


def test_a_draft_that_holds_is_a_plan_and_everything_it_took_is_in_the_turn(make: Make, recorder: Recorder) -> None:
    events: list[Event] = []
    turn = make(Drafter()).turn(BRIEF, events.append, want="plan")
    assert (turn.status, turn.error, turn.repairs) == ("complete", "", 0)
    assert turn.plan is not None and turn.plan.id == turn.id
    assert turn.plan.brief.text == turn.text == BRIEF
    assert len(turn.calls) == 2
    assert turn.cost_usd == 0.0
    assert set(turn.plan.generator.retrieved) == {passage.chunk.hash for passage in turn.passages}
    assert {citation.chunk for citation in turn.plan.citations} <= set(turn.plan.generator.retrieved)
    assert set(turn.prompts) == {"system", "brief", "repair", "empty", "length", "no-plan", "read-plan"}
    assert turn.corpus_version
    assert recorder.stages == ["started interrupted", "finished complete"]
    kinds = [event.kind for event in events]
    assert kinds[0] == "searching" and kinds[-1] == "done"
    assert "repairing" not in kinds


def test_the_claims_a_draft_gives_for_a_fit_answer_stand_beside_it(make: Make) -> None:
    def evident(draft: dict[str, Any]) -> None:
        draft["fit"][4] |= {"claims": ["c1"], "reason": "A form cannot read a question."}

    turn = make(Drafter(evident)).turn(BRIEF, want="plan")
    assert turn.plan is not None and turn.plan.fit[4].claims == ("c1",)
    assert f"A form cannot read a question [{turn.plan.citations[0].note}]." in turn.plan.to_markdown()


def test_a_claim_for_a_fit_answer_that_nobody_makes_is_told(make: Make) -> None:
    def unmade(draft: dict[str, Any]) -> None:
        draft["fit"][4]["claims"] = ["c97"]

    model = ScriptedModel(Drafter(unmade))
    assert make(model).turn(BRIEF, want="plan").repairs == 1
    assert "PF401" in model.requests[-1].messages[-1].results[0].content


def test_a_broken_rule_is_told_by_code_and_place_and_mended_once(make: Make) -> None:
    model = ScriptedModel(Drafter(training_first))
    turn = make(model).turn(BRIEF, want="plan")
    assert (turn.status, turn.repairs) == ("complete", 1)
    told = model.requests[-1].messages[-1].results[0]
    assert told.is_error
    assert "PF101" in told.content and "Fine-tune a model on the tickets" in told.content
    assert not [finding for finding in turn.findings if finding.severity == "error"]


def test_what_is_too_long_is_told_beside_an_error_with_how_much_to_cut_and_never_alone(make: Make) -> None:
    def long(draft: dict[str, Any]) -> None:
        draft["against"] += " It costs more than it brings." * 500

    def long_and_broken(draft: dict[str, Any]) -> None:
        long(draft)
        training_first(draft)

    model = ScriptedModel(Drafter(long_and_broken))
    assert make(model).turn(BRIEF, want="plan").repairs == 1
    told = model.requests[-1].messages[-1].results[0].content
    assert "PF101" in told and re.search(r"PF603.* Cut \d[\d,]* words", told)
    assert make(ScriptedModel(Drafter(long))).turn(BRIEF, want="plan").repairs == 0


def test_a_quote_that_stands_nowhere_is_told_once_not_twice(make: Make) -> None:
    model = ScriptedModel(Drafter(invented_quote))
    turn = make(model).turn(BRIEF, want="plan")
    assert (turn.status, turn.repairs) == ("complete", 1)
    told = model.requests[-1].messages[-1].results[0].content
    assert told.count("claims[0]") == 1
    assert "PF402" in told and "Nine of ten teams" in told


def test_a_draft_that_never_holds_comes_back_as_a_draft_after_two_repairs(make: Make) -> None:
    drafter = Drafter(*[training_first] * 9)
    turn = make(drafter).turn(BRIEF, want="plan")
    assert (turn.status, turn.repairs, drafter.submitted) == ("draft", 2, 3)
    assert turn.plan is not None
    assert "PF101" in {finding.code for finding in turn.findings if finding.severity == "error"}
    assert turn.error == "the draft still breaks rules after 2 repairs"


def test_the_best_draft_is_kept_not_the_last(make: Make) -> None:
    def worse(draft: dict[str, object]) -> None:
        training_first(draft)
        invented_quote(draft)
        draft["kill_criteria"] = []

    turn = make(Drafter(invented_quote, worse, worse)).turn(BRIEF, want="plan")
    assert turn.status == "draft"
    assert {finding.code for finding in turn.findings if finding.severity == "error"} == {"PF402"}


def test_arguments_of_the_wrong_form_are_told_field_by_field_and_count_as_a_repair(make: Make) -> None:
    def of_the_wrong_form(draft: dict[str, object]) -> None:
        draft["ship_week"] = "soon"
        draft["invented"] = 1

    model = ScriptedModel(Drafter(of_the_wrong_form))
    turn = make(model).turn(BRIEF, want="plan")
    assert (turn.status, turn.repairs) == ("complete", 1)
    told = model.requests[-1].messages[-1].results[0].content
    assert "ship_week" in told and "invented" in told


def test_prose_is_no_plan_when_one_is_wanted(make: Make) -> None:
    drafter = Drafter()
    model = ScriptedModel([drafter, say("Here is my plan: ship it."), drafter])
    turn = make(model).turn(BRIEF, want="plan")
    assert turn.status == "complete"
    assert turn.repairs == 0, "a nudge is no repair"
    assert "submit_plan" in model.requests[2].messages[-1].text


def test_a_model_that_only_talks_ends_as_failed_with_its_words_kept(make: Make) -> None:
    replies = [say(f"I would rather talk, part {number}.") for number in range(9)]
    turn = make(replies).turn(BRIEF, want="plan")
    assert (turn.status, turn.plan) == ("failed", None)
    assert turn.answer == "I would rather talk, part 2."
    assert "prose" in turn.error


def test_saying_the_same_again_ends_it_at_once(make: Make) -> None:
    model = ScriptedModel([say("I cannot do this.")] * 9)
    turn = make(model).turn(BRIEF, want="plan")
    assert turn.status == "failed"
    assert len(model.requests) == 2


def test_a_question_in_a_chat_is_answered_in_prose(make: Make) -> None:
    search = call("search_notes", {"query": "when to fine-tune"})
    turn = make([search, say("Only when use proves it pays.")]).turn("When should one fine-tune?")
    assert (turn.status, turn.answer, turn.plan) == ("answered", "Only when use proves it pays.", None)
    assert turn.error == ""
    assert turn.passages


@pytest.mark.parametrize("want", ["plan", "any"])
def test_an_empty_reply_is_asked_again_and_never_a_success(make: Make, want: Literal["plan", "any"]) -> None:
    drafter = Drafter()
    model = ScriptedModel([say(""), say("  \n"), drafter, drafter])
    assert make(model).turn(BRIEF, want=want).status == "complete"
    assert "empty" in model.requests[1].messages[-1].text
    turn = make([say("")] * 9).turn(BRIEF, want=want)
    assert (turn.status, turn.error) == ("failed", "the model's answer was empty")
    assert len(turn.calls) == 3


def test_a_refusal_is_shown_as_one_and_not_argued_with(make: Make) -> None:
    model = ScriptedModel([say("I will not help with that.", stop="refusal"), Drafter()])
    turn = make(model).turn(BRIEF, want="plan")
    assert (turn.status, turn.error) == ("failed", "the model refused")
    assert turn.answer == "I will not help with that."
    assert len(model.requests) == 1


def test_an_answer_cut_by_length_runs_no_tool_and_is_asked_for_again_shorter(make: Make) -> None:
    drafter = Drafter()
    half = calls(ToolCall("x", "submit_plan", {}))
    model = ScriptedModel([replace(half, stop="length"), drafter, drafter])
    turn = make(model).turn(BRIEF, want="plan")
    assert (turn.status, turn.repairs) == ("complete", 0)
    assert "cut off" in model.requests[1].messages[-1].text
    assert not model.requests[1].messages[-2].calls
    turn = make([say("word " * number, stop="length") for number in range(1, 9)]).turn(BRIEF, want="plan")
    assert (turn.status, turn.error) == ("failed", "the model ran out of output tokens")


def test_arguments_that_are_no_json_and_unknown_tools_get_an_error_to_go_on_from(make: Make) -> None:
    drafter = Drafter()
    model = ScriptedModel([call("search_notes", '{"query": '), call("send_mail", {"to": "all"}), drafter, drafter])
    turn = make(model).turn(BRIEF, want="plan")
    assert turn.status == "complete"
    first, second = (model.requests[number].messages[-1].results[0] for number in (1, 2))
    assert first.is_error and "not a JSON object" in first.content
    assert second.is_error and "search_notes" in second.content


def test_a_model_that_only_calls_what_does_not_exist_is_stopped(make: Make) -> None:
    replies = [call("send_mail", {"number": number}) for number in range(20)]
    turn = make(replies).turn(BRIEF, want="plan")
    assert turn.status == "failed"
    assert len(turn.calls) == 3
    assert "calling tools" in turn.error


def test_two_calls_of_one_id_run_once(make: Make) -> None:
    twice = calls(
        ToolCall("a", "search_notes", {"query": "eval set"}), ToolCall("a", "search_notes", {"query": "feedback"})
    )
    model = ScriptedModel([twice, say("Done.")])
    make(model).turn("What is an eval set?")
    results = model.requests[1].messages[-1].results
    assert [result.is_error for result in results] == [False, True]
    assert from_json(results[0].content)["query"] == "eval set"


def test_the_same_call_again_and_again_is_answered_by_a_reminder_and_then_stopped(make: Make) -> None:
    model = ScriptedModel([call("search_notes", {"query": "eval set"})] * 20)
    turn = make(model).turn(BRIEF, want="plan")
    shown = [request.messages[-1].results[0].is_error for request in model.requests[1:]]
    assert shown == [False, False, True, True]
    assert turn.status == "failed"


def test_calls_after_the_plan_held_are_not_run(make: Make) -> None:
    drafter = Drafter()

    def and_more(request: Request) -> Reply:
        reply = drafter(request)
        extra = ToolCall("late", "search_notes", {"query": "something else entirely"})
        return calls(*reply.calls, extra) if drafter.submitted else reply

    events: list[Event] = []
    turn = make(and_more).turn(BRIEF, events.append, want="plan")
    assert turn.status == "complete"
    assert "something else entirely" not in [event.text for event in events]


def test_steps_tokens_and_time_are_bounded_and_the_reason_is_told(make: Make) -> None:
    def searching(request: Request) -> Reply:
        number = len(request.messages)
        return call("search_notes", {"query": f"question number {number}"}, tokens=Tokens(input=1_000))

    few = make(searching, limits=Limits(steps=3)).turn(BRIEF, want="plan")
    assert (few.status, len(few.calls)) == ("failed", 3)
    assert "3 model calls" in few.error
    much = make(searching, limits=Limits(tokens=2_500)).turn(BRIEF, want="plan")
    assert (much.status, len(much.calls)) == ("failed", 3)
    assert "2,500 tokens" in much.error
    late = make(searching, limits=Limits(seconds=0.0)).turn(BRIEF, want="plan")
    assert (late.status, len(late.calls)) == ("failed", 0)
    assert "time limit" in late.error


def test_a_reply_under_way_when_the_time_is_up_ends_there_with_the_best_draft_and_the_reason(make: Make) -> None:
    passed = [0.0]
    drafter = Drafter(*[training_first] * 9)

    class Slow:
        name = "scripted"

        def reply(self, request: Request, on_text: OnText | None = None) -> Reply:
            assert on_text is not None
            if drafter.submitted == 1:
                on_text("Let me ")
                passed[0] = 61.0
                on_text("mend ")
                on_text("it.")
            return drafter(request)

    turn = make(Slow(), limits=Limits(seconds=60.0), clock=lambda: passed[0]).turn(BRIEF, want="plan")
    assert turn.status == "draft" and turn.plan is not None
    assert turn.error == "the turn reached its time limit of 60 seconds (ASSISTANT_TURN_SECONDS sets it)"
    assert turn.calls[-1].reply.text == "Let me mend "
    assert turn.calls[-1].reply.stop == "cut"


def test_without_a_draft_the_time_limit_ends_the_turn_with_what_was_said(make: Make) -> None:
    passed = iter([0.0, 0.0, *[99.0] * 9])
    turn = make([say("Ship it.")], limits=Limits(seconds=60.0), clock=lambda: next(passed)).turn("Why?")
    assert (turn.status, turn.answer) == ("failed", "Ship ")
    assert "time limit of 60 seconds" in turn.error


def test_a_limit_reached_while_mending_still_gives_the_draft(make: Make) -> None:
    turn = make(Drafter(*[training_first] * 9), limits=Limits(steps=2)).turn(BRIEF, want="plan")
    assert turn.status == "draft"
    assert "2 model calls" in turn.error
    assert turn.plan is not None


def test_a_second_turn_may_search_for_what_the_first_one_did(make: Make) -> None:
    search = call("search_notes", {"query": "eval set"})
    model = ScriptedModel([search, search, say("So."), search, say("Again so.")])
    assistant = make(model)
    assistant.turn("What is an eval set?")
    assistant.turn("And once more?")
    assert not model.requests[-1].messages[-1].results[0].is_error


def test_nothing_changes_a_draft_that_holds(make: Make) -> None:
    first, second = (make(Drafter(as_it_is)).turn(BRIEF, want="plan").plan for _ in range(2))
    assert first is not None and second is not None
    assert first.model_copy(update={"id": "", "generator": None}) == second.model_copy(
        update={"id": "", "generator": None}
    )


def test_of_a_reply_with_hundreds_of_calls_a_few_are_run_and_the_others_told_so(make: Make) -> None:
    asked = [call("search_notes", {"query": f"gate {place}"}, id=f"call_{place}") for place in range(200)]
    many = calls(*(reply.calls[0] for reply in asked))
    model = ScriptedModel([many, say("Ship it.")])
    make(model, limits=Limits(calls_of_a_reply=3)).turn("What opens a gate?")
    results = model.requests[-1].messages[-1].results
    assert [result.content.startswith("Not run: of one reply at most 3 calls") for result in results] == (
        [False] * 3 + [True] * 197
    )


def test_no_further_tool_is_begun_when_the_turn_has_no_time_left(make: Make) -> None:
    passed, searched = [0.0], list[str]()

    def heard(event: Event) -> None:
        if event.kind == "searching" and event.text.startswith("gates"):
            searched.append(event.text)
            passed[0] = 61.0

    many = calls(*(call("search_notes", {"query": f"gates {n}"}, id=f"call_{n}").calls[0] for n in range(9)))
    late = make(ScriptedModel([many]), limits=Limits(seconds=60.0), clock=lambda: passed[0])
    assert "time limit of 60 seconds" in late.turn("Why?", heard).error
    assert searched == ["gates 0"]
