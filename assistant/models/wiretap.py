"""Invariant: a recording holds what a provider sent, byte for byte, and is given back only for the very same request.

One line of a recording is one exchange: the hash of the request as it left, and the response's status and body. Keys
and other headers are never in it. A request that differs in a single letter, because a prompt, a note or a tool
changed, has another hash and gets an error, never an old answer.
"""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from pydantic_core import from_json, to_json

from assistant.errors import NotMeasured, ProviderError
from assistant.models.base import ChatModel, OnText, Reply, Request

if TYPE_CHECKING:
    import httpx2

KEPT_HEADERS = ("content-type", "request-id", "x-request-id")


class Stale(NotMeasured):
    """What is asked now is not what was recorded."""

    code = "stale_recording"


@dataclass(frozen=True)
class Exchange:
    """One request and its response. `request` is a hash; `body` the response as text."""

    request: str
    status: int
    headers: Mapping[str, str]
    body: str

    def as_json(self) -> dict[str, Any]:
        """One line."""
        return asdict(self)


Keep = Callable[[Exchange], None]


def fingerprint(path: str, body: bytes) -> str:
    """The identity of a request: its path, and its JSON body whatever the order of keys."""
    with suppress(ValueError):
        body = to_json(_ordered(from_json(body)))
    return hashlib.sha256(path.encode() + b"\n" + body).hexdigest()


def recording(keep: Keep) -> httpx2.Client:
    """A client for an SDK that passes everything on, and tells `keep` of each exchange as far as it was read."""
    import httpx2

    class Recording(httpx2.BaseTransport):
        def __init__(self) -> None:
            self._wire = httpx2.HTTPTransport()

        def handle_request(self, request: httpx2.Request) -> httpx2.Response:
            response = self._wire.handle_request(request)
            name = fingerprint(request.url.path, request.read())
            headers = {key: response.headers[key] for key in KEPT_HEADERS if key in response.headers}

            def ended(body: bytes) -> None:
                keep(Exchange(name, response.status_code, headers, body.decode("utf-8", "replace")))

            decoded = httpx2.Headers({key: value for key, value in response.headers.items() if key != "content-length"})
            decoded.pop("content-encoding", None)
            stream = _heard(httpx2, response, ended)
            return httpx2.Response(response.status_code, headers=decoded, stream=stream)

        def close(self) -> None:
            self._wire.close()

    return httpx2.Client(transport=Recording())


class Replay:
    """Answers from a recording, in order for requests made more than once; it opens no connection.

    `stale` is set once something was asked that the recording does not hold: the SDK would wrap an error raised below.
    """

    def __init__(self, exchanges: Sequence[Exchange]) -> None:
        self.stale = ""
        self._left: dict[str, list[Exchange]] = {}
        for exchange in exchanges:
            self._left.setdefault(exchange.request, []).append(exchange)
        self._lock = threading.Lock()

    def client(self) -> httpx2.Client:
        """A client for an SDK."""
        import httpx2

        return httpx2.Client(transport=httpx2.MockTransport(self._answer))

    def _answer(self, request: httpx2.Request) -> httpx2.Response:
        import httpx2

        name = fingerprint(request.url.path, request.read())
        with self._lock:
            known = self._left.get(name)
            if not known:
                self.stale = name
                return httpx2.Response(
                    400, json={"error": {"type": "invalid_request_error", "message": "not recorded"}}
                )
            # The last answer stays, so that more repetitions than were recorded get an answer that was given.
            found = known.pop(0) if len(known) > 1 else known[0]
        return httpx2.Response(found.status, headers=dict(found.headers), content=found.body.encode())


class ReplayedModel:
    """A provider's model on a recording: what was not recorded is Stale, whatever the adapter makes of it."""

    def __init__(self, model: ChatModel, replay: Replay) -> None:
        self._model = model
        self._replay = replay

    @property
    def name(self) -> str:
        """The name of the model that was recorded."""
        return self._model.name

    def prepare(self) -> str:
        """What the recorded server said to the questions about its tools; '' when there were none."""
        prepare = getattr(self._model, "prepare", None)
        return "" if prepare is None else str(prepare())

    def reply(self, request: Request, on_text: OnText | None = None) -> Reply:
        """The recorded answer. Raises Stale."""
        try:
            return self._model.reply(request, on_text)
        except ProviderError:
            if self._replay.stale:
                raise stale(self._replay.stale[:12]) from None
            raise


def stale(where: str) -> Stale:
    """The refusal to give an old answer to a new question."""
    return Stale(
        "The recording holds no answer to this: a prompt, a note, a tool or the brief changed since",
        where=where,
        fix="Record again.",
    )


def _heard(httpx2: Any, response: httpx2.Response, ended: Callable[[bytes], None]) -> Any:  # noqa: ANN401 - lazy module
    class Heard(httpx2.SyncByteStream):  # type: ignore[misc]
        def __init__(self) -> None:
            self._parts: list[bytes] = []
            self._open = True

        def __iter__(self) -> Iterator[bytes]:
            for part in response.iter_bytes():
                self._parts.append(part)
                yield part

        def close(self) -> None:
            response.close()
            if self._open:
                self._open = False
                ended(b"".join(self._parts))

    return Heard()


def _ordered(value: Any) -> Any:  # noqa: ANN401 - JSON
    if isinstance(value, dict):
        return {key: _ordered(value[key]) for key in sorted(value)}
    return [_ordered(item) for item in value] if isinstance(value, list) else value
