"""Invariant: the only file that knows the openai package; its exceptions never leave here.

OpenAI itself is asked by the Responses API; any other address by chat completions, which every compatible server
speaks. Streaming always, the SDK's retries off. The package is imported at the first call.
"""

from __future__ import annotations

import threading
import weakref
from typing import TYPE_CHECKING, Any

from assistant.errors import ProviderError
from assistant.models import openai_responses
from assistant.models.answer import events
from assistant.models.base import ChatModel, OnText, Reply, Request
from assistant.models.bounded import bounded
from assistant.models.compatible import CompatibleModel
from assistant.models.credentials import host, usable_address, usable_key
from assistant.models.faults import Party, refuses_schema, spoken
from assistant.models.in_time import timed
from assistant.models.retry import PatientModel
from assistant.models.stream import Heard, interruptible
from assistant.settings import Secret, Settings

if TYPE_CHECKING:
    import openai

_KEY, _ADDRESS = "OPENAI_API_KEY", "OPENAI_BASE_URL"
_HOME = "https://api.openai.com/v1"
_CONNECT_SECONDS = 10.0


def connect(name: str, settings: Settings) -> ChatModel:
    """The model `openai:NAME`, at OpenAI or at the compatible server of OPENAI_BASE_URL. Raises KeyMissing."""
    address = usable_address(_ADDRESS, settings.openai_base_url or _HOME)
    own = host(address) == host(_HOME)
    return PatientModel(OpenAIModel(name, settings) if own else compatible(name, settings))


def compatible(name: str, settings: Settings) -> CompatibleModel:
    """The model of a compatible server; what it takes is remembered below the data folder, if one was chosen.

    On a recorded wire nothing is remembered, so that the recording holds the questions too.
    """
    provider = host(settings.openai_base_url or _HOME)
    remembers = settings.home.is_absolute() and settings.wire is None
    return CompatibleModel(Connection(name, settings, provider), settings.home if remembers else None)


def client(settings: Settings) -> openai.OpenAI:
    """A client for any use of the API: own timeouts, no retries of its own."""
    import openai

    http = openai.DefaultHttpxClient() if settings.wire is None else settings.wire()
    made = openai.OpenAI(
        api_key=_key(settings).reveal(),
        base_url=usable_address(_ADDRESS, settings.openai_base_url or _HOME),
        timeout=openai.Timeout(settings.call_seconds, connect=_CONNECT_SECONDS),
        max_retries=0,
        http_client=bounded(timed(http, settings.call_seconds)),
    )
    weakref.finalize(made, http.close)
    return made


def connection(name: str, settings: Settings) -> Connection:
    """The client, made at the first call, and who is on its other end, for uses other than chat. Raises KeyMissing."""
    address = usable_address(_ADDRESS, settings.openai_base_url or _HOME)
    return Connection(name, settings, "OpenAI" if host(address) == host(_HOME) else host(address))


def warm_up() -> None:
    """Imports the package, so that the first call does not wait for it."""
    import openai  # noqa: F401


def _key(settings: Settings) -> Secret:
    """The key; a compatible server may need none, and then gets a word that is no secret."""
    if settings.openai_api_key is None and settings.openai_base_url:
        return Secret("none")
    return usable_key(_KEY, settings.openai_api_key, "OpenAI")


class Connection:
    """One client, made at the first call, and who is on its other end."""

    def __init__(self, name: str, settings: Settings, provider: str) -> None:
        self._settings = settings
        self._client: openai.OpenAI | None = None
        self._lock = threading.Lock()
        self.party = Party(
            provider=provider,
            model=name,
            key_variable=_KEY,
            address_variable=_ADDRESS,
            address=settings.openai_base_url or "",
            secret=_key(settings),
        )

    def client(self) -> openai.OpenAI:
        """The client, the same each time."""
        with self._lock:
            if self._client is None:
                self._client = client(self._settings)
            return self._client


class OpenAIModel:
    """One model of the Responses API; one attempt a call."""

    def __init__(self, name: str, settings: Settings) -> None:
        self._settings = settings
        self._connection = Connection(name, settings, "OpenAI")
        self._constrained = True

    @property
    def name(self) -> str:
        """`openai:NAME`."""
        return f"openai:{self._connection.party.model}"

    def reply(self, request: Request, on_text: OnText | None = None) -> Reply:
        """One call. A provider that refuses a strict schema is asked without it, then and from then on."""
        with interruptible(on_text) as heard:
            try:
                return self._streamed(request, heard)
            except ProviderError as error:
                if not self._constrained or not refuses_schema(error) or heard.text:
                    raise
            self._constrained = False
            return self._streamed(request, heard)

    def _streamed(self, request: Request, heard: Heard) -> Reply:
        party = self._connection.party
        answer = openai_responses.Answer(party, heard)
        body = self._encoded(request)
        with spoken(party):
            stream: openai.Stream[Any] = self._connection.client().responses.create(**body, stream=True)
        with stream:
            for event in events(party, stream, stream.response):
                answer.take(event)
                if answer.complete:
                    break
        return answer.reply()

    def count_tokens(self, request: Request) -> int:
        """The provider's own count of what the request would send; it is not billed. Raises as `reply` does."""
        body = self._encoded(request)
        asked = {name: body[name] for name in ("model", "input", "instructions", "tools") if name in body}
        with spoken(self._connection.party):
            return int(self._connection.client().responses.input_tokens.count(**asked).input_tokens)

    def _encoded(self, request: Request) -> dict[str, Any]:
        settings = self._settings
        effort = "none" if settings.thinking == "off" else settings.effort
        return openai_responses.encode(
            request, self._connection.party.model, effort=effort, constrained=self._constrained
        )
