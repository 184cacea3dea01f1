"""The faults that reach us over the wire, row by row, as each of the three wire shapes says them."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping

from tests.faults.server import Behaviour, http, sse
from tests.models import wire
from tests.models.wire import CHAT, MESSAGES, RESPONSES, Shape

ANSWER = "Measure first – then tune. ✓"
QUERY = json.dumps({"query": "when to tune"})
Fault = Callable[[Shape], tuple[Behaviour, ...]]
"""What a shape sends, in every variant of the row; none where the row cannot happen in that shape."""


def good(shape: Shape) -> Behaviour:
    """A whole answer in words."""
    return Behaviour(sse(shape.text(ANSWER)))


def _error(shape: Shape, word: str, message: str = "It went wrong.") -> bytes:
    if shape is MESSAGES:
        return json.dumps({"type": "error", "error": {"type": word, "message": message}}).encode()
    return json.dumps({"error": {"message": message, "type": word, "param": None, "code": word}}).encode()


def _status(
    *statuses: int, word: str = "strange", message: str = "It went wrong.", headers: tuple[str, ...] = ()
) -> Fault:
    return lambda shape: tuple(
        Behaviour(http(status, _error(shape, word, message), headers=headers)) for status in statuses
    )


def _whole(*bodies: bytes, kind: str = "application/json") -> Fault:
    return lambda shape: tuple(Behaviour(http(200, body, kind=kind)) for body in bodies)


def _cut(shape: Shape, after: bytes, *, body: bytes | None = None) -> bytes:
    sent = shape.text(ANSWER) if body is None else body
    return sent[: sent.index(after) + len(after)]


_SAID = {"messages": b"Measure", "responses": b"Measure", "chat": b"Measure"}


def _half(shape: Shape) -> bytes:
    """The stream up to the end of the event with the first word."""
    start = _cut(shape, _SAID[shape.name])
    return shape.text(ANSWER)[: shape.text(ANSWER).index(b"\n\n", len(start)) + 2]


def _streams(*made: Callable[[Shape], bytes], end: str = "close") -> Fault:
    def fault(shape: Shape) -> tuple[Behaviour, ...]:
        return tuple(Behaviour(sse(make(shape)), "hang" if end == "hang" else "close") for make in made)

    return fault


def _broken(shape: Shape) -> tuple[Behaviour, ...]:
    return (Behaviour(sse(_half(shape), terminated=False)), Behaviour(sse(_half(shape), terminated=False), "reset"))


def _stopped(messages: str, chat: str, responses: tuple[str, str], text: str = ANSWER) -> Fault:
    """A whole answer that ended for a reason, in each shape's word for it."""

    def fault(shape: Shape) -> tuple[Behaviour, ...]:
        if shape is MESSAGES:
            body = wire.named(wire.anthropic_events(wire.anthropic_text(text), stop=messages))
        elif shape is CHAT:
            body = wire.unnamed(wire.chat_events(text=text, finish=chat))
        else:
            status, reason = responses
            body = wire.named(wire.responses_events(text=text, status=status, reason=reason))
        return (Behaviour(sse(body)),)

    return fault


def _paused(shape: Shape) -> tuple[Behaviour, ...]:
    if shape is not MESSAGES:
        return ()
    return (Behaviour(sse(wire.named(wire.anthropic_events(wire.anthropic_text("Hm. "), stop="pause_turn")))),)


def _unknown(shape: Shape) -> tuple[Behaviour, ...]:
    """An event, and in two shapes a reason to stop, that nobody knows yet."""
    body = shape.text(ANSWER)
    start = body.index(b"\n\n") + 2
    event = b'event: brand.new\ndata: {"type": "brand.new", "index": 0, "delta": {"type": "new"}}\n\n'
    known = [Behaviour(sse(body[:start] + event + body[start:]))]
    if shape is not RESPONSES:
        known.append(Behaviour(sse(body.replace(b'"end_turn"', b'"a_new_word"').replace(b'"stop"', b'"a_new_word"'))))
    return tuple(known)


def _event(text: str) -> Callable[[Shape], bytes]:
    return lambda shape: _half(shape) + text.encode()


