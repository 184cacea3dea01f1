"""Servers that speak chat completions with an accent: tools ignored, calls written as text, failures on tool_choice."""

from __future__ import annotations

import json
from typing import Any

import httpx
import pytest
import respx

from assistant.errors import ProviderError
from assistant.models.base import Message, Reply, ToolCall, ToolResult
from assistant.models.text_action import flattened, read
from tests.models.wire import CHAT, LOCAL_URL, QUERY, SEARCH, Clock, asking, chat_events, chunk, stream, unnamed

ACTION = json.dumps({"name": "search_notes", "arguments": QUERY})
DOWN = httpx.Response(500, json={"error": {"message": "tool_choice is not implemented"}})


def exchange(
    *answers: httpx.Response, must_call: str | None = None, calls: int = 1
) -> tuple[list[Reply], list[dict[str, Any]], list[str]]:
    """The replies, the bodies that were sent, and the text a person saw."""
    shown: list[str] = []
    with respx.mock(using="httpcore2") as router:
        route = router.post(LOCAL_URL).mock(side_effect=list(answers))
        model = CHAT.open(Clock())
        replies = [model.reply(asking(must_call=must_call), shown.append) for _ in range(calls)]
        bodies = [json.loads(call.request.content) for call in route.calls]
    return replies, bodies, shown


@pytest.mark.parametrize("written", [ACTION, f"```json\n{ACTION}\n```", f"\n```\n{ACTION}```\n", f"  {ACTION}\n"])
def test_a_call_written_as_text_is_a_call_and_not_shown(written: str) -> None:
    [reply], _, shown = exchange(stream(CHAT.text(written)))

    assert reply.stop == "tools"
    assert reply.text == ""
    assert [(call.name, call.arguments) for call in reply.calls] == [("search_notes", QUERY)]
    assert reply.calls[0].id
    assert shown == []


@pytest.mark.parametrize(
    "prose",
    [
        '{"name": "delete_everything", "arguments": {}}',
        '{"name": "search_notes"}',
        '{"name": "search_notes", "arguments": [1]}',
        '{"name": ["search_notes"], "arguments": {}}',
        '{"title": "a plan"}',
        "{not json",
        "```python\nprint(1)\n```",
        f"Sure! {ACTION}",
        "`quoted` text",
    ],
)
def test_anything_else_in_braces_or_fences_is_prose_and_shown_whole(prose: str) -> None:
    [reply], _, shown = exchange(stream(CHAT.text(prose)))

    assert (reply.stop, reply.calls) == ("end", ())
    assert reply.text == "".join(shown) == prose


def test_a_call_written_as_text_is_not_believed_when_the_stream_was_cut() -> None:
    body = CHAT.text(ACTION)
    [reply], _, _ = exchange(stream(body[: body.index(b'"finish_reason": "stop"')]))

    assert (reply.stop, reply.calls) == ("cut", ())


def test_a_server_that_fails_on_tool_choice_is_asked_without_it_from_then_on() -> None:
    call = stream(CHAT.call(json.dumps(QUERY)))
    replies, bodies, _ = exchange(DOWN, call, stream(CHAT.call("{}")), must_call="search_notes", calls=2)

    assert [reply.stop for reply in replies] == ["tools", "tools"]
    assert ["tool_choice" in body for body in bodies] == [True, False, False]
    assert all("tools" in body for body in bodies)


def test_a_server_that_fails_on_tools_gets_them_in_words() -> None:
    replies, bodies, _ = exchange(DOWN, DOWN, stream(CHAT.text(ACTION)), must_call="search_notes")

    assert replies[0].calls[0].arguments == QUERY
    assert "tools" not in bodies[2]
    assert "search_notes" in bodies[2]["messages"][0]["content"]
    assert "Call search_notes now." in bodies[2]["messages"][0]["content"]


def test_a_server_that_drops_tools_silently_gets_them_in_words_at_the_next_call() -> None:
    prose = stream(CHAT.text("I would love to search, but cannot."))
    replies, bodies, _ = exchange(prose, stream(CHAT.text(ACTION)), must_call="search_notes", calls=2)

    assert [reply.stop for reply in replies] == ["end", "tools"]
    assert "tools" in bodies[0]
    assert "tools" not in bodies[1]


