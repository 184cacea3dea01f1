"""Invariant: a key or an address that cannot work is found before anything is sent, and no message shows a key."""

from __future__ import annotations

from urllib.parse import urlsplit

from assistant.errors import InputError, KeyMissing
from assistant.settings import Secret


def usable_key(variable: str, secret: Secret | None, provider: str) -> Secret:
    """The key. Raises KeyMissing naming the variable when there is none, or when it cannot be sent as a header."""
    if secret is None:
        raise KeyMissing(
            f"{variable} is not set, and {provider} needs a key",
            fix=f"Export {variable}, or put it in .env; the model 'offline' needs no key.",
            code="key_missing",
        )
    value = secret.reveal()
    if not value.isascii() or not value.isprintable() or " " in value:
        raise KeyMissing(
            f"{variable} holds characters that no key has",
            fix="Copy the key again, without spaces or line breaks.",
            code="key_missing",
        )
    return secret


def usable_address(variable: str, url: str) -> str:
    """The base URL. Raises InputError when it is no http(s) address."""
    try:
        parts = urlsplit(url)
        good = parts.scheme in ("http", "https") and bool(parts.hostname) and (parts.port or 1) > 0
    except ValueError:
        good = False
    if not good or not url.isascii() or not url.isprintable() or " " in url:
        raise InputError(
            f"{variable} is no web address", fix=f"Set {variable} to something like http://localhost:8000/v1."
        )
    return url


def place(url: str) -> str:
    """Which server this is: host, port and path, never a password in front of them."""
    return f"{host(url)}{urlsplit(url).path.rstrip('/')}"


def host(url: str) -> str:
    """What to call the server at this address: host and port, never a password in front of them."""
    parts = urlsplit(url)
    return f"{parts.hostname}:{parts.port}" if parts.port else str(parts.hostname)
