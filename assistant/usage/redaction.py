"""Invariant: no string reaches the log before it passed here, and the same detail becomes the same pseudonym.

A found detail is replaced by `«label:8 hex»`, an HMAC under a key that lives beside the log, so that two mentions of
one address can still be told to be the same while the address itself is gone. Redacting twice changes nothing.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import math
import re
from collections import OrderedDict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache, partial
from typing import Any, Protocol, TypeVar

from assistant.usage.expressions import Pattern
from assistant.usage.integrity import canonical
from assistant.usage.named_secrets import SECRET_NAME
from assistant.usage.patterns import PATTERNS, policy_hash
from assistant.usage.pieces import Pieces

T = TypeVar("T")
PSEUDONYM = re.compile(r"«[a-z_]+:[0-9a-f]{8}»")
_SHORTEST_SECRET = 8
"""A configured secret shorter than this is not searched for: it would hit ordinary words (project rule)."""
_FIELD = re.compile(r"[a-z_]{1,20}")
_UNSEEN = "\0"
"""No redacted text is this one: a NUL is no word."""
_REMEMBERED = 32_768
"""Texts remembered per process; the oldest go first (project rule)."""
_KEPT = 256
"""Messages whose rows are kept ready per process, some forty turns of a conversation (project rule)."""
_ROUNDS = 4
"""A replacement can uncover its neighbour, so the table is tried until nothing changes; two rounds do in practice."""


@dataclass(frozen=True)
class Span:
    """A stretch of text to replace: `text[start:end]`, with a label of small letters and `_`."""

    start: int
    end: int
    label: str


class Detector(Protocol):
    """Finds what no pattern can, such as people's names. `name` goes into the policy hash: give it a version."""

    @property
    def name(self) -> str: ...

    def find(self, text: str) -> Iterable[Span]:
        """The stretches to replace, in any order."""
        ...