def test_a_server_that_fails_on_everything_gets_three_requests_in_all() -> None:
    with respx.mock(using="httpcore2") as router:
        route = router.post(LOCAL_URL).mock(side_effect=lambda _: DOWN)
        with pytest.raises(ProviderError):
            CHAT.open(Clock()).reply(asking(must_call="search_notes"))

    assert route.call_count == 3


def test_a_rate_limit_does_not_step_down() -> None:
    busy = httpx.Response(429, headers={"retry-after": "1"}, json={"error": {"message": "slow"}})
    replies, bodies, _ = exchange(busy, stream(CHAT.call(json.dumps(QUERY))), must_call="search_notes")

    assert replies[0].retries == 1
    assert all("tool_choice" in body for body in bodies)


def test_a_server_that_ignores_streaming_is_understood() -> None:
    message = {"role": "assistant", "content": "Ship it."}
    whole = chunk([]) | {
        "choices": [{"index": 0, "message": message, "finish_reason": "stop"}],
        "usage": {"prompt_tokens": 10, "completion_tokens": 3},
    }
    [reply], _, shown = exchange(httpx.Response(200, json=whole))

    assert (reply.text, reply.stop, reply.tokens.input) == ("Ship it.", "end", 10)
    assert shown == ["Ship it."]


def test_two_calls_without_indexes_or_ids_stay_two() -> None:
    def piece(id: str | None, name: str | None, raw: str | dict[str, str]) -> dict[str, Any]:
        return {"id": id, "function": {"name": name, "arguments": raw}}

    deltas = [
        {"tool_calls": [piece("a", "search_notes", '{"query"')]},
        {"tool_calls": [piece(None, None, ': "x"}')]},
        {"tool_calls": [piece("b", "search_notes", {"query": "y"})]},
    ]
    chunks = [chunk([{"index": 0, "delta": delta, "finish_reason": None}]) for delta in deltas]
    [reply], _, _ = exchange(stream(unnamed([*chunks, chunk([{"index": 0, "delta": {}, "finish_reason": "stop"}])])))

    assert reply.stop == "tools"
    assert [(call.id, call.arguments) for call in reply.calls] == [("a", {"query": "x"}), ("b", {"query": "y"})]


@pytest.mark.parametrize(
    ("finish", "stop"), [("length", "length"), ("content_filter", "refusal"), ("a_new_reason", "cut")]
)
def test_reasons_to_stop(finish: str, stop: str) -> None:
    body = unnamed(chat_events(text="Ship", raw='{"query": "a"}', finish=finish))
    with respx.mock(using="httpcore2") as router:
        router.post(LOCAL_URL).mock(return_value=stream(body))
        reply = CHAT.open(Clock(attempts=1)).reply(asking())

    assert reply.stop == stop
    assert reply.calls[0].arguments is None


def test_an_answer_is_whole_once_the_reason_came_even_if_the_counts_are_lost() -> None:
    body = CHAT.text("Ship it.")
    [reply], _, _ = exchange(
        stream(body[: body.index(b'"finish_reason": "stop"')] + b'"finish_reason": "stop"}]}\n\n{')
    )

    assert (reply.text, reply.stop, reply.tokens.total) == ("Ship it.", "end", 0)


def test_tools_in_words_keep_what_was_called_and_what_came_back() -> None:
    request = asking()
    said = (
        *request.messages,
        Message("assistant", calls=(ToolCall("call_1", "search_notes", {"query": "bots"}),)),
        Message("tool", results=(ToolResult("call_1", "no such note", is_error=True),)),
    )
    flat = flattened(type(request)(request.system, said, request.tools))

    assert flat.tools == ()
    assert [message.role for message in flat.messages] == ["user", "assistant", "user"]
    assert read(flat.messages[1].text, request.tools) is not None
    assert flat.messages[2].text == "The tool search_notes failed:\nno such note"


