"""What is sent: the same exchange in each provider's own words."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import httpx
import pytest
import respx

from assistant.errors import ProviderError
from assistant.models.base import Message, Reply, Request, Tokens, ToolCall, ToolResult
from assistant.models.registry import open_model
from tests.models.wire import (
    ANTHROPIC_URL,
    CHAT,
    KEY,
    MESSAGES,
    OPENAI_URL,
    RESPONSES,
    SEARCH,
    Clock,
    Shape,
    anthropic_call,
    anthropic_events,
    anthropic_text,
    asking,
    named,
    responses_events,
    settings,
    stream,
)

EXCHANGE = Request(
    "You plan products.",
    (
        Message("user", "Plan a bot."),
        Message("assistant", "Looking.", calls=(ToolCall("call_1", "search_notes", {"query": "bots"}, "{}"),)),
        Message("tool", results=(ToolResult("call_1", "three notes"),)),
        Message("assistant", calls=(ToolCall("call_2", "search_notes", None, '{"query"'),)),
        Message("tool", "Go on.", results=(ToolResult("call_2", "not JSON", is_error=True),)),
    ),
    (SEARCH,),
    must_call="search_notes",
    max_output_tokens=900,
)


def sent(shape: Shape, request: Request) -> tuple[dict[str, Any], httpx.Headers]:
    with respx.mock(using="httpcore2") as router:
        router.post(shape.url).mock(return_value=stream(shape.text("ok")))
        shape.open(Clock()).reply(request)
        last = router.calls.last.request
    body: dict[str, Any] = json.loads(last.content)
    return body, last.headers


def test_anthropic_gets_the_stable_prefix_marked_for_its_cache() -> None:
    body, headers = sent(MESSAGES, EXCHANGE)

    assert body["system"] == [{"type": "text", "text": "You plan products.", "cache_control": {"type": "ephemeral"}}]
    assert body["tools"] == [
        {
            "name": "search_notes",
            "description": "Searches the notes.",
            "input_schema": dict(SEARCH.parameters),
            "cache_control": {"type": "ephemeral"},
        }
    ]
    assert body["tool_choice"] == {"type": "tool", "name": "search_notes"}
    assert body["max_tokens"] == 900
    assert headers["authorization"] == f"Bearer {KEY}"


def test_anthropic_gets_calls_and_results_as_blocks() -> None:
    body, _ = sent(MESSAGES, EXCHANGE)

    assert [message["role"] for message in body["messages"]] == ["user", "assistant", "user", "assistant", "user"]
    assert body["messages"][1]["content"] == [
        {"type": "text", "text": "Looking."},
        {"type": "tool_use", "id": "call_1", "name": "search_notes", "input": {"query": "bots"}},
    ]
    assert body["messages"][3]["content"][0]["input"] == {"unreadable": '{"query"'}
    assert body["messages"][4]["content"] == [
        {"type": "tool_result", "tool_use_id": "call_2", "content": "not JSON", "is_error": True},
        {"type": "text", "text": "Go on."},
    ]


def test_openai_stores_nothing_and_gets_calls_and_results_as_items() -> None:
    body, _ = sent(RESPONSES, EXCHANGE)

    assert body["store"] is False
    assert body["instructions"] == "You plan products."
    assert body["max_output_tokens"] == 900
    assert body["tool_choice"] == {"type": "function", "name": "search_notes"}
    assert body["tools"][0]["parameters"] == dict(SEARCH.parameters)
    assert body["input"] == [
        {"role": "user", "content": "Plan a bot."},
        {"role": "assistant", "content": "Looking."},
        {"type": "function_call", "call_id": "call_1", "name": "search_notes", "arguments": '{"query": "bots"}'},
        {"type": "function_call_output", "call_id": "call_1", "output": "three notes"},
        {"type": "function_call", "call_id": "call_2", "name": "search_notes", "arguments": '{"query"'},
        {"type": "function_call_output", "call_id": "call_2", "output": "Error: not JSON"},
        {"role": "user", "content": "Go on."},
    ]


def test_a_compatible_server_gets_chat_messages() -> None:
    body, _ = sent(CHAT, EXCHANGE)

    assert [message["role"] for message in body["messages"]] == [
        "system",
        "user",
        "assistant",
        "tool",
        "assistant",
        "tool",
        "user",
    ]
    assert body["messages"][2]["tool_calls"][0]["function"] == {
        "name": "search_notes",
        "arguments": '{"query": "bots"}',
    }
    assert body["messages"][3] == {"role": "tool", "tool_call_id": "call_1", "content": "three notes"}
    assert body["tool_choice"]["function"]["name"] == "search_notes"
    assert body["stream_options"] == {"include_usage": True}


@pytest.mark.parametrize(
    ("reason", "stop"),
    [
        ("end_turn", "end"),
        ("stop_sequence", "end"),
        ("max_tokens", "length"),
        ("model_context_window_exceeded", "length"),
        ("refusal", "refusal"),
        ("a_new_reason", "cut"),
        (None, "cut"),
    ],
)
def test_anthropics_reasons_to_stop(reason: str | None, stop: str) -> None:
    body = named(anthropic_events(anthropic_text("Ship it."), anthropic_call('{"query": "a"}'), stop=reason))
    reply = answered(MESSAGES, body)

    assert reply.text == "Ship it."
    assert reply.stop == ("tools" if stop == "end" else stop)
    assert (reply.calls[0].arguments is None) is (stop != "end")


@pytest.mark.parametrize(("reason", "stop"), [("max_output_tokens", "length"), ("content_filter", "refusal")])
def test_an_incomplete_response_says_why(reason: str, stop: str) -> None:
    body = named(responses_events(text="Ship", raw='{"query": "a"}', status="incomplete", reason=reason))
    reply = answered(RESPONSES, body)

    assert reply.stop == stop
    assert reply.calls[0].arguments is None


def test_openais_refusal_is_shown_as_one() -> None:
    refusal = {"type": "response.refusal.delta", "output_index": 0, "content_index": 0, "delta": "I will not."}
    events = responses_events()
    reply = answered(RESPONSES, named([*events[:-1], refusal, events[-1]]))

    assert (reply.stop, reply.text) == ("refusal", "I will not.")


def answered(shape: Shape, body: bytes) -> Reply:
    with respx.mock(using="httpcore2") as router:
        router.post(shape.url).mock(return_value=stream(body))
        return shape.open(Clock(attempts=1)).reply(asking())


def test_a_paused_answer_is_asked_to_go_on() -> None:
    first = named(anthropic_events(anthropic_text("Part one, "), stop="pause_turn"))
    with respx.mock(using="httpcore2") as router:
        route = router.post(ANTHROPIC_URL).mock(side_effect=[stream(first), stream(MESSAGES.text("part two."))])
        reply = MESSAGES.open().reply(asking())
        resumed = json.loads(route.calls.last.request.content)["messages"]

    assert (reply.text, reply.stop) == ("Part one, part two.", "end")
    assert resumed[-1] == {"role": "assistant", "content": [{"type": "text", "text": "Part one, "}]}
    assert reply.tokens == Tokens(input=24, cached=800, written=60, output=50)


def test_an_answer_that_pauses_for_ever_is_unfinished() -> None:
    paused = named(anthropic_events(anthropic_text("Well, "), stop="pause_turn"))
    with respx.mock(using="httpcore2") as router:
        route = router.post(ANTHROPIC_URL).mock(side_effect=lambda _: stream(paused))
        reply = MESSAGES.open(Clock(attempts=1)).reply(asking())

    assert reply.stop == "length"
    assert route.call_count == 3


def test_a_model_that_cannot_be_forced_to_a_tool_is_asked_in_words_from_then_on() -> None:
    refused = {
        "type": "error",
        "error": {"type": "invalid_request_error", "message": "tool_choice: forced tools are not supported"},
    }
    call = MESSAGES.call('{"query": "a"}')
    with respx.mock(using="httpcore2") as router:
        route = router.post(ANTHROPIC_URL).mock(
            side_effect=[httpx.Response(400, json=refused), stream(call), stream(call)]
        )
        model = MESSAGES.open(Clock())
        replies = [model.reply(asking(must_call="search_notes")) for _ in range(2)]
        bodies = [json.loads(made.request.content) for made in route.calls]

    assert [reply.stop for reply in replies] == ["tools", "tools"]
    assert ["tool_choice" in body for body in bodies] == [True, False, False]
    assert bodies[1]["system"][-1]["text"] == "Answer by calling the tool search_notes."
    assert "cache_control" not in bodies[1]["system"][-1]


def test_openai_itself_is_asked_by_the_responses_api_even_when_its_address_is_spelled_out() -> None:
    from assistant.models.registry import open_model
    from tests.models.wire import settings

    with respx.mock(using="httpcore2") as router:
        route = router.post(OPENAI_URL).mock(return_value=stream(RESPONSES.text("ok")))
        open_model("openai:gpt-6.1-sol", settings(openai_base_url="https://api.openai.com/v1")).reply(asking())

    assert route.called


@pytest.mark.parametrize(
    ("shape", "chosen", "sent"),
    [
        (MESSAGES, {"effort": "high"}, {"output_config": {"effort": "high"}}),
        (MESSAGES, {"thinking": "adaptive"}, {"thinking": {"type": "adaptive"}}),
        (MESSAGES, {"thinking": "off"}, {"thinking": {"type": "disabled"}}),
        (RESPONSES, {"effort": "low"}, {"reasoning": {"effort": "low"}}),
        (RESPONSES, {"thinking": "off"}, {"reasoning": {"effort": "none"}}),
        (MESSAGES, {}, {}),
        (RESPONSES, {}, {}),
    ],
)
def test_effort_and_thinking_are_sent_as_chosen_and_otherwise_left_to_the_provider(
    shape: Shape, chosen: dict[str, str], sent: dict[str, object]
) -> None:
    with respx.mock(using="httpcore2") as router:
        route = router.post(shape.url).mock(return_value=stream(shape.text("So.")))
        open_model(shape.model, replace(settings(), **chosen)).reply(asking())  # type: ignore[arg-type]
        body = json.loads(route.calls.last.request.content)
    assert {name: body[name] for name in ("output_config", "thinking", "reasoning") if name in body} == sent


@pytest.mark.parametrize(
    ("shape", "path"), [(MESSAGES, "/count_tokens"), (RESPONSES, "/input_tokens")], ids=["messages", "responses"]
)
def test_the_provider_counts_what_would_be_sent(shape: Shape, path: str) -> None:
    with respx.mock(using="httpcore2") as router:
        route = router.post(shape.url + path).mock(
            return_value=httpx.Response(200, json={"input_tokens": 1_234, "object": "response.input_tokens"})
        )
        model = shape.open(Clock())
        assert getattr(model, "count_tokens")(asking()) == 1_234  # noqa: B009 - not part of the seam
        body = json.loads(route.calls.last.request.content)
    assert "tools" in body and "max_tokens" not in body and "stream" not in body


def test_a_count_that_fails_is_one_error_of_ours() -> None:
    with respx.mock(using="httpcore2") as router:
        router.post(ANTHROPIC_URL + "/count_tokens").mock(return_value=httpx.Response(529, json={}))
        with pytest.raises(ProviderError):
            getattr(MESSAGES.open(Clock()), "count_tokens")(asking())  # noqa: B009 - not part of the seam
