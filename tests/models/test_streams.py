"""What all providers have in common: text and calls arrive, and a cut answer is never taken for a whole one."""

from __future__ import annotations

import json
from typing import Any

import httpcore2
import pytest
import respx

from assistant.errors import Interrupted, ProviderError
from assistant.models.base import Reply, Tokens
from tests.models.wire import KEY, QUERY, SHAPES, Clock, Shape, asking, broken, stream

pytestmark = pytest.mark.parametrize("shape", SHAPES, ids=lambda shape: shape.name)

ANSWER = "Ship the slice first – then measure. ✓"
TERMINAL = {"messages": b'"message_stop"', "responses": b'"response.completed"', "chat": b'"finish_reason": "'}


def sent(router: respx.MockRouter) -> dict[str, Any]:
    body: dict[str, Any] = json.loads(router.calls.last.request.content)
    return body


def test_text_arrives_piece_by_piece_with_the_providers_counts(shape: Shape) -> None:
    shown: list[str] = []
    with respx.mock(using="httpcore2") as router:
        router.post(shape.url).mock(return_value=stream(shape.text(ANSWER)))
        reply = shape.open().reply(asking(), shown.append)

    assert reply.text == "".join(shown) == ANSWER
    assert len(shown) > 2
    assert reply.stop == "end"
    assert reply.retries == 0
    assert reply.tokens.cached == 400
    assert reply.tokens.input == 12
    assert reply.tokens.output == 25
    assert reply.response_id


def test_a_tool_call_arrives_with_its_arguments(shape: Shape) -> None:
    with respx.mock(using="httpcore2") as router:
        router.post(shape.url).mock(return_value=stream(shape.call(json.dumps(QUERY))))
        reply = shape.open().reply(asking())

    assert reply.stop == "tools"
    assert reply.text == "Let me look."
    assert [(call.name, call.arguments) for call in reply.calls] == [("search_notes", QUERY)]
    assert reply.calls[0].id in ("toolu_01", "call_1")


@pytest.mark.parametrize("raw", ['{"query": ', "[1, 2]", '"text"', '{"query": NaN}', "[" * 4000, '{"a":' * 4000])
def test_arguments_that_are_no_json_object_are_kept_raw_and_never_parsed(shape: Shape, raw: str) -> None:
    with respx.mock(using="httpcore2") as router:
        router.post(shape.url).mock(return_value=stream(shape.call(raw)))
        call = shape.open().reply(asking()).calls[0]

    assert call.arguments is None
    assert call.raw == raw


def test_a_tool_without_parameters_has_empty_arguments(shape: Shape) -> None:
    with respx.mock(using="httpcore2") as router:
        router.post(shape.url).mock(return_value=stream(shape.call("")))

        assert shape.open().reply(asking()).calls[0].arguments == {}


def test_a_stream_cut_at_any_byte_is_never_complete(shape: Shape) -> None:
    body = shape.call('{"query": "–"}')
    whole_from = body.index(b"\n\n", body.index(TERMINAL[shape.name])) + 2
    outcomes: list[Reply | ProviderError] = []
    with respx.mock(using="httpcore2") as router:
        route = router.post(shape.url)
        model = shape.open(Clock(attempts=1))
        for length in range(whole_from):
            route.mock(return_value=stream(body[:length]))
            try:
                outcomes.append(model.reply(asking(tools=()), lambda _: None))
            except ProviderError as error:
                outcomes.append(error)

    assert len(outcomes) == whole_from
    replies = [outcome for outcome in outcomes if isinstance(outcome, Reply)]
    errors = [outcome for outcome in outcomes if isinstance(outcome, ProviderError)]
    assert {reply.stop for reply in replies} == {"cut"}
    assert all("Let me look.".startswith(reply.text) for reply in replies)
    assert all(call.arguments is None for reply in replies for call in reply.calls)
    assert any(reply.calls for reply in replies)
    assert {error.code for error in errors} <= {"garbled"}
    assert len(errors) <= 2 * body.count("–".encode()), "only a cut inside a character is unreadable"


def test_after_the_last_event_the_answer_is_complete(shape: Shape) -> None:
    body = shape.call(json.dumps(QUERY))
    whole_from = body.index(b"\n\n", body.index(TERMINAL[shape.name])) + 2
    with respx.mock(using="httpcore2") as router:
        router.post(shape.url).mock(return_value=stream(body[:whole_from]))
        reply = shape.open(Clock()).reply(asking())

    assert reply.stop == "tools"
    assert reply.calls[0].arguments == QUERY


