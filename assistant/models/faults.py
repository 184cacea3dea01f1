"""Invariant: whatever goes wrong on the way to a provider becomes one sentence of ours that holds no key.

What happened is looked up in the one table of fault_table. What a provider says is quoted only where it helps, cut
to one line, with everything that looks like a key masked.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from email.utils import parsedate_to_datetime

from assistant.errors import AssistantError, KeyMissing, ProviderError
from assistant.models import fault_table as table
from assistant.models.fault_table import Kind
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


_TOO_LONG_WORDS = ("prompt is too long", "context length", "context window", "maximum context", "context size")
_KEY_LIKE = re.compile(r"(?i)\b(?:bearer\s+|sk-|rk-|key[-_])[^\s\"',;]{4,}")
_SECRET_LIKE = re.compile(
    r"""(?ix) //[^/\s@]+@                                              # a name and password in an address
    | (?:key|token|secret|password|signature|credential|authorization)[\w-]*
      ["']?\s*[=:]\s*["']?(?:(?:basic|bearer)\s+)?[^\s"',;&]+              # a secret by its name
    | (?=[\w+/=-]*\d)[\w+/=-]{16,}                                     # long and with a digit, as keys are
    """
)
"""Wider than `_KEY_LIKE`: whoever wrote the text, nobody told us which secret it may repeat (project rule)."""
_NAMES_A_WAY = re.compile(
    r"(?i)tool|function[ _-]?call|schema|grammar|structured|response[ _-]?format"
    r"|json[ _-]?(?:object|mode|output|format)"
)
"""How servers name what they refuse of a request for tools (project rule). The word JSON alone is not among them: it
also stands in what has nothing to do with tools."""
_LONGEST_QUOTE = 200
_SHORTEST_KEY = 8
_DEEPEST_CAUSE = 8


def fault(party: Party, error: Exception) -> KeyMissing | ProviderError:
    """The error of ours for what an SDK raised.

    Its text never holds what the exception's text holds, but for a class in no table, which is quoted with its
    secrets masked: there is nothing else to tell it by.
    """
    status = getattr(error, "status_code", None)
    headers: Mapping[str, str] = getattr(getattr(error, "response", None), "headers", {})
    said = _said(error)
    kind = _kind(status if isinstance(status, int) else None, _words(error), said, type(error))
    if status is None:
        kind = _behind(error) or kind
    if kind is table.FOREIGN:
        said = f"{type(error).__name__}: {_SECRET_LIKE.sub('…', str(error))}".removesuffix(": ")
    return made(party, kind, said=said, headers=headers, asked=_asked(error))


def reported(party: Party, words: Iterable[str], said: str = "") -> KeyMissing | ProviderError:
    """The error of ours for an error the provider reported inside an answer of status 200."""
    return made(party, _kind(200, words, said, Exception), said=said)


def made(
    party: Party, kind: Kind, *, said: str = "", headers: Mapping[str, str] | None = None, asked: str = ""
) -> KeyMissing | ProviderError:
    """The error for one row of the table. `asked` is the host that was asked, where it is known."""
    headers = headers or {}
    words = {
        "provider": party.provider,
        "host": asked or party.provider,
        "model": party.model,
        "key_variable": party.key_variable,
        "address_hint": f" and {party.address_variable}" if party.address else "",
    }
    message, fix = kind.message.format(**words), kind.fix.format(**words)
    request_id = headers.get("request-id") or headers.get("x-request-id") or ""
    where = f"request {_safe(request_id, party.secret)}" if request_id else ""
    if kind is table.KEY_REFUSED:
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


def refuses_schema(error: ProviderError) -> bool:
    """Whether a provider did not take the request for the schema of a tool, which can be sent less strictly."""
    said = error.message.lower()
    return error.code == "bad_request" and ("schema" in said or "strict" in said)


def refuses_way(error: ProviderError) -> bool:
    """Whether a server says that it does not take tools, or a form of answer, the way it was asked for them."""
    return error.code in ("bad_request", "provider_down") and bool(
        _NAMES_A_WAY.search(error.message.partition(": ")[2])
    )


class spoken:
    """Turns what an SDK raises inside into our error. The cause is hidden: its text may repeat a key.

    What is in no row of the table passes through, being our own fault or the caller's, unless only foreign code runs
    inside: then any class becomes an error of ours. An error of ours that an SDK wrapped in one of its own passes
    unwrapped.
    """

    def __init__(self, party: Party, *, foreign: bool = False) -> None:
        self._party = party
        self._foreign = foreign

    def __enter__(self) -> None:
        return None

    def __exit__(self, raised: type[BaseException] | None, error: BaseException | None, trace: object) -> None:
        if error is not None and isinstance(error.__cause__, AssistantError):
            raise error.__cause__ from None
        if not isinstance(error, Exception) or isinstance(error, AssistantError):
            return
        if self._foreign or _named(type(error)) is not None or _behind(error) is not None:
            raise fault(self._party, error) from None


def _kind(status: int | None, words: Iterable[str], said: str, raised: type[Exception]) -> Kind:
    for word in words:
        if word in table.WORDS:
            return table.WORDS[word]
    if status in (400, 422) and any(sign in said.lower() for sign in _TOO_LONG_WORDS):
        return table.TOO_LONG
    if status == 404 and any(sign in said.lower() for sign in table.NO_TOOLS):
        return table.BAD_REQUEST
    if status in table.STATUSES:
        return table.STATUSES[status]
    if status is not None and status != 200:
        return table.PROVIDER_DOWN if status >= 500 else table.BAD_REQUEST
    if status == 200:
        return table.PROVIDER_DOWN
    return _named(raised) or table.FOREIGN


def _named(raised: type[Exception]) -> Kind | None:
    return next((table.CLASSES[kind.__name__] for kind in raised.__mro__ if kind.__name__ in table.CLASSES), None)


def _behind(error: BaseException) -> Kind | None:
    """What an exception was wrapped around, where that tells more than the exception itself."""
    cause: BaseException | None = error
    for _ in range(_DEEPEST_CAUSE):
        if cause is None:
            return None
        for kind in type(cause).__mro__:
            if kind.__name__ in table.CAUSES:
                return table.CAUSES[kind.__name__]
        cause = cause.__cause__ or cause.__context__  # the pool of the HTTP client hides the cause it raises from
    return None


def _asked(error: Exception) -> str:
    """The host and port that were asked; SDKs and HTTP clients keep the request."""
    try:
        url = getattr(getattr(error, "request", None), "url", None)
    except RuntimeError:  # an HTTP client's answer where it kept none
        return ""
    name, port = getattr(url, "host", ""), getattr(url, "port", None)
    return f"{name}:{port}" if port else str(name)


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
