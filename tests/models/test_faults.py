"""Whatever a provider or a proxy sends in place of an answer, a person reads one sentence, and never a key."""

from __future__ import annotations

import json
import re

import httpcore2
import httpx
import pytest
import respx

from assistant.errors import AssistantError, KeyMissing, ProviderError
from assistant.models import fault_table
from assistant.models.fault_table import Kind
from assistant.models.faults import Party, made
from tests.models.wire import ANTHROPIC_URL, CHAT, KEY, MESSAGES, RESPONSES, SHAPES, Clock, Shape, asking, named, stream

every_shape = pytest.mark.parametrize("shape", SHAPES, ids=lambda shape: shape.name)
VARIABLE = {"messages": "ANTHROPIC_API_KEY", "responses": "OPENAI_API_KEY", "chat": "OPENAI_API_KEY"}


def body(shape: Shape, word: str, message: str) -> dict[str, object]:
    """An error body as the provider of this shape writes it, with the key echoed by a careless server."""
    said = f"{message} (you sent {KEY} and Bearer {KEY})"
    if shape is MESSAGES:
        return {"type": "error", "error": {"type": word, "message": said}, "request_id": "req_1"}
    return {"error": {"message": said, "type": word, "param": None, "code": word}}


def failing(shape: Shape, *answers: httpx.Response | Exception) -> tuple[AssistantError, int, list[float]]:
    """The error, the number of requests sent, and the waits between them. The last answer repeats."""
    clock, left = Clock(), list(answers)

    def answer(request: httpx.Request) -> httpx.Response:
        given = left.pop(0) if len(left) > 1 else left[0]
        if isinstance(given, Exception):
            raise given
        return httpx.Response(given.status_code, headers=given.headers, content=given.content)

    with respx.mock(using="httpcore2") as router:
        route = router.post(shape.url).mock(side_effect=answer)
        with pytest.raises(AssistantError) as raised:
            shape.open(clock).reply(asking(tools=()))
        requests = route.call_count
    error = raised.value
    shown = f"{error} {error.sentence()} {error.as_json()} {error!r} {error.__cause__!r}"
    assert KEY not in shown
    assert KEY[3:] not in shown
    assert "Traceback" not in error.sentence()
    assert "\n" not in error.sentence()
    return error, requests, clock.slept


@every_shape
@pytest.mark.parametrize(("status", "word"), [(401, "authentication_error"), (403, "permission_error")])
def test_a_refused_key_names_its_variable_and_is_not_tried_again(shape: Shape, status: int, word: str) -> None:
    error, requests, _ = failing(shape, httpx.Response(status, json=body(shape, word, "bad key")))

    assert isinstance(error, KeyMissing)
    assert error.exit_code == 3
    assert VARIABLE[shape.name] in error.message
    assert requests == 1


@every_shape
def test_an_unknown_model_is_named_with_the_setting_that_chose_it(shape: Shape) -> None:
    error, requests, _ = failing(shape, httpx.Response(404, json=body(shape, "not_found_error", "no such model")))

    assert shape.model.partition(":")[2] in error.message
    assert "ASSISTANT_MODEL" in error.fix
    assert error.exit_code == 4
    assert requests == 1


@every_shape
def test_a_short_retry_after_is_waited_for_and_mentioned_nowhere(shape: Shape) -> None:
    clock = Clock()
    busy = httpx.Response(429, headers={"retry-after": "2"}, json=body(shape, "rate_limit_error", "slow down"))
    with respx.mock(using="httpcore2") as router:
        router.post(shape.url).mock(side_effect=[busy, stream(shape.text("Here."))])
        reply = shape.open(clock).reply(asking())

    assert reply.text == "Here."
    assert reply.retries == 1
    assert clock.slept == [2.0]


@every_shape
def test_a_long_retry_after_stops_at_once_and_says_when_to_come_back(shape: Shape) -> None:
    busy = httpx.Response(429, headers={"retry-after": "3600"}, json=body(shape, "rate_limit_error", "slow down"))
    error, requests, slept = failing(shape, busy)

    assert "Come back in 60 minutes" in error.sentence()
    assert (requests, slept) == (1, [])


