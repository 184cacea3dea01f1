"""Any LangChain chat model is one of ours, and one of ours is a LangChain chat model."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from typing import Any

import pytest
from langchain_core.callbacks import BaseCallbackHandler, CallbackManagerForLLMRun
from langchain_core.exceptions import ModelAuthenticationError, ModelRateLimitError
from langchain_core.language_models import BaseChatModel, GenericFakeChatModel, LanguageModelInput
from langchain_core.messages import (
    AIMessage,
    AIMessageChunk,
    BaseMessage,
    HumanMessage,
    SystemMessage,
    ToolMessage,
    UsageMetadata,
)
from langchain_core.messages.tool import tool_call_chunk
from langchain_core.outputs import ChatGenerationChunk, ChatResult
from langchain_core.runnables import Runnable
from langchain_core.tools import BaseTool, tool

from assistant.errors import Interrupted, KeyMissing, ProviderError
from assistant.models.base import Message, Request, Stop, Tokens, ToolCall, ToolResult
from assistant.models.langchain_bridge import as_chat_model, wrap
from assistant.models.registry import is_langchain, open_model
from assistant.models.scripted import ScriptedModel, call, say
from tests.models.wire import QUERY, SEARCH, Clock, asking, pieces, settings


class StreamingModel(BaseChatModel):
    """A LangChain model of the kind partners ship: binds tools, streams chunks, counts tokens."""

    chunks: list[Any]
    seen: list[Any] = []  # noqa: RUF012  (a pydantic field: copied for each model)

    @property
    def _llm_type(self) -> str:
        return "streaming"

    def bind_tools(
        self,
        tools: Sequence[dict[str, Any] | type | Callable[..., Any] | BaseTool],
        *,
        tool_choice: str | None = None,
        **kwargs: Any,  # noqa: ANN401  (LangChain's signature)
    ) -> Runnable[LanguageModelInput, AIMessage]:
        return self.bind(tools=tools, tool_choice=tool_choice, **kwargs)

    def _generate(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: CallbackManagerForLLMRun | None = None,
        **kwargs: Any,  # noqa: ANN401  (LangChain's signature)
    ) -> ChatResult:
        raise AssertionError("this model streams")

    def _stream(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: CallbackManagerForLLMRun | None = None,
        **kwargs: Any,  # noqa: ANN401  (LangChain's signature)
    ) -> Iterator[ChatGenerationChunk]:
        self.seen.append((messages, kwargs))
        for chunk in self.chunks:
            if isinstance(chunk, BaseException):
                raise chunk
            yield ChatGenerationChunk(message=chunk)


def text(said: str, reason: str | None = "stop", **metadata: str) -> list[AIMessageChunk]:
    usage = UsageMetadata(
        input_tokens=442,
        output_tokens=25,
        total_tokens=467,
        input_token_details={"cache_read": 400, "cache_creation": 30},
    )
    last = AIMessageChunk(
        content="",
        usage_metadata=usage,
        response_metadata={**({"finish_reason": reason} if reason else {}), "model_name": "m-1", **metadata},
    )
    return [*(AIMessageChunk(content=piece) for piece in pieces(said)), last]


def calling(raw: str, reason: str = "tool_calls") -> list[AIMessageChunk]:
    first = AIMessageChunk(
        content="", tool_call_chunks=[tool_call_chunk(name="search_notes", args="", id="c1", index=0)]
    )
    rest = [AIMessageChunk(content="", tool_call_chunks=[tool_call_chunk(args=p, index=0)]) for p in pieces(raw)]
    return [first, *rest, *text("", reason)]


def test_it_is_recognised_and_wrapped() -> None:
    model = StreamingModel(chunks=text("Ship it."))

    assert is_langchain(model)
    assert open_model(model, settings()).name == "langchain:StreamingModel"


def test_text_streams_and_counts_are_taken_apart() -> None:
    shown: list[str] = []
    reply = wrap(StreamingModel(chunks=text("Ship the slice first."))).reply(asking(), shown.append)

    assert reply.text == "".join(shown) == "Ship the slice first."
    assert len(shown) > 1
    assert reply.stop == "end"
    assert reply.model == "m-1"
    assert reply.tokens == Tokens(input=12, cached=400, written=30, output=25)


def test_tools_are_bound_and_calls_come_back() -> None:
    model = StreamingModel(chunks=calling(json.dumps(QUERY)))
    reply = wrap(model).reply(asking(must_call="search_notes"))
    [(_, kwargs)] = model.seen

    assert kwargs["tools"][0]["function"]["parameters"] == dict(SEARCH.parameters)
    assert kwargs["tool_choice"] == "search_notes"
    assert reply.stop == "tools"
    assert [(asked.id, asked.name, asked.arguments) for asked in reply.calls] == [("c1", "search_notes", QUERY)]


def test_half_received_arguments_are_not_completed_by_guessing() -> None:
    reply = wrap(StreamingModel(chunks=calling('{"query": "bre', reason="tool_calls"))).reply(asking())

    assert reply.calls[0].arguments is None
    assert reply.calls[0].raw == '{"query": "bre'


@pytest.mark.parametrize(
    ("reason", "metadata", "stop"),
    [
        ("end_turn", {}, "end"),
        ("STOP", {}, "end"),
        ("length", {}, "length"),
        ("max_tokens", {}, "length"),
        ("content_filter", {}, "refusal"),
        ("something_new", {}, "cut"),
        (None, {}, "end"),
        (None, {"model_provider": "anthropic"}, "cut"),
        (None, {"model_provider": "openai", "status": "completed"}, "end"),
        (None, {"model_provider": "openai", "status": "incomplete"}, "length"),
    ],
)
def test_reasons_to_stop(reason: str | None, metadata: dict[str, str], stop: Stop) -> None:
    assert wrap(StreamingModel(chunks=text("Ship", reason, **metadata))).reply(asking(tools=())).stop == stop


def test_the_exchange_is_translated() -> None:
    model = StreamingModel(chunks=text("ok"))
    wrap(model).reply(
        Request(
            "Be brief.",
            (
                Message("user", "Plan."),
                Message("assistant", "Looking.", calls=(ToolCall("c1", "search_notes", {"query": "a"}),)),
                Message("tool", results=(ToolResult("c1", "nothing", is_error=True),)),
            ),
        )
    )
    [(messages, _)] = model.seen

    assert [type(message) for message in messages] == [SystemMessage, HumanMessage, AIMessage, ToolMessage]
    assert messages[2].tool_calls[0]["args"] == {"query": "a"}
    assert (messages[3].tool_call_id, messages[3].status) == ("c1", "error")


def test_a_model_that_cannot_bind_tools_gets_them_in_words() -> None:
    action = json.dumps({"name": "search_notes", "arguments": QUERY})
    shown: list[str] = []
    model = wrap(GenericFakeChatModel(messages=iter([AIMessage(action), AIMessage("Ship it.")])))
    first = model.reply(asking(), shown.append)
    second = model.reply(asking(), shown.append)

    assert (first.stop, first.calls[0].arguments) == ("tools", QUERY)
    assert (second.stop, second.text) == ("end", "Ship it.")
    assert "".join(shown) == "Ship it."


def test_failures_become_ours_and_show_no_key() -> None:
    with pytest.raises(KeyMissing) as refused:
        wrap(StreamingModel(chunks=[ModelAuthenticationError("bad key sk-secret-123456")])).reply(asking())
    with pytest.raises(ProviderError) as busy:
        wrap(StreamingModel(chunks=[ModelRateLimitError("slow")])).reply(asking())
    with pytest.raises(ProviderError) as offline:
        wrap(StreamingModel(chunks=[ConnectionError("refused")])).reply(asking())

    assert "secret" not in refused.value.sentence()
    assert (busy.value.code, busy.value.retryable) == ("rate_limited", True)
    assert offline.value.code == "unreachable"


class ClientError(Exception):
    """An exception of a provider's own, of no class that we know."""


