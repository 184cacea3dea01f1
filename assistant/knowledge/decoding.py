"""Invariant: bytes become text in one way, and every guess is said aloud; what is no text is refused.

Line ends and a UTF-8 byte order mark stay, so that offsets are those of the file.
"""

from __future__ import annotations

import re
from functools import lru_cache

_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f\x7f\ufffd]")
_BINARY_SHARE = 0.02  # project rule: text has next to no control characters, and few broken ones
_WIDE_SHARE = 0.3  # project rule: in UTF-16 without a mark most Western letters have one zero byte, on the same side
_LOOKED_AT = 4_000  # bytes
_MARKS = (
    (b"\xff\xfe\0\0", "utf-32", "UTF-32"),
    (b"\0\0\xfe\xff", "utf-32", "UTF-32"),
    (b"\xff\xfe", "utf-16", "UTF-16"),
    (b"\xfe\xff", "utf-16", "UTF-16"),
)


def decode(data: bytes) -> tuple[str, str]:
    """(text, reservation): UTF-8 as it stands, else UTF-16 or UTF-32, else UTF-8 with broken bytes, else Windows-1252.

    Raises ValueError for binary data.
    """
    for mark, codec, name in _MARKS:
        if data.startswith(mark):
            return _sound(data.decode(codec, "replace")), f"read as {name}"
    if b"\0" in data:
        codec = _wide(data[:_LOOKED_AT])
        return _sound(data.decode(codec, "replace")), "read as UTF-16 without its mark"
    try:
        return _sound(data.decode("utf-8")), ""
    except UnicodeDecodeError:
        return _guessed(data)


def _wide(head: bytes) -> str:
    half = len(head) // 2 or 1
    even, odd = head[0::2].count(0) / half, head[1::2].count(0) / half
    if max(even, odd) < _WIDE_SHARE or min(even, odd) > 0.1 * max(even, odd):
        raise ValueError("binary, not text")
    return "utf-16-be" if even > odd else "utf-16-le"


def _guessed(data: bytes) -> tuple[str, str]:
    """Bytes that are nearly UTF-8 are that, with what is broken marked; any others are Windows-1252, of which Latin-1
    is the part that texts use."""
    text = data.decode("utf-8", "replace")
    broken = text.count("\ufffd")
    whole = sum(1 for letter in text if letter > "\x7f") - broken
    if whole > broken:
        return _sound(text), f"not whole UTF-8; {broken} broken byte{'s' * (broken != 1)} marked as \ufffd"
    return _sound(data.decode("cp1252", "replace")), "not UTF-8; read as Windows-1252"


@lru_cache(maxsize=1)  # asked of the same text twice, by whoever decodes it and whoever looks for hidden characters
def is_plain(text: str) -> bool:
    """Whether it holds nothing but ASCII a reader sees, blanks, tabs and line ends: most notes, told apart cheaply."""
    return text.isascii() and text.replace("\n", "").replace("\r", "").replace("\t", "").isprintable()


def _sound(text: str) -> str:
    if is_plain(text):
        return text
    if len(_CONTROL.findall(text)) > _BINARY_SHARE * len(text):
        raise ValueError("binary, not text")
    return text
