"""Invariant: the only file that knows the anthropic package; its exceptions never leave here.

Streaming always, the SDK's retries off, no sampling parameters. The package is imported at the first call, not when
a model is opened.
"""

from __future__ import annotations

import threading
import weakref
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from assistant.errors import ProviderError
from assistant.models.answer import events
from assistant.models.anthropic_sources import refuses
from assistant.models.anthropic_wire import Answer, encode
from assistant.models.base import ChatModel, OnText, Reply, Request, Tokens
from assistant.models.bounded import bounded
from assistant.models.credentials import usable_address, usable_key
from assistant.models.faults import Party, refuses_schema, spoken
from assistant.models.in_time import timed
from assistant.models.retry import PatientModel
from assistant.models.stream import Heard, interruptible
from assistant.settings import Settings

if TYPE_CHECKING:
    import anthropic

_KEY, _ADDRESS = "ANTHROPIC_API_KEY", "ANTHROPIC_BASE_URL"
_HOME = "https://api.anthropic.com"
_CONNECT_SECONDS = 10.0
_MOST_PAUSES = 2
"""Times a paused answer is asked to go on in one call: three requests, as many as a call that is tried again."""


def connect(name: str, settings: Settings) -> ChatModel:
    """The model `anthropic:NAME`. Raises KeyMissing without a key."""
    return PatientModel(AnthropicModel(name, settings))


def client(settings: Settings) -> anthropic.Anthropic:
    """A client for any use of the API: own timeouts, no retries of its own, no telemetry."""
    import anthropic

    http = anthropic.DefaultHttpxClient() if settings.wire is None else settings.wire()
    made = anthropic.Anthropic(
        api_key=usable_key(_KEY, settings.anthropic_api_key, "Anthropic").reveal(),
        base_url=usable_address(_ADDRESS, settings.anthropic_base_url or _HOME),
        timeout=anthropic.Timeout(settings.call_seconds, connect=_CONNECT_SECONDS),
        max_retries=0,
        http_client=bounded(timed(http, settings.call_seconds)),
        open_telemetry=False,
    )
    weakref.finalize(made, http.close)
    return made


def warm_up() -> None:
    """Imports the package, so that the first call does not wait for it."""
    import anthropic  # noqa: F401


class AnthropicModel:
    """One model of the Messages API; one attempt a call."""

    def __init__(self, name: str, settings: Settings) -> None:
        self._settings = settings
        self._party = Party(
            provider="Anthropic",
            model=name,
            key_variable=_KEY,
            address_variable=_ADDRESS,
            address=usable_address(_ADDRESS, settings.anthropic_base_url) if settings.anthropic_base_url else "",
            secret=usable_key(_KEY, settings.anthropic_api_key, "Anthropic"),
        )
        self._client: anthropic.Anthropic | None = None
        self._lock = threading.Lock()
        self._can_force = True
        self._constrained = True
        self._cites = True

    @property
    def name(self) -> str:
        """`anthropic:NAME`."""
        return f"anthropic:{self._party.model}"

    def reply(self, request: Request, on_text: OnText | None = None) -> Reply:
        """One call. What a model refuses, a forced tool, a strict schema or passages to be cited, is left out, then and
        from then on.
        """
        with interruptible(on_text) as heard:
            try:
                return self._asked(request, heard)
            except ProviderError as error:
                if heard.text or not self._leaves_out(error):
                    raise
            return self._asked(request, heard)

    def _leaves_out(self, error: ProviderError) -> bool:
        """Whether there is something left to leave out that the error is about; it is left out from now on."""
        if self._cites and error.code == "bad_request" and refuses(error.message):
            self._cites = False
        elif self._constrained and refuses_schema(error):
            self._constrained = False
        else:
            return False
        return True

    def _asked(self, request: Request, heard: Heard) -> Reply:
        forced = self._can_force and request.must_call is not None
        try:
            return self._answered(self._encoded(request, force=forced), heard)
        except ProviderError as error:
            if not forced or error.code != "bad_request" or "tool_choice" not in error.message or heard.text:
                raise
        self._can_force = False
        return self._answered(self._encoded(request, force=False), heard)

    def count_tokens(self, request: Request) -> int:
        """The provider's own count of what the request would send; it is not billed. Raises as `reply` does."""
        body = self._encoded(request, force=False)
        asked = {name: body[name] for name in ("model", "messages", "system", "tools", "thinking") if name in body}
        with spoken(self._party):
            return int(self._connected().messages.count_tokens(**asked).input_tokens)

    def _encoded(self, request: Request, *, force: bool) -> dict[str, Any]:
        settings = self._settings
        return encode(
            request,
            self._party.model,
            force=force,
            effort=settings.effort,
            thinking=settings.thinking,
            constrained=self._constrained,
            cited=self._cites,
        )

    def _answered(self, body: dict[str, Any], heard: Heard) -> Reply:
        tokens = Tokens()
        for _ in range(_MOST_PAUSES + 1):
            answer = self._streamed(body, heard)
            tokens = tokens + answer.tokens
            if not answer.paused:
                break
            body = {**body, "messages": [*body["messages"], {"role": "assistant", "content": answer.content}]}
        return replace(answer.reply(heard.text, tokens), quoted=answer.quoted)

    def _streamed(self, body: dict[str, Any], heard: Heard) -> Answer:
        answer = Answer(self._party, heard)
        with spoken(self._party):
            stream: anthropic.Stream[Any] = self._connected().messages.create(**body, stream=True)
        with stream:
            for event in events(self._party, stream, stream.response):
                answer.take(event)
                if answer.complete:
                    break
        return answer

    def _connected(self) -> anthropic.Anthropic:
        with self._lock:
            if self._client is None:
                self._client = client(self._settings)
            return self._client