class BrokenAt(StreamingModel):
    """A model that fails where it is told to: when tools are bound or when the stream is asked for."""

    where: str
    raising: Any

    def bind_tools(self, tools: Any, **kwargs: Any) -> Runnable[LanguageModelInput, AIMessage]:  # noqa: ANN401
        if self.where == "bind_tools":
            raise self.raising
        return super().bind_tools(tools, **kwargs)

    def stream(self, *args: Any, **kwargs: Any) -> Iterator[AIMessageChunk]:  # noqa: ANN401
        if self.where == "stream":
            raise self.raising
        return super().stream(*args, **kwargs)


class Invoked(StreamingModel):
    """A model that does not stream, and fails."""

    def _stream(self, *args: Any, **kwargs: Any) -> Iterator[ChatGenerationChunk]:  # noqa: ANN401
        raise NotImplementedError

    def _should_stream(self, **kwargs: Any) -> bool:  # noqa: ANN401
        return False

    def _generate(self, *args: Any, **kwargs: Any) -> ChatResult:  # noqa: ANN401
        raise self.chunks[0]


LEAKY = ClientError(
    "AccessDenied: not authorized\nfor the model, api_key=hunter2 Authorization: Basic dXNlcjpwdw "
    "AKIAIOSFODNN7EXAMPLE wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY at https://me:pw1@host/"
)
FAILING: dict[str, Callable[[BaseException], BaseChatModel]] = {
    "bind_tools": lambda error: BrokenAt(where="bind_tools", raising=error, chunks=[]),
    "stream": lambda error: BrokenAt(where="stream", raising=error, chunks=[]),
    "first chunk": lambda error: StreamingModel(chunks=[error]),
    "later chunk": lambda error: StreamingModel(chunks=[AIMessageChunk(content="Ship"), error]),
    "invoke": lambda error: Invoked(chunks=[error]),
}


