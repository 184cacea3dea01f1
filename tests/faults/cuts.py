"""Streams of the three wire shapes, cut after any number of bytes: none may pass as a whole answer."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from typing import Any

import pytest_httpx2  # noqa: F401 - teaches respx the transport of the packages
import respx

from assistant.errors import ProviderError
from tests.models import wire
from tests.models.wire import CHAT, MESSAGES, RESPONSES, Clock, Shape, asking, stream

_TEXTS = ("Ship it.", "Größe – ✓ 🙂", "one\n\ntwo\n\ndata: three\n\n")
_CALLS: tuple[dict[str, Any], ...] = (
    {"query": "x"},
    {"query": 'a "b" – ✓'},
    {"plan": {"stages": [{"kind": "ship"}], "n": 1.5}},
    {},
)
_LAST = {"messages": b'"message_stop"', "responses": b'"response.completed"', "chat": b'"finish_reason": "'}


def bodies(shape: Shape) -> list[bytes]:
    """Seven whole answers of that shape: in words, with a call, with text before a call."""
    return [
        *(shape.text(text) for text in _TEXTS),
        *(shape.call(json.dumps(call, ensure_ascii=False)) for call in _CALLS),
    ]


SHAPES = (MESSAGES, RESPONSES, CHAT)


def whole_from(shape: Shape, body: bytes) -> int:
    """The number of bytes from which on the answer is whole."""
    return body.index(b"\n\n", body.index(_LAST[shape.name])) + 2


def accepted(shape: Shape, body: bytes, lengths: Iterable[int]) -> Iterator[int]:
    """The lengths at which a cut answer passed as complete, or gave a tool its arguments."""
    with respx.mock(using="httpcore2", assert_all_called=False) as router:
        route = router.post(shape.url)
        model = shape.open(Clock(attempts=1))
        for length in lengths:
            route.mock(return_value=stream(body[:length]))
            try:
                reply = model.reply(asking(tools=(wire.SEARCH,)), lambda _: None)
            except ProviderError:
                continue
            if reply.stop != "cut" or any(call.arguments is not None for call in reply.calls):
                yield length