def _overloaded(shape: Shape) -> bytes:
    if shape is RESPONSES:
        error = {"type": "error", "code": "server_error", "message": "overloaded", "sequence_number": 9}
        return _half(shape) + wire.named([error])
    if shape is CHAT:
        return _half(shape) + b'data: {"error": {"message": "overloaded", "type": "server_error", "code": 500}}\n\n'
    return _half(shape) + wire.named([json.loads(_error(shape, "overloaded_error"))])


def _unopened(shape: Shape) -> tuple[Behaviour, ...]:
    if shape is not MESSAGES:
        return ()
    delta = {"type": "content_block_delta", "index": 7, "delta": {"type": "text_delta", "text": "x"}}
    return (Behaviour(sse(_half(shape) + wire.named([delta]))),)


def _called(raw: str, *, name: str = "search_notes") -> Fault:
    def fault(shape: Shape) -> tuple[Behaviour, ...]:
        return (Behaviour(sse(shape.call(raw).replace(b"search_notes", name.encode()))),)

    return fault


def _half_call(shape: Shape) -> bytes:
    body = shape.call(QUERY)
    return body[: body.index(b"\n\n", body.index(b"quer")) + 2]


def _twice(shape: Shape) -> tuple[Behaviour, ...]:
    if shape is MESSAGES:
        calls = [wire.anthropic_call(QUERY), wire.anthropic_call(QUERY)]
        return (Behaviour(sse(wire.named(wire.anthropic_events(*calls, stop="tool_use")))),)
    if shape is CHAT:
        return ()
    events = wire.responses_events(raw=QUERY)
    done = events[-1]["response"]["output"]
    done.append(dict(done[0]))
    return (Behaviour(sse(wire.named(events))),)


FAULTS: Mapping[str, Fault] = {
    "1": _status(400),
    "2": _status(401, 403),
    "3": _status(404),
    "4": _status(408, 409),
    "5": _status(413),
    "6": _status(422),
    "7": _status(429, headers=("retry-after: 2",)),
    "8": _status(429, headers=("retry-after: 3600",)),
    "9": _status(429, word="insufficient_quota"),
    "10": _status(500, 502, 503),
    "11": _status(529),
    "12": _status(503, headers=("x-should-retry: false",)),
    "13": lambda shape: (Behaviour(end="refuse"),),
    "14": lambda shape: (Behaviour(end="hang"),),
    "15": lambda shape: (Behaviour(), Behaviour(end="reset")),
    "16": lambda shape: (Behaviour(http(200, b'{"id": "x"', length=4_000)),),
    "17": _whole(b"{not json", b'"text"', b"\xff\xfe"),
    "18": _whole(b"<html>Log in</html>", kind="text/html"),
    "19": _whole(b"{}", b'{"choices": null}'),
    "20": lambda shape: (Behaviour(sse(shape.text(""))),),
    "21": _stopped("max_tokens", "length", ("incomplete", "max_output_tokens")),
    "22": _stopped("refusal", "content_filter", ("incomplete", "content_filter"), text="I will not."),
    "23": _paused,
    "24": _status(400, message="prompt is too long: maximum context length is 8,192 tokens"),
    "25": _unknown,
    "26": _streams(_half),
    "27": _streams(lambda shape: b""),
    "28": _broken,
    "29": _streams(_half, end="hang"),
    "30": _streams(_overloaded),
    "31": _streams(_event('data: {"type": "mess')),
    "32": _unopened,
    "33": _streams(_half_call),
    "34": _called('{"query": '),
    "35": _called('"when to tune"'),
    "36": _called(QUERY, name="send_letters"),
    "37": _called(json.dumps({"query": "x" * 2_000, "folder": "/"})),
    "38": _twice,
    "40": _called(QUERY),
    "41": _called(json.dumps({"title": "Half a plan"}), name="submit_plan"),
    "42": _called('{"query": ' + "[" * 4_000),
    "43": lambda shape: (good(shape),),
}
"""Row of the matrix → what is sent. The rows that are not here happen behind the wire."""