@every_shape
@pytest.mark.parametrize("status", [408, 409, 500, 502, 503, 504, 529])
def test_a_failure_that_may_pass_is_tried_three_times_in_all(shape: Shape, status: int) -> None:
    error, requests, slept = failing(shape, httpx.Response(status, json=body(shape, "strange", "broken")))

    assert isinstance(error, ProviderError)
    assert "tried 3 times" in error.message
    assert requests == 3
    assert slept == [1.0, 2.0]


@every_shape
@pytest.mark.parametrize("status", [400, 413, 422])
def test_a_request_the_provider_will_never_take_is_sent_once(shape: Shape, status: int) -> None:
    error, requests, _ = failing(shape, httpx.Response(status, json=body(shape, "invalid_request_error", "odd field")))

    assert error.code in ("bad_request", "too_long")
    assert ("odd field" in error.message) is (status != 413)
    assert requests == 1


@every_shape
@pytest.mark.parametrize("said", ["prompt is too long: 300000 tokens", "maximum context length is 8192 tokens"])
def test_a_request_that_is_too_long_has_its_own_code(shape: Shape, said: str) -> None:
    error, _, _ = failing(shape, httpx.Response(400, json=body(shape, "invalid_request_error", said)))

    assert error.code == "too_long"


@every_shape
def test_an_account_out_of_credit_is_not_asked_again(shape: Shape) -> None:
    error, requests, _ = failing(shape, httpx.Response(429, json=body(shape, "insufficient_quota", "pay first")))

    assert error.code == "out_of_credit"
    assert requests == 1


@every_shape
def test_a_server_that_says_do_not_retry_is_not_asked_again(shape: Shape) -> None:
    down = httpx.Response(500, headers={"x-should-retry": "false"}, json=body(shape, "api_error", "down"))
    _, requests, _ = failing(shape, down)

    assert requests == 1


@every_shape
def test_a_web_page_in_place_of_an_answer_points_to_the_proxy(shape: Shape) -> None:
    page = httpx.Response(200, headers={"content-type": "text/html"}, text=f"<html>Log in {KEY}</html>")
    error, requests, _ = failing(shape, page)

    assert error.code == "not_an_api"
    assert "proxy" in error.fix
    assert requests == 1


@every_shape
@pytest.mark.parametrize("content", [b"{}", b"[]", b"{not json", b'"text"', b'{"choices": []}', b"\xff\xfe", b""])
def test_json_that_is_no_answer_is_an_error(shape: Shape, content: bytes) -> None:
    error, requests, _ = failing(
        shape, httpx.Response(200, headers={"content-type": "application/json"}, content=content)
    )

    assert error.code == "garbled"
    assert requests == 3


@every_shape
def test_an_error_object_with_status_200_is_an_error(shape: Shape) -> None:
    error, requests, _ = failing(shape, httpx.Response(200, json=body(shape, "insufficient_quota", "pay first")))

    assert error.code == "out_of_credit"
    assert requests == 1


@every_shape
@pytest.mark.parametrize(
    ("fault", "code"),
    [
        (httpcore2.ConnectError("refused"), "unreachable"),
        (httpcore2.ConnectTimeout("slow"), "timed_out"),
        (httpcore2.ReadTimeout("hang"), "timed_out"),
        (httpcore2.RemoteProtocolError("reset"), "unreachable"),
    ],
)
def test_a_network_that_fails_is_tried_again_and_then_explained(shape: Shape, fault: Exception, code: str) -> None:
    error, requests, _ = failing(shape, fault)

    assert error.code == code
    assert error.exit_code == 4
    assert requests == 3


@every_shape
def test_an_error_page_with_a_status_is_judged_by_the_status(shape: Shape) -> None:
    page = httpx.Response(503, headers={"content-type": "text/html"}, text=f"<html>{KEY}</html>")
    error, requests, _ = failing(shape, page)

    assert error.code == "unavailable"
    assert requests == 3