def test_a_request_without_tools_stays_as_it_is() -> None:
    plain = asking(tools=())

    assert flattened(plain) is plain
    assert read(ACTION, ()) is None
    assert read(ACTION, (SEARCH,)) is not None


def test_a_server_without_tools_is_held_to_a_schema_of_the_answer() -> None:
    replies, bodies, _ = exchange(DOWN, stream(CHAT.text(ACTION)), stream(CHAT.text(ACTION)), calls=2)

    assert [reply.calls[0].arguments for reply in replies] == [QUERY, QUERY]
    assert ["tools" in body for body in bodies] == [True, False, False]
    formats = [body.get("response_format", {}).get("type") for body in bodies]
    assert formats == [None, "json_schema", "json_schema"]
    schema = bodies[1]["response_format"]["json_schema"]["schema"]
    assert [choice["properties"]["name"]["const"] for choice in schema["anyOf"]] == ["search_notes", "answer"]


def test_words_inside_a_constrained_answer_are_words() -> None:
    said = json.dumps({"name": "answer", "arguments": {"text": "Measure first."}})
    [reply], _, shown = exchange(DOWN, stream(CHAT.text(said)))

    assert (reply.stop, reply.text, reply.calls) == ("end", "Measure first.", ())
    assert shown == ["Measure first."]


def test_a_server_without_schemas_either_is_asked_for_any_json_object() -> None:
    replies, bodies, _ = exchange(DOWN, DOWN, stream(CHAT.text(ACTION)))

    assert replies[0].calls[0].arguments == QUERY
    assert [body.get("response_format", {}).get("type") for body in bodies] == [None, "json_schema", "json_object"]
    assert 'as {"name": "answer"' in bodies[2]["messages"][0]["content"]


@pytest.mark.parametrize("before", ["<think>Search first? Yes.</think>", "\n<think>\n{}\n</think>\n\n"])
@pytest.mark.parametrize("answer", [ACTION, "Ship first."])
def test_what_a_model_thought_aloud_is_no_part_of_its_answer(before: str, answer: str) -> None:
    [reply], _, shown = exchange(stream(CHAT.text(before + answer)))
    assert [call.name for call in reply.calls] == (["search_notes"] if answer == ACTION else [])
    assert (reply.text, "".join(shown)) == (("", "") if answer == ACTION else (answer, answer))


def test_a_thought_without_an_end_is_shown_and_not_taken_for_a_call() -> None:
    [reply], _, shown = exchange(stream(CHAT.text(f"<think>{ACTION}")))
    assert reply.calls == () and reply.text == "".join(shown) == f"<think>{ACTION}"


def test_a_router_that_finds_nobody_for_tools_is_asked_without_them() -> None:
    nobody = httpx.Response(404, json={"error": {"message": "No endpoints found that support tool use."}})
    [reply], bodies, _ = exchange(nobody, stream(CHAT.text(ACTION)))
    assert [call.name for call in reply.calls] == ["search_notes"]
    assert "tools" in bodies[0] and "tools" not in bodies[1]


def test_a_model_that_is_not_there_is_asked_for_once() -> None:
    with pytest.raises(ProviderError) as told:
        exchange(httpx.Response(404, json={"error": {"message": "model 'm' not found"}}))
    assert told.value.code == "unknown_model"
    assert "Check ASSISTANT_MODEL or --model" in told.value.sentence()


def test_what_a_garbled_answer_asks_for_is_a_sentence() -> None:
    with pytest.raises(ProviderError) as told:
        exchange(*[httpx.Response(200, content=b"", headers={"content-type": "application/json"})] * 3)
    assert told.value.sentence().endswith("Try again; if it stays so, check the model and OPENAI_BASE_URL.")


def test_a_refusal_in_its_own_field_is_a_refusal_and_not_an_answer() -> None:
    delta = {"role": "assistant", "content": None, "refusal": "I will not."}
    ends = [{"index": 0, "delta": delta, "finish_reason": None}, {"index": 0, "delta": {}, "finish_reason": "stop"}]
    [reply], bodies, _ = exchange(stream(unnamed([chunk([end]) for end in ends])))

    assert (reply.stop, reply.text, len(bodies)) == ("refusal", "I will not.", 1)
