"""Invariant: no string reaches the log before it passed here, and the same detail becomes the same pseudonym.

A found detail is replaced by `«label:8 hex»`, an HMAC under a key that lives beside the log, so that two mentions of
one address can still be told to be the same while the address itself is gone. Redacting twice changes nothing.
"""

from __future__ import annotations

import hashlib
import hmac
import math
import re
from collections.abc import Iterable, Mapping
from functools import partial
from typing import Any

from assistant.usage.patterns import PATTERNS, SECRET_NAME, Pattern, policy_hash

PSEUDONYM = re.compile(r"«[a-z_]+:[0-9a-f]{8}»")
_SHORTEST_SECRET = 8
"""A configured secret shorter than this is not searched for: it would hit ordinary words (project rule)."""
_ROUNDS = 4
"""A replacement can uncover its neighbour, so the table is tried until nothing changes; two rounds do in practice."""


class Redactor:
    """Replaces secrets and personal details. `secrets` are exact values known to be secret, such as provider keys."""

    def __init__(self, key: bytes, secrets: Iterable[str] = ()) -> None:
        self._key = key
        self._secrets = sorted({text for text in secrets if len(text) >= _SHORTEST_SECRET}, key=len, reverse=True)
        self.policy = policy_hash()

    def text(self, text: str) -> str:
        """`text` without its secrets and personal details, and without lone surrogates."""
        clean = text if text.isascii() else _well_formed(text)
        for secret in self._secrets:
            if secret in clean:
                clean = clean.replace(secret, self._pseudonym("secret", secret))
        for _ in range(_ROUNDS):
            before, clean = clean, self._pass(clean)
            if clean == before:
                break
        return clean

    def _pass(self, clean: str) -> str:
        for pattern in PATTERNS:
            if not pattern.needs or any(fragment in clean for fragment in pattern.needs):
                clean = pattern.regex.sub(partial(self._replace, pattern), clean)
        return clean

    def value(self, value: Any) -> Any:  # noqa: ANN401 - any JSON-like value in, the same shape out
        """The same for every string inside mappings and sequences; what JSON cannot hold becomes text."""
        if isinstance(value, str):
            return self.text(value)
        if value is None or isinstance(value, bool | int):
            return value
        if isinstance(value, float):
            return value if math.isfinite(value) else str(value)
        if isinstance(value, Mapping):
            return {self.text(str(name)): self._entry(str(name), entry) for name, entry in value.items()}
        if isinstance(value, list | tuple | set | frozenset):
            return [self.value(entry) for entry in value]
        return self.text(str(value))

    def _entry(self, name: str, entry: Any) -> Any:  # noqa: ANN401
        clean = self.value(entry)
        if isinstance(entry, str) and entry and SECRET_NAME.search(name) and not PSEUDONYM.fullmatch(clean):
            return self._pseudonym("secret", entry)
        return clean

    def _replace(self, pattern: Pattern, match: re.Match[str]) -> str:
        start, end = match.span("v")
        found = match.group("v")
        accepted = pattern.accept(found)
        if not accepted:
            return match.group()
        whole, offset = match.group(), match.start()
        rest = whole[end - offset - (len(found) - accepted) :]
        return whole[: start - offset] + self._pseudonym(pattern.label, found[:accepted]) + rest

    def _pseudonym(self, label: str, value: str) -> str:
        canonical = re.sub(r"[\s().-]", "", value).lower() if label in ("iban", "card", "phone") else value
        canonical = canonical.lower().replace("%40", "@") if label == "email" else canonical
        message = f"{label}\0{canonical}".encode("utf-8", "surrogatepass")
        return f"«{label}:{hmac.new(self._key, message, hashlib.sha256).hexdigest()[:8]}»"


def _well_formed(text: str) -> str:
    """Joins split surrogate pairs and replaces lone surrogates, which neither SQLite nor UTF-8 can hold."""
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
