"""Invariant: every failure of a provider is one row here, and every row says what to do.

Read in this order: the provider's own word for the error, then the HTTP status, then the class of the exception (by
name, so that no SDK is imported to ask). Words and statuses as in the error pages of Anthropic and OpenAI, 2026-11.
The codes:

key_refused · out_of_credit · unknown_model · too_long · bad_request · rate_limited · overloaded · unavailable ·
provider_down · timed_out · unreachable · broken_stream · garbled · not_an_api · redirected · too_much · empty · foreign
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Kind:
    """One row of the table. `quoted` lets the provider's own sentence be added."""

    code: str
    message: str
    fix: str
    retryable: bool = False
    quoted: bool = False


KEY_REFUSED = Kind(
    "key_refused", "{provider} refused the key in {key_variable}", "Put a key there that may use {model}."
)
OUT_OF_CREDIT = Kind(
    "out_of_credit", "{provider} says the account is out of credit", "Add credit, or choose another model."
)
NO_TOOLS = ("tool use", "tool calling", "function calling", "support tools", "support tool")
"""How routers that answer 404 say that they know the model, but nobody who runs it with tools (seen at OpenRouter)."""
UNKNOWN_MODEL = Kind(
    "unknown_model",
    "{provider} knows no model {model!r}",
    "Check ASSISTANT_MODEL or --model{address_hint}: the model has to be one your account lists.",
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
NO_SUCH_HOST = Kind(
    "unreachable",
    "The name {host} is not known on this network",
    "Check the spelling and the network{address_hint}; the model 'offline' needs none.",
    retryable=True,
)
NOBODY_LISTENS = Kind(
    "unreachable",
    "Nothing answers at {host}",
    "Check that the server runs, and the proxy{address_hint}; the model 'offline' needs none.",
    retryable=True,
)
UNTRUSTED = Kind(
    "unreachable",
    "The connection to {host} is not secure: its TLS certificate or handshake failed",
    "Check the proxy{address_hint}, or name the authority's certificate in SSL_CERT_FILE; nothing was sent.",
)
BROKEN_STREAM = Kind("broken_stream", "The connection to {provider} broke during the answer", "Try again.", True)
GARBLED = Kind(
    "garbled",
    "The answer of {provider} is not in its own format",
    "Try again; if it stays so, check the model{address_hint}.",
    True,
)
NOT_AN_API = Kind(
    "not_an_api",
    "What answered in place of {provider} sent a web page or other text",
    "Check the proxy{address_hint}.",
)
REDIRECTED = Kind(
    "redirected",
    "{provider} answered with a redirect, which is not followed: it would take the brief elsewhere",
    "Check the proxy{address_hint}: give the address at which it answers itself.",
)
TOO_MUCH = Kind(
    "too_much",
    "{provider} sent more than an answer can hold, and was stopped",
    "Choose another model, or check the server{address_hint}.",
)
EMPTY = Kind("empty", "{provider} sent an empty answer", "Try again, or choose another model.", True)
FOREIGN = Kind(
    "foreign",
    "{provider} failed with an error of its own",
    "Check how that model is set up, or choose another.",
    quoted=True,
)
"""An exception of a class that is in no table: nobody knows whether asking again would help, so it is not done."""

WORDS = {
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
    "exceed_context_size_error": TOO_LONG,
    "rate_limit_error": RATE_LIMITED,
    "rate_limit_exceeded": RATE_LIMITED,
    "overloaded_error": OVERLOADED,
    "timeout_error": TIMED_OUT,
    "api_error": PROVIDER_DOWN,
    "server_error": PROVIDER_DOWN,
}
STATUSES = {
    301: REDIRECTED,
    302: REDIRECTED,
    303: REDIRECTED,
    307: REDIRECTED,
    308: REDIRECTED,
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
CAUSES = {
    "TooMuch": TOO_MUCH,
    "gaierror": NO_SUCH_HOST,
    "ConnectionRefusedError": NOBODY_LISTENS,
    "SSLEOFError": UNREACHABLE,
    "SSLError": UNTRUSTED,
}
"""Class names looked up behind an exception that carries no status: what an SDK wrapped in one of its own."""
CLASSES = {
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
    "InvalidURL": UNREACHABLE,
    "OSError": UNREACHABLE,
    "HTTPError": BROKEN_STREAM,
    "APIError": PROVIDER_DOWN,
    "AnthropicError": PROVIDER_DOWN,
    "OpenAIError": PROVIDER_DOWN,
    "LangChainException": PROVIDER_DOWN,
    "ValueError": GARBLED,
    "TypeError": GARBLED,
    "AttributeError": GARBLED,
    "LookupError": GARBLED,
}
"""Class names looked up along the exception's ancestors, nearest first."""
