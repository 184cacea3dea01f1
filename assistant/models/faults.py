"""Invariant: whatever goes wrong on the way to a provider becomes one sentence of ours that holds no key.

One table, read top to bottom: the provider's own word for the error, then the HTTP status, then the class of the
exception (by name, so that no SDK is imported to ask). What a provider says is quoted only where it helps, cut to
one line, with everything that looks like a key masked. The codes:

key_refused · out_of_credit · unknown_model · too_long · bad_request · rate_limited · overloaded · unavailable ·
provider_down · timed_out · unreachable · broken_stream · garbled · not_an_api · empty
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from email.utils import parsedate_to_datetime

from assistant.errors import KeyMissing, ProviderError
from assistant.settings import Secret


@dataclass(frozen=True)
class Party:
    """Who was asked: the provider's name for people, the model, where its key and address come from."""

    provider: str
    model: str
    key_variable: str
    address_variable: str
    address: str = ""
    secret: Secret | None = None


@dataclass(frozen=True)
class Kind:
    """One row of the table. `quoted` lets the provider's own sentence be added."""

    code: str
    message: str
    fix: str
    retryable: bool = False
    quoted: bool = False


KEY_REFUSED = Kind(
    "key_refused", "{provider} refused the key in {key_variable}", "Set {key_variable} to a key that may use {model}."
)
OUT_OF_CREDIT = Kind(
    "out_of_credit", "{provider} says the account is out of credit", "Add credit, or choose another model."
)
UNKNOWN_MODEL = Kind(
    "unknown_model",
    "{provider} knows no model {model!r}",
    "Set ASSISTANT_MODEL or --model to a model your account lists{address_hint}.",
)
TOO_LONG = Kind("too_long", "The request is longer than {model} can read", "Use fewer notes or a shorter brief.")
BAD_REQUEST = Kind(
    "bad_request", "{provider} did not accept the request", "Try another model, or report this.", quoted=True
)
RATE_LIMITED = Kind("rate_limited", "{provider} is limiting the rate of calls", "Try again later.", retryable=True)
OVERLOADED = Kind("overloaded", "{provider} is overloaded", "Try again later, or choose another model.", retryable=True)
PROVIDER_DOWN = Kind(
    "provider_down", "{provider} failed on its side", "Try again later, or choose another model.", True, quoted=True
)
UNAVAILABLE = Kind("unavailable", "{provider} is not available for the moment", "Try again later.", retryable=True)
TIMED_OUT = Kind("timed_out", "{provider} did not answer in time", "Try again, or choose another model.", True)
UNREACHABLE = Kind(
    "unreachable",
    "{provider} cannot be reached",
    "Check the network{address_hint}; the model 'offline' needs none.",
    retryable=True,
)
BROKEN_STREAM = Kind("broken_stream", "The connection to {provider} broke during the answer", "Try again.", True)
GARBLED = Kind("garbled", "The answer of {provider} is not in its own format", "Try again{address_hint}.", True)
NOT_AN_API = Kind(
    "not_an_api",
    "What answered in place of {provider} sent a web page or other text",
    "Check the proxy{address_hint}.",
)
EMPTY = Kind("empty", "{provider} sent an empty answer", "Try again, or choose another model.", True)

_WORDS = {
    "authentication_error": KEY_REFUSED,
    "permission_error": KEY_REFUSED,
    "invalid_api_key": KEY_REFUSED,
    "billing_error": OUT_OF_CREDIT,
    "insufficient_quota": OUT_OF_CREDIT,
    "billing_hard_limit_reached": OUT_OF_CREDIT,
    "not_found_error": UNKNOWN_MODEL,
    "model_not_found": UNKNOWN_MODEL,
    "request_too_large": TOO_LONG,
    "context_length_exceeded": TOO_LONG,
    "rate_limit_error": RATE_LIMITED,
    "rate_limit_exceeded": RATE_LIMITED,
    "overloaded_error": OVERLOADED,
    "timeout_error": TIMED_OUT,
    "api_error": PROVIDER_DOWN,
    "server_error": PROVIDER_DOWN,
}
_STATUSES = {
    401: KEY_REFUSED,
    402: OUT_OF_CREDIT,
    403: KEY_REFUSED,
    404: UNKNOWN_MODEL,
    408: TIMED_OUT,
    409: PROVIDER_DOWN,
    413: TOO_LONG,
    429: RATE_LIMITED,
    502: UNAVAILABLE,
    503: UNAVAILABLE,
    504: TIMED_OUT,
    529: OVERLOADED,
}
_CLASSES = {
    "ModelAuthenticationError": KEY_REFUSED,
    "ModelPermissionDeniedError": KEY_REFUSED,
    "ModelNotFoundError": UNKNOWN_MODEL,
    "ModelRateLimitError": RATE_LIMITED,
    "ContextOverflowError": TOO_LONG,
    "ModelInvalidRequestError": BAD_REQUEST,
    "ModelTimeoutError": TIMED_OUT,
    "ModelConnectionError": UNREACHABLE,
    "ModelAPIError": PROVIDER_DOWN,
    "APITimeoutError": TIMED_OUT,
    "TimeoutException": TIMED_OUT,
    "TimeoutError": TIMED_OUT,
    "APIConnectionError": UNREACHABLE,
    "ConnectError": UNREACHABLE,
    "ConnectionError": UNREACHABLE,
    "TransportError": BROKEN_STREAM,
    "StreamError": BROKEN_STREAM,
    "AssertionError": BROKEN_STREAM,
    "RuntimeError": BROKEN_STREAM,
    "OSError": UNREACHABLE,
    "APIError": PROVIDER_DOWN,
}
"""Class names looked up along the exception's ancestors; what is not here was an answer nobody can read."""

