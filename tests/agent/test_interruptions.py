"""Whatever ends a turn, it is recorded as finished with what there was, and the next turn starts well."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable

import pytest

from assistant.agent.library import Library
from assistant.agent.turn import Event
from assistant.errors import InputError, Interrupted, KeyMissing, ProviderError
from assistant.knowledge.index import Index
from assistant.knowledge.passages import Document, Found
from assistant.models.base import OnText, Reply, Request, ToolCall
from assistant.models.retry import PatientModel
from assistant.models.scripted import ScriptedModel, call, say
from tests.agent.conftest import Make, Recorder
from tests.agent.drafting import BRIEF, Drafter, calls, training_first
from tests.models.wire import Clock


class Breaking:
    """A model that says its pieces and then breaks."""

    name = "scripted"

    def __init__(self, error: BaseException, *pieces: str) -> None:
        self._error = error
        self._pieces = pieces

    def reply(self, request: Request, on_text: OnText | None = None) -> Reply:
        for piece in self._pieces:
            if on_text is not None:
                on_text(piece)
        raise self._error


@pytest.mark.parametrize("error", [KeyboardInterrupt(), Interrupted("Ship the")])
def test_stopping_the_model_keeps_what_was_said(make: Make, recorder: Recorder, error: BaseException) -> None:
    turn = make(Breaking(error, "Ship ", "the")).turn(BRIEF)
    assert (turn.status, turn.answer, turn.error) == ("interrupted", "Ship the", "interrupted")
    assert turn.calls[0].reply.text == "Ship the"
    assert turn.calls[0].reply.stop == "cut"
    assert recorder.stages == ["started interrupted", "finished interrupted"]


def test_a_stream_without_end_is_ended_and_what_came_is_kept(make: Make, recorder: Recorder) -> None:
    with pytest.raises(ProviderError, match="passed 1,000,000 characters and was ended"):
        make(Breaking(AssertionError("read on for ever"), *["Ship " * 1_000] * 1_000)).turn(BRIEF)
    assert len(recorder.told[-1][1].answer) <= 1_005_000


def test_nothing_is_said_to_be_kept_when_nothing_had_arrived(make: Make) -> None:
    with pytest.raises(ProviderError) as told:
        make([say("", stop="cut")]).turn(BRIEF)
    assert told.value.fix == "Try again."


def test_a_stream_that_ends_early_is_recorded_and_never_taken_as_an_answer(make: Make, recorder: Recorder) -> None:
    with pytest.raises(ProviderError, match="cut short"):
        make([say("Ship the", stop="cut")]).turn(BRIEF)
    stage, turn = recorder.told[-1]
    assert (stage, turn.status, turn.answer) == ("finished", "failed", "Ship the")
    assert len(turn.calls) == 1
    assert "cut short" in turn.error


class CutOnce:
    """A model whose first answer breaks off after some words, shown as they come."""

    name = "scripted"

    def __init__(self) -> None:
        self.requests = 0
        self._drafter = Drafter()

    def reply(self, request: Request, on_text: OnText | None = None) -> Reply:
        self.requests += 1
        if self.requests == 1:
            if on_text is not None:
                on_text("Ship the")
            return say("Ship the", stop="cut")
        return self._drafter(request)


@pytest.mark.parametrize("listens", [True, False])
def test_a_stream_that_broke_before_nobody_s_eyes_is_asked_for_again(make: Make, listens: bool) -> None:
    model, told = CutOnce(), list[Event]()
    assistant = make(PatientModel(model, Clock().policy()))
    turn = assistant.turn(BRIEF, told.append if listens else None, want="plan", shows_text=False)
    assert turn.status == "complete"
    assert turn.calls[0].reply.retries == 1
    assert "Ship the" not in turn.answer


def test_a_stream_that_broke_before_a_reader_is_not_said_twice(make: Make, recorder: Recorder) -> None:
    model = CutOnce()
    with pytest.raises(ProviderError, match="cut short"):
        make(PatientModel(model, Clock().policy())).turn(BRIEF, lambda _: None, want="plan")
    assert model.requests == 1
    assert recorder.told[-1][1].answer == "Ship the"


def test_what_stays_of_a_reply_that_kept_breaking_is_its_last_attempt_alone(make: Make, recorder: Recorder) -> None:
    broken = Breaking(ProviderError("It broke", code="broken_stream", retryable=True), "Ship ", "the")
    with pytest.raises(ProviderError, match="tried 3 times"):
        make(PatientModel(broken, Clock().policy())).turn(BRIEF)
    assert recorder.told[-1][1].answer == "Ship the"


def test_a_tool_half_received_is_never_run(make: Make, recorder: Recorder) -> None:
    half = Reply(calls=(ToolCall("a", "submit_plan", {}),), stop="cut")
    with pytest.raises(ProviderError):
        make([half]).turn(BRIEF, want="plan")
    assert recorder.told[-1][1].repairs == 0


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (ProviderError("The provider is overloaded", code="overloaded"), "overloaded"),
        (KeyMissing("ANTHROPIC_API_KEY was refused"), "refused"),
        (ZeroDivisionError("secret of the process"), "our own fault: ZeroDivisionError"),
        (SystemExit(3), "our own fault: SystemExit"),
    ],
    ids=lambda value: type(value).__name__ if isinstance(value, BaseException) else "",
)
def test_every_failure_is_raised_after_it_was_recorded(
    make: Make, recorder: Recorder, error: BaseException, said: str
) -> None:
    assistant = make(Breaking(error, "so far"))
    with pytest.raises(type(error)):
        assistant.turn(BRIEF)
    stage, turn = recorder.told[-1]
    assert (stage, turn.status, turn.answer) == ("finished", "failed", "so far")
    assert said in turn.error
    assert turn.calls[0].error and turn.calls[0].error in turn.error
    assert "secret of the process" not in turn.error
    assert assistant.history == []


def test_a_failure_while_mending_gives_the_draft_and_the_reason(make: Make) -> None:
    drafter = Drafter(training_first)

    def gone(request: Request) -> Reply:
        raise ProviderError("The provider is overloaded", fix="Try again later.")

    turn = make([drafter, drafter, gone]).turn(BRIEF, want="plan")
    assert turn.status == "draft"
    assert turn.error == "The provider is overloaded. Try again later."
    assert turn.plan is not None
    assert len(turn.calls) == 3


def test_stopping_while_mending_keeps_the_draft(make: Make) -> None:
    drafter = Drafter(training_first)

    def stopped(request: Request) -> Reply:
        raise KeyboardInterrupt

    turn = make([drafter, drafter, stopped]).turn(BRIEF, want="plan")
    assert turn.status == "interrupted"
    assert turn.plan is not None


@pytest.mark.parametrize("moment", ["searching", "found", "drafting", "text", "checking"])
def test_ctrl_c_at_any_moment_ends_the_turn_and_leaves_the_conversation_sound(
    make: Make, recorder: Recorder, moment: str
) -> None:
    def stop(event: Event) -> None:
        if event.kind == moment:
            raise KeyboardInterrupt

    first, second = Drafter(), Drafter()
    assistant = make([lambda request: Reply(text="Let me look. ", calls=first(request).calls, stop="tools"), first])
    turn = assistant.turn(BRIEF, stop, want="plan")
    assert turn.status == "interrupted"
    assert recorder.stages == ["started interrupted", "finished interrupted"]
    assert [message.role for message in assistant.history] == ["user", "assistant"]
    assert "interrupted" in assistant.history[1].text
    model = ScriptedModel(second)
    assistant.model = model
    assert assistant.turn(BRIEF, want="plan").status == "complete"
    assert [message.role for message in model.requests[0].messages] == ["user", "assistant", "user"]


class Failing(Library):
    """A library whose disk fails after the first search."""

    def __init__(self, index: Index, error: Exception) -> None:
        super().__init__(lambda: index)
        self._error = error
        self._searches = 0

    def search(self, query: str, limit: int) -> Found:
        self._searches += 1
        if self._searches > 1:
            raise self._error
        return super().search(query, limit)

    def note(self, note_id: str) -> Document | None:
        raise self._error


@pytest.mark.parametrize(
    "error",
    [
        OSError(5, "Input/output error"),
        sqlite3.DatabaseError("malformed"),
        InputError("The notes are gone", fix="Mend them."),
    ],
)
def test_a_tool_that_fails_is_an_answer_to_the_model_not_the_end(make: Make, index: Index, error: Exception) -> None:
    both = calls(
        ToolCall("a", "search_notes", {"query": "eval set"}), ToolCall("b", "read_note", {"note": "eval-design"})
    )
    model = ScriptedModel([both, say("Without the notes: measure first.")])
    turn = make(model, library=Failing(index, error)).turn("What is an eval set?")
    assert turn.status == "answered"
    results = model.requests[1].messages[-1].results
    assert all(result.is_error and "failed" in result.content for result in results)


def test_no_knowledge_at_all_is_told_and_recorded(make: Make, recorder: Recorder) -> None:
    def unreadable() -> Index:
        raise InputError("The data folder cannot be written")

    with pytest.raises(InputError):
        make([say("never asked")], library=Library(unreadable)).turn(BRIEF)
    assert recorder.stages == ["started interrupted", "finished failed"]


def too_long(request: Request) -> Reply:
    """What a provider says to a request it cannot read whole."""
    raise ProviderError("The request is longer than the model can read", code="too_long")


def test_a_request_too_long_for_the_model_is_made_shorter_once(make: Make) -> None:
    search: Callable[[str], Reply] = lambda query: call("search_notes", {"query": query})  # noqa: E731
    events: list[Event] = []
    model = ScriptedModel(
        [say("Hello."), search("eval set"), search("feedback"), too_long, say("Measure first, then tune.")]
    )
    assistant = make(model)
    assistant.turn("Who are you?")
    turn = assistant.turn("What comes first?", events.append)
    assert turn.status == "answered"
    before, after = model.requests[3].messages, model.requests[4].messages
    assert len(after) == len(before) - 2, "the earlier exchange is left out"
    assert [len(message.results) for message in after] == [0, 0, 1, 0, 1]
    assert "dropped" in after[2].results[0].content
    assert after[4] == before[6], "what the model has not answered yet stays"
    told = [event.text for event in events if event.kind == "notice" and "Too long" in event.text]
    assert told == ["Too long for the model; asking again without earlier turns and earlier search results."]
    assert [made.messages for made in turn.calls] == [request.messages for request in model.requests[1:]]
    assert [made.earlier for made in turn.calls] == [2, 2, 2, 0]


def test_a_request_that_stays_too_long_is_told_in_one_sentence(make: Make, recorder: Recorder) -> None:
    with pytest.raises(ProviderError, match="longer than"):
        make([too_long, too_long]).turn(BRIEF)
    search = call("search_notes", {"query": "eval set"})
    with pytest.raises(ProviderError, match="longer than"):
        make([search, search, too_long, too_long]).turn(BRIEF)
    assert recorder.stages[-1] == "finished failed"