class Redactor:
    """Replaces secrets and personal details. `secrets` are exact values known to be secret, such as provider keys.

    What was seen before is not searched again: its result is remembered by a keyed hash, so that a conversation that
    grows costs only what is new in it. What is new is looked over as a whole first (see `screening`), and only parts
    that raise a suspicion are searched string by string.
    """

    def __init__(self, key: bytes, secrets: Iterable[str] = (), detectors: Iterable[Detector] = ()) -> None:
        self._key = key
        self._secrets = sorted({text for text in secrets if len(text) >= _SHORTEST_SECRET}, key=len, reverse=True)
        self._spellings = tuple({spelled for text in self._secrets for spelled in (text, canonical(text)[1:-1])})
        self._detectors = tuple(detectors)
        self.policy = policy_hash(detector.name for detector in self._detectors)
        self._seen: OrderedDict[bytes, str | None] = OrderedDict()
        self._pieces = Pieces()
        self._kept: OrderedDict[int, tuple[object, Any]] = OrderedDict()

    def fresh(self) -> Redactor:
        """The same, with nothing remembered: for a check that must not believe an earlier one."""
        return Redactor(self._key, self._secrets, self._detectors)

    def text(self, text: str) -> str:
        """`text` without its secrets and personal details, and without lone surrogates."""
        return self._remembered(text, lambda: self._searched(text))

    def encoded(self, value: Any, spell: Callable[[Any], str] = canonical) -> str:  # noqa: ANN401 - JSON-like
        """The JSON of `value`, spelled by `spell`, without its secrets and personal details."""
        try:
            plain = spell(value)
        except (TypeError, ValueError):
            return canonical(self.value(value))
        return plain if self._is_clean(plain) else canonical(self.value(value))

    def once(self, whole: object, make: Callable[[], T]) -> T:
        """What `make` gives for `whole`, made once while that very object is remembered; it must never change."""
        kept = self._kept.get(id(whole))
        if kept is not None:
            made: T = kept[1]
            return made
        made = make()
        self._kept[id(whole)] = whole, made
        if len(self._kept) > _KEPT:
            self._kept.popitem(last=False)
        return made

    def _remembered(self, text: str, search: Callable[[], str]) -> str:
        name = hashlib.blake2b(text.encode("utf-8", "surrogatepass"), key=self._key, digest_size=16).digest()
        known = self._seen.get(name, _UNSEEN)
        if known != _UNSEEN:
            return text if known is None else known
        clean = search()
        self._seen[name] = None if clean == text else clean
        if len(self._seen) > _REMEMBERED:
            self._seen.popitem(last=False)
        return clean

    def _is_clean(self, encoded: str) -> bool:
        """Whether JSON text certainly holds nothing to replace. Detectors read words, so nothing is certain to them."""
        return not (
            self._detectors
            or any(spelling in encoded for spelling in self._spellings)
            or self._pieces.may_hold(encoded)
        )

    def _searched(self, text: str) -> str:
        if self._is_clean(canonical(text)):
            return text
        clean = text if text.isascii() else _well_formed(text)
        for secret in self._secrets:
            if secret in clean:
                clean = clean.replace(secret, self._pseudonym("secret", secret))
        for _ in range(_ROUNDS):
            before, clean = clean, self._pass(clean)
            if clean == before:
                break
        return self._detected(clean) if self._detectors else clean

    def _detected(self, clean: str) -> str:
        """From the end to the beginning, so that offsets stay true; pseudonyms are left alone."""
        for detector in self._detectors:
            taken = [match.span() for match in PSEUDONYM.finditer(clean)]
            for span in sorted(detector.find(clean), key=lambda span: span.start, reverse=True):
                if span.start < span.end and not any(span.start < end and start < span.end for start, end in taken):
                    taken.append((span.start, span.end))
                    pseudonym = self._pseudonym(_label(span.label), clean[span.start : span.end])
                    clean = clean[: span.start] + pseudonym + clean[span.end :]
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
        if isinstance(value, dict | list | tuple) and (plain := self._clean_json(value)) is not None:
            return json.loads(plain)
        if isinstance(value, Mapping):
            return {self._name(str(name)): self._entry(str(name), entry) for name, entry in value.items()}
        if isinstance(value, list | tuple | set | frozenset):
            return [self.value(entry) for entry in value]
        return self.text(str(value))

    def _clean_json(self, value: Any) -> str | None:  # noqa: ANN401
        """The JSON of a value that certainly holds nothing to replace, else None."""
        try:
            plain = canonical(value)
        except (TypeError, ValueError):
            return None
        return plain if self._is_clean(plain) else None

    def _name(self, name: str) -> str:
        """Plain names of fields are too short to be anything that is looked for, unless somebody looks further."""
        return name if _FIELD.fullmatch(name) and not self._detectors else self.text(name)

    def _entry(self, name: str, entry: Any) -> Any:  # noqa: ANN401
        return self._covered(entry) if _is_secret(name) else self.value(entry)

    def _covered(self, entry: Any) -> Any:  # noqa: ANN401
        """Below the name of a secret every text goes, whatever it looks like; numbers stay."""
        if isinstance(entry, Mapping):
            return {self._name(str(name)): self._covered(part) for name, part in entry.items()}
        if isinstance(entry, list | tuple | set | frozenset):
            return [self._covered(part) for part in entry]
        clean = self.value(entry)
        if not isinstance(entry, str) or not entry or PSEUDONYM.fullmatch(clean):
            return clean
        return self._pseudonym("secret", entry)

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


@lru_cache(maxsize=4096)
def _is_secret(name: str) -> bool:
    return SECRET_NAME.search(name) is not None


def _label(label: str) -> str:
    return re.sub(r"[^a-z]+", "_", label.lower()).strip("_") or "detail"


def _well_formed(text: str) -> str:
    """Joins split surrogate pairs and replaces lone surrogates, which neither SQLite nor UTF-8 can hold."""
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