_TOO_LONG_WORDS = ("prompt is too long", "context length", "context window", "maximum context")
_KEY_LIKE = re.compile(r"(?i)\b(?:bearer\s+|sk-|rk-|key[-_])[^\s\"',;]{4,}")
_LONGEST_QUOTE = 200
_SHORTEST_KEY = 8


def fault(party: Party, error: Exception) -> KeyMissing | ProviderError:
    """The error of ours for what an SDK raised. Its text never holds what the SDK's exception text holds."""
    status = getattr(error, "status_code", None)
    headers: Mapping[str, str] = getattr(getattr(error, "response", None), "headers", {})
    said = _said(error)
    kind = _kind(status if isinstance(status, int) else None, _words(error), said, type(error))
    return made(party, kind, said=said, headers=headers)


def reported(party: Party, words: Iterable[str], said: str = "") -> KeyMissing | ProviderError:
    """The error of ours for an error the provider reported inside an answer of status 200."""
    return made(party, _kind(200, words, said, Exception), said=said)


def made(
    party: Party, kind: Kind, *, said: str = "", headers: Mapping[str, str] | None = None
) -> KeyMissing | ProviderError:
    """The error for one row of the table."""
    headers = headers or {}
    words = {
        "provider": party.provider,
        "model": party.model,
        "key_variable": party.key_variable,
        "address_hint": f" and {party.address_variable}" if party.address else "",
    }
    message, fix = kind.message.format(**words), kind.fix.format(**words)
    request_id = headers.get("request-id") or headers.get("x-request-id") or ""
    where = f"request {_safe(request_id, party.secret)}" if request_id else ""
    if kind is KEY_REFUSED:
        return KeyMissing(message, where=where, fix=fix, code=kind.code)
    quote = _safe(said, party.secret) if kind.quoted else ""
    return ProviderError(
        f"{message}: {quote}" if quote else message,
        where=where,
        fix=fix,
        code=kind.code,
        retryable=kind.retryable and headers.get("x-should-retry") != "false",
        retry_after=_retry_after(headers),
    )


@contextmanager
def spoken(party: Party, caught: tuple[type[Exception], ...]) -> Iterator[None]:
    """Turns what an SDK raises inside into our error. The cause is hidden: its text may repeat a key."""
    try:
        yield
    except caught as error:
        raise fault(party, error) from None


def _kind(status: int | None, words: Iterable[str], said: str, raised: type[Exception]) -> Kind:
    for word in words:
        if word in _WORDS:
            return _WORDS[word]
    if status in (400, 422) and any(sign in said.lower() for sign in _TOO_LONG_WORDS):
        return TOO_LONG
    if status in _STATUSES:
        return _STATUSES[status]
    if status is not None and status != 200:
        return PROVIDER_DOWN if status >= 500 else BAD_REQUEST
    if status == 200:
        return PROVIDER_DOWN
    return next((_CLASSES[kind.__name__] for kind in raised.__mro__ if kind.__name__ in _CLASSES), GARBLED)


def _words(error: Exception) -> list[str]:
    return [word for word in (getattr(error, name, None) for name in ("code", "type")) if isinstance(word, str)]


def _said(error: Exception) -> str:
    """The provider's sentence from the error body; never the exception's own text, which may be a whole page."""
    body = getattr(error, "body", None)
    if isinstance(body, Mapping):
        inner = body.get("error", body)
        message = inner.get("message") if isinstance(inner, Mapping) else inner
        return message if isinstance(message, str) else ""
    return ""


def _safe(text: str, secret: Secret | None) -> str:
    line = " ".join("".join(char if char.isprintable() else " " for char in text).split())
    if secret is not None and len(secret.reveal()) >= _SHORTEST_KEY:
        line = line.replace(secret.reveal(), "…")
    return _KEY_LIKE.sub("…", line)[:_LONGEST_QUOTE]


def _retry_after(headers: Mapping[str, str]) -> float | None:
    """Seconds to wait as RFC 9110 §10.2.3 has it: a number, or a date (taken against the answer's own date)."""
    for name, per_second in (("retry-after-ms", 1000.0), ("retry-after", 1.0)):
        try:
            seconds = float(headers.get(name, "")) / per_second
        except ValueError:
            continue
        if 0 <= seconds < float("inf"):
            return seconds
    try:
        at, now = (parsedate_to_datetime(headers.get(name, "")) for name in ("retry-after", "date"))
        return max(0.0, (at - now).total_seconds())
    except (ValueError, TypeError):
        return None