@pytest.mark.parametrize("where", FAILING)
def test_an_exception_of_the_providers_own_is_one_sentence_without_secrets(where: str) -> None:
    with pytest.raises(ProviderError) as raised:
        open_model(FAILING[where](LEAKY), settings()).reply(asking())
    said = raised.value.sentence()

    assert (raised.value.code, raised.value.retryable, raised.value.exit_code) == ("foreign", False, 4)
    assert "ClientError: AccessDenied: not authorized for the model" in said
    assert not [secret for secret in ("hunter2", "dXNl", "AKIA", "wJal", "bPxR", "pw1", "\n") if secret in said]
    assert raised.value.__suppress_context__


@pytest.mark.parametrize("where", FAILING)
def test_our_own_errors_and_ctrl_c_pass(where: str) -> None:
    ours = KeyMissing("no key")
    with pytest.raises(KeyMissing) as passed:
        wrap(FAILING[where](ours)).reply(asking())
    with pytest.raises(Interrupted):
        wrap(FAILING[where](KeyboardInterrupt())).reply(asking())

    assert passed.value is ours


class Recovering(StreamingModel):
    """A model that is busy the first time."""

    def _stream(self, *args: Any, **kwargs: Any) -> Iterator[ChatGenerationChunk]:  # noqa: ANN401
        yield from super()._stream(*args, **kwargs)
        if len(self.seen) == 1:
            raise ModelRateLimitError("slow")


def test_a_model_given_as_an_object_is_tried_again_after_a_failure_that_may_pass(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    clock = Clock()
    monkeypatch.setattr("assistant.models.retry.Policy", clock.policy)
    model = Recovering(chunks=text("Ship it."))
    reply = open_model(model, settings()).reply(asking())

    assert (reply.text, reply.retries, len(model.seen)) == ("Ship it.", 1, 2)
    assert clock.slept == [1.0]


def test_an_empty_answer_is_not_a_success() -> None:
    with pytest.raises(ProviderError, match="empty answer"):
        wrap(StreamingModel(chunks=text(""))).reply(asking())


def test_stopping_in_the_middle_keeps_what_was_read() -> None:
    def impatient(piece: str) -> None:
        raise KeyboardInterrupt

    with pytest.raises(Interrupted) as stopped:
        wrap(StreamingModel(chunks=text("Ship the slice."))).reply(asking(tools=()), impatient)

    assert stopped.value.partial == "Ship th"


@tool
def search_notes(query: str) -> str:
    """Searches the notes."""
    return query


class Tokenwise(BaseCallbackHandler):
    def __init__(self) -> None:
        self.seen: list[str] = []

    def on_llm_new_token(self, token: str | list[str | dict[str, Any]], **kwargs: Any) -> None:  # noqa: ANN401
        self.seen.append(str(token))


def test_one_of_ours_works_in_langchain_with_tools_counts_and_callbacks() -> None:
    tokens = Tokens(input=12, cached=400, written=30, output=25)
    model = ScriptedModel([call("search_notes", QUERY, tokens=tokens), say("Ship it now.")])
    watcher = Tokenwise()
    bound = as_chat_model(model).bind_tools([search_notes], tool_choice="search_notes")

    first = bound.invoke([SystemMessage("Be brief."), HumanMessage("Plan.")])
    result = ToolMessage("three notes", tool_call_id=first.tool_calls[0]["id"] or "")
    second = bound.invoke([HumanMessage("Plan."), first, result], config={"callbacks": [watcher]})

    assert first.tool_calls[0]["args"] == QUERY
    assert first.usage_metadata is not None
    assert first.usage_metadata["input_tokens"] == 442
    assert second.text == "".join(watcher.seen) == "Ship it now."
    assert model.requests[0].system == "Be brief."
    assert model.requests[0].must_call == "search_notes"
    assert [spec.name for spec in model.requests[0].tools] == ["search_notes"]
    assert model.requests[1].messages[1].calls[0].arguments == QUERY
    assert model.requests[1].messages[2].results[0].content == "three notes"


def test_unreadable_arguments_stay_unreadable_in_langchain() -> None:
    answer = as_chat_model(ScriptedModel([call("search_notes", '{"query": ')])).invoke("Plan.")

    assert answer.tool_calls == []
    assert answer.invalid_tool_calls[0]["args"] == '{"query": '


def test_there_and_back_again_loses_nothing() -> None:
    tokens = Tokens(input=12, cached=400, written=30, output=25)
    model = wrap(as_chat_model(ScriptedModel([call("search_notes", QUERY, text="Looking.", tokens=tokens)])))
    reply = model.reply(asking())

    assert (reply.text, reply.calls[0].arguments, reply.tokens) == ("Looking.", QUERY, tokens)