@pytest.mark.parametrize(
    "error", [httpcore2.ReadError("reset"), httpcore2.RemoteProtocolError("eof"), httpcore2.ReadTimeout("stall")]
)
def test_a_connection_that_breaks_after_text_was_shown_is_reported_once(shape: Shape, error: Exception) -> None:
    body = shape.text(ANSWER)
    shown: list[str] = []
    clock = Clock()
    with respx.mock(using="httpcore2") as router:
        route = router.post(shape.url).mock(return_value=broken(body[: body.index(b" first") + 9], error))
        with pytest.raises(ProviderError) as raised:
            shape.open(clock).reply(asking(), shown.append)

    assert raised.value.code in ("broken_stream", "timed_out", "unreachable")
    assert "".join(shown).startswith("Ship")
    assert route.call_count == 1
    assert clock.slept == []


def test_a_connection_that_breaks_before_any_text_is_tried_again(shape: Shape) -> None:
    answers = [broken(b"", httpcore2.ReadError("reset")), stream(b""), stream(shape.text(ANSWER))]
    shown: list[str] = []
    with respx.mock(using="httpcore2") as router:
        router.post(shape.url).mock(side_effect=answers)
        reply = shape.open(Clock()).reply(asking(), shown.append)

    assert reply.text == "".join(shown) == ANSWER
    assert reply.retries == 2


def test_a_cut_answer_that_nobody_saw_is_tried_again(shape: Shape) -> None:
    body = shape.text(ANSWER)
    with respx.mock(using="httpcore2") as router:
        router.post(shape.url).mock(side_effect=[stream(body[: len(body) // 2]), stream(body)])
        reply = shape.open(Clock()).reply(asking())

    assert reply.text == ANSWER
    assert reply.retries == 1


@pytest.mark.parametrize("junk", [b"data: {half\n\n", b"data: [1]\n\n", b"data: \xff\xfe\n\n", b": note\n\n"])
def test_junk_in_a_stream_is_an_error_or_passed_over_but_never_a_crash(shape: Shape, junk: bytes) -> None:
    body = shape.text(ANSWER)
    start = body.index(b"\n\n") + 2
    with respx.mock(using="httpcore2") as router:
        router.post(shape.url).mock(return_value=stream(body[:start] + b"event: junk\n" + junk + body[start:]))
        try:
            text = shape.open(Clock()).reply(asking()).text
        except ProviderError as error:
            text = ""
            assert error.code in ("garbled", "broken_stream", "provider_down")

    assert text in ("", ANSWER)


def test_events_nobody_knows_yet_are_passed_over(shape: Shape) -> None:
    body = shape.text(ANSWER)
    start = body.index(b"\n\n") + 2
    new = b'event: brand.new\ndata: {"type": "brand.new", "index": 0, "delta": {"type": "new"}}\n\n'
    with respx.mock(using="httpcore2") as router:
        router.post(shape.url).mock(return_value=stream(body[:start] + new + body[start:]))

        assert shape.open(Clock()).reply(asking()).text == ANSWER


def test_an_answer_with_nothing_in_it_is_not_a_success(shape: Shape) -> None:
    with respx.mock(using="httpcore2") as router:
        router.post(shape.url).mock(return_value=stream(shape.text("")))
        with pytest.raises(ProviderError, match="empty answer") as raised:
            shape.open(Clock()).reply(asking())

    assert raised.value.code == "empty"


def test_stopping_in_the_middle_keeps_the_part_that_was_read(shape: Shape) -> None:
    def impatient(piece: str) -> None:
        if "first" in piece or "t –" in piece:
            raise KeyboardInterrupt

    with respx.mock(using="httpcore2") as router:
        router.post(shape.url).mock(return_value=stream(shape.text(ANSWER)))
        with pytest.raises(Interrupted) as stopped:
            shape.open().reply(asking(), impatient)

    assert stopped.value.partial
    assert ANSWER.startswith(stopped.value.partial)


def test_lone_surrogates_are_neither_sent_nor_handed_on(shape: Shape) -> None:
    body = shape.text("good").replace(b"good", b"go\\ud83dod")
    with respx.mock(using="httpcore2") as router:
        router.post(shape.url).mock(return_value=stream(body))
        reply = shape.open().reply(asking("a\ud83db"))
        assert KEY not in router.calls.last.request.content.decode()

    assert reply.text == "go?od"


def test_sampling_is_left_to_the_provider_and_the_answer_is_streamed(shape: Shape) -> None:
    with respx.mock(using="httpcore2") as router:
        router.post(shape.url).mock(return_value=stream(shape.text(ANSWER)))
        shape.open().reply(asking(must_call="search_notes"))
        body = sent(router)

    assert body["stream"] is True
    assert body["tool_choice"]
    assert not {"temperature", "top_p", "top_k"} & set(body)


def test_counts_add_up_to_what_was_billed(shape: Shape) -> None:
    with respx.mock(using="httpcore2") as router:
        router.post(shape.url).mock(return_value=stream(shape.text(ANSWER)))
        tokens = shape.open().reply(asking()).tokens

    written = 0 if shape.name == "chat" else 30
    reasoning = {"chat": 7, "responses": 5}.get(shape.name)
    assert tokens == Tokens(input=12, cached=400, written=written, output=25, reasoning=reasoning)
