"""Invariant: a reply is complete only after the provider's last event; before that no tool has arguments.

The three wire shapes end here: their decoders gather text, calls and counts, and this file makes the Reply.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

from assistant.errors import ProviderError
from assistant.models import in_time, shapes
from assistant.models.base import Reply, Stop, Tokens, ToolCall
from assistant.models.fault_table import BROKEN_STREAM, EMPTY, GARBLED, NOT_AN_API, UNREACHABLE
from assistant.models.faults import Party, made, reported, spoken

_LARGEST_BODY = 1_000_000


@dataclass
class Asked:
    """A tool call while it arrives."""

    id: str = ""
    name: str = ""
    pieces: list[str] = field(default_factory=list)

    @property
    def raw(self) -> str:
        """The arguments' JSON as far as it came."""
        return "".join(self.pieces)


class Headers(Protocol):
    """The part of an HTTP response that tells a stream from a web page."""

    extensions: dict[str, Any]

    @property
    def headers(self) -> Mapping[str, str]: ...
    def iter_bytes(self) -> Iterator[bytes]: ...


def events(party: Party, stream: Iterator[object], response: Headers) -> Iterator[Mapping[str, Any]]:
    """The events of an SDK's stream as plain objects.

    A server that ignored `stream` and sent one whole chat completion counts as one event. Raises ProviderError for
    a body that is no event stream, and for everything the SDK raises on the way.
    """
    kind = response.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind != "text/event-stream":
        with spoken(party):
            body = _body(response)
        yield _whole(party, kind, body)
        return
    while True:
        try:
            with spoken(party):
                sent = next(stream, None)
        except ProviderError as error:
            raise (made(party, BROKEN_STREAM) if error.code == UNREACHABLE.code else error) from None
        if sent is None:
            return
        in_time.said(response.extensions)
        yield shapes.event(sent)


def finished(
    party: Party,
    *,
    text: str,
    asked: Sequence[Asked],
    stop: Stop,
    tokens: Tokens,
    model: str = "",
    response_id: str = "",
) -> Reply:
    """The reply. Arguments are read only when it is complete; then a reply with nothing in it is a ProviderError."""
    complete = stop in ("end", "tools")
    if complete:
        stop = "tools" if asked else "end"
        if not asked and not text.strip():
            raise made(party, EMPTY)
    calls = tuple(
        ToolCall(
            id=call.id or f"call_{place}",
            name=call.name,
            arguments=shapes.arguments(call.raw) if complete else None,
            raw=call.raw,
        )
        for place, call in enumerate(asked, start=1)
    )
    return Reply(text, calls, stop, tokens, model or party.model, response_id)


def _body(response: Headers) -> bytes:
    body = b""
    for piece in response.iter_bytes():
        body += piece
        if len(body) > _LARGEST_BODY:
            break
    return body


def _whole(party: Party, kind: str, body: bytes) -> Mapping[str, Any]:
    if "json" not in kind:
        raise made(party, NOT_AN_API)
    sent = shapes.arguments(body.decode("utf-8", "replace")) or {}
    if sent.get("error"):
        error = shapes.mapping(sent["error"])
        words = [shapes.text(error.get(name)) for name in ("code", "type")]
        raise reported(party, words, shapes.text(error.get("message")))
    if not shapes.items(sent.get("choices")):
        raise made(party, GARBLED)
    return sent