@pytest.mark.parametrize(
    ("word", "code", "requests"),
    [
        ("overloaded_error", "overloaded", 3),
        ("rate_limit_error", "rate_limited", 3),
        ("api_error", "provider_down", 3),
        ("authentication_error", "key_refused", 1),
        ("a_new_error", "provider_down", 3),
    ],
)
def test_an_error_inside_a_stream_is_judged_by_its_type(word: str, code: str, requests: int) -> None:
    sent = f"event: error\ndata: {json.dumps(body(MESSAGES, word, 'sorry'))}\n\n".encode()
    error, tries, _ = failing(MESSAGES, stream(sent))

    assert (error.code, tries) == (code, requests)


@pytest.mark.parametrize(
    "event",
    [
        {"type": "error", "code": "insufficient_quota", "message": "pay first", "sequence_number": 1},
        {"type": "response.failed", "response": {"error": {"code": "insufficient_quota", "message": "pay"}}},
    ],
)
def test_a_failed_response_is_judged_by_its_code(event: dict[str, object]) -> None:
    error, tries, _ = failing(RESPONSES, stream(named([event])))

    assert (error.code, tries) == ("out_of_credit", 1)


def test_an_error_inside_a_chat_stream_is_judged_by_its_code() -> None:
    error, tries, _ = failing(CHAT, stream(f"data: {json.dumps(body(CHAT, 'insufficient_quota', 'x'))}\n\n".encode()))

    assert (error.code, tries) == ("out_of_credit", 1)


def test_text_for_a_block_that_was_never_opened_is_unreadable() -> None:
    delta = {"type": "content_block_delta", "index": 3, "delta": {"type": "text_delta", "text": "lost"}}
    error, _, _ = failing(MESSAGES, stream(named([delta])))

    assert error.code == "garbled"


def test_the_request_id_is_kept_for_the_providers_support() -> None:
    down = httpx.Response(500, headers={"request-id": "req_42"}, json=body(MESSAGES, "api_error", "down"))
    error, _, _ = failing(MESSAGES, down)

    assert error.where == "request req_42"


@every_shape
def test_a_call_that_no_mock_answers_fails_before_any_network(shape: Shape) -> None:
    with respx.mock(using="httpcore2") as router, pytest.raises(ProviderError) as raised:
        shape.open(Clock(attempts=1)).reply(asking())

    assert router.calls.call_count <= 1
    assert _causes(raised.value) & {"AllMockedAssertionError"}


@pytest.mark.filterwarnings("ignore:A test tried to use socket")
def test_without_any_mock_the_socket_itself_is_refused() -> None:
    model = Shape("chat", "openai:any", "", lambda _: b"", lambda _: b"", "http://127.0.0.1:9/v1").open(Clock(1))

    with pytest.raises(ProviderError) as raised:
        model.reply(asking(tools=()))

    assert _causes(raised.value) & {"SocketBlockedError"}


def _causes(error: BaseException) -> set[str]:
    """Class names of everything behind an error, hidden causes too."""
    names, left, seen = set(), [error], set()
    while left:
        current = left.pop()
        if id(current) in seen:
            continue
        seen.add(id(current))
        names.add(type(current).__name__)
        left += [behind for behind in (current.__cause__, current.__context__) if behind is not None]
    return names


def test_every_sentence_of_the_table_can_be_written() -> None:
    party = Party("Anthropic", "claude-sonnet-5-5", "ANTHROPIC_API_KEY", "ANTHROPIC_BASE_URL", ANTHROPIC_URL)
    kinds = [kind for kind in vars(fault_table).values() if isinstance(kind, Kind)]
    errors = [made(party, kind) for kind in kinds]

    ways_of_being_unreachable = 4
    assert len({error.code for error in errors}) == len(kinds) - (ways_of_being_unreachable - 1)
    assert [error.code for error in errors].count("unreachable") == ways_of_being_unreachable
    assert all(error.fix.endswith(".") and not re.search("[{}]", error.sentence()) for error in errors)
    listed = (fault_table.__doc__ or "").rpartition("The codes:")[2]
    assert {error.code for error in errors} == set(re.findall(r"\w+", listed))
