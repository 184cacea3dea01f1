"""Invariant: JSON from outside means one thing: no key twice in an object, and every number is one.

pydantic's reader takes the last of two equal keys in silence; here the second is refused by its place and line.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from pydantic_core import from_json

_TOKEN = re.compile(r'"(?:[^"\\]|\\.)*"|[{}\[\],:]|[^\s{}\[\],:"]+')
_NO_NUMBER = re.compile(r"-?(?:nan|inf)[\w.]*", re.I)


class Ambiguous(ValueError):
    """The text is no JSON, or means more than one thing; the message says what, where and on which line."""


def read(text: str | bytes) -> object:
    """The value in `text`. Raises Ambiguous."""
    try:
        found: object = from_json(text, allow_inf_nan=False)
        json.loads(text, object_pairs_hook=_once, parse_float=_finite)
    except ValueError as error:
        said = text.decode("utf-8", "replace") if isinstance(text, bytes) else text
        raise Ambiguous(next(_faults(said), None) or f"This is not JSON: {error}") from error
    return found


def _once(pairs: list[tuple[str, object]]) -> None:
    if len({key for key, _ in pairs}) < len(pairs):
        raise ValueError("a key stands twice")


def _finite(text: str) -> float:
    if not math.isfinite(number := float(text)):
        raise ValueError("a number is infinite")
    return number


@dataclass
class _Open:
    """An object or list being read: the key or number of what comes next, and the keys seen."""

    is_object: bool
    at: str | int = ""
    expects_key: bool = True
    seen: dict[str, int] = field(default_factory=dict)


def _faults(text: str) -> Iterator[str]:
    """What is ambiguous in the text, in its order, as sentences without their full stop."""
    stack: list[_Open] = []
    line, read_to = 1, 0
    for token in _TOKEN.finditer(text):
        line, read_to = line + text.count("\n", read_to, token.start()), token.start()
        word, top = token[0], stack[-1] if stack else None
        if word in "{[":
            stack.append(_Open(word == "{", "" if word == "{" else 0))
        elif word in "}]":
            del stack[-1:]
        elif top is not None and word == ",":
            top.expects_key = True
            top.at = top.at + 1 if isinstance(top.at, int) else top.at
        elif top is not None and top.is_object and top.expects_key and word[0] == '"':
            top.at, top.expects_key = word[1:-1], False
            if word in top.seen:
                yield f"The key {_place(stack)!r} stands twice, on lines {top.seen[word]} and {line}"
            top.seen[word] = line
        elif _NO_NUMBER.fullmatch(word) or _is_infinite(word):
            at = f" at {_place(stack)!r}" if stack else ""
            yield f"This is not JSON: {word[:20]}{at}, line {line}, is not a number"


def _is_infinite(word: str) -> bool:
    return re.fullmatch(r"-?\d[\d.]*e\+?\d+", word, re.I) is not None and not math.isfinite(float(word))


def _place(stack: list[_Open]) -> str:
    return ".".join(str(part.at) for part in stack)
