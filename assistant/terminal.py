"""Invariant: nothing this product prints can drive, mislead or garble the terminal it is read on.

`Sanitizer` is a small state machine that survives any split of a stream; `write` is the one sink that every print
goes through. Kept: letters of every script, accents, newline, tab, emoji with their joiners and VS16. Dropped: other
controls (C0, C1, DEL), escape sequences with their payload (ECMA-48: CSI, OSC, DCS, APC, PM, SOS), bidi controls,
tag characters, other variation selectors, zero-width and invisible characters, lone surrogates.
"""

from __future__ import annotations

import os
import re
import sys
from typing import TextIO

_SUSPECT = re.compile(
    "["
    "\x00-\x08\x0b-\x1f\x7f-\x9f\xad"  # C0 but newline and tab, DEL, C1, soft hyphen
    "\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f"  # grapheme joiner, Arabic mark, fillers, Mongolian selectors
    "\u200b-\u200f\u2028-\u202e\u2060-\u206f"  # zero-width, line separators, bidi, invisible operators
    "\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufffb\ufffe\uffff"  # fillers, selectors, BOM, interlinear marks
    "\ud800-\udfff"  # lone surrogates
    "\U0001bca0-\U0001bca3\U0001d173-\U0001d17a"  # invisible format controls of shorthand and music
    "\U000e0000-\U000e0fff"  # tags and the supplementary variation selectors
    "]"
)
_PICTURE = re.compile(
    "[\xa9\xae\u203c\u2049\u2122\u2139\u2190-\u21ff\u2300-\u23ff\u24c2\u25a0-\u27bf\u2900-\u297f\u2b00-\u2bff"
    "\u3030\u303d\u3297\u3299\U0001f000-\U0001faff]"
)
_JOINER, _EMOJI_STYLE, _KEYCAP = "\u200d", "\ufe0f", "\u20e3"
_asked = {"quiet": False, "plain": False}
_KEYCAP_BASES = frozenset("0123456789#*")
_STRING_OPENERS = frozenset("]PX^_")
_C1_STRING_OPENERS = frozenset("\x90\x98\x9d\x9e\x9f")


class Sanitizer:
    """Makes a stream of text safe to print; one instance per stream, since a sequence may be cut anywhere.

    A string sequence (OSC and its kin) that is never closed ends with its line, so it cannot swallow a whole answer.
    """

    def __init__(self) -> None:
        self._state = "ground"
        self._last = ""
        self._held = ""

    def feed(self, text: str) -> str:
        """The safe part of `text`. A joiner whose partner has not come yet is held back until the next call."""
        safe: list[str] = []
        position = 0
        while position < len(text):
            if self._state == "ground" and not self._held:
                found = _SUSPECT.search(text, position)
                end = found.start() if found else len(text)
                self._keep(text[position:end], safe)
                position = end
                if not found:
                    break
            if self._step(text[position], safe):
                position += 1
        return "".join(safe)

    def flush(self) -> str:
        """Ends the stream: what was held back or left open is dropped, so the last safe piece is always empty."""
        self._state, self._last, self._held = "ground", "", ""
        return ""

    def _step(self, char: str, safe: list[str]) -> bool:
        """Takes one character; False asks for the same one again in the new state."""
        if self._held:
            self._resolve(char, safe)
            return False
        if self._state == "ground":
            self._open(char, safe)
            return True
        return _CLOSERS[self._state](self, char)

    def _open(self, char: str, safe: list[str]) -> None:
        if char == "\x1b":
            self._state = "escape"
        elif char == "\x9b":
            self._state = "csi"
        elif char in _C1_STRING_OPENERS:
            self._state = "string"
        elif char == _EMOJI_STYLE and _PICTURE.match(self._last):
            self._keep(char, safe)
        elif (char == _JOINER and self._after_picture()) or (char == _EMOJI_STYLE and self._last in _KEYCAP_BASES):
            self._held = char

    def _resolve(self, char: str, safe: list[str]) -> None:
        """A held joiner stays only between two pictures, a held VS16 only inside a keycap."""
        wanted = _PICTURE.match(char) if self._held == _JOINER else char == _KEYCAP
        if wanted:
            self._keep(self._held, safe)
        self._held = ""

    def _after_picture(self) -> bool:
        return self._last == _EMOJI_STYLE or _PICTURE.match(self._last) is not None

    def _keep(self, run: str, safe: list[str]) -> None:
        if run:
            safe.append(run)
            self._last = run[-1]

    def _in_escape(self, char: str) -> bool:
        if char == "[":
            self._state = "csi"
        elif char in _STRING_OPENERS:
            self._state = "string"
        elif "\x20" <= char <= "\x2f":
            return True
        else:
            self._state = "ground"
            return "\x30" <= char <= "\x7e"
        return True

    def _in_csi(self, char: str) -> bool:
        if "\x20" <= char <= "\x3f":
            return True
        self._state = "ground"
        return "\x40" <= char <= "\x7e"

    def _in_string(self, char: str) -> bool:
        if char in "\n\x1b":
            self._state = "ground"
            return False
        if char in "\x07\x18\x1a\x9c":
            self._state = "ground"
        return True


_CLOSERS = {"escape": Sanitizer._in_escape, "csi": Sanitizer._in_csi, "string": Sanitizer._in_string}


def clean(text: str) -> str:
    """A whole text made safe to print."""
    return Sanitizer().feed(text)


def json_safe(text: str) -> str:
    """JSON text with what `clean` would drop written as `\\uXXXX`: safe to print, and the same value when parsed."""
    return _SUSPECT.sub(_escape, text)


def write(text: str, stream: TextIO | None = None) -> None:
    """The sink: prints `text` as it is but safe, by default on stdout. What the encoding lacks becomes `?`."""
    stream = sys.stdout if stream is None else stream
    safe = clean(text)
    try:
        stream.write(safe)
    except UnicodeEncodeError:
        encoding = stream.encoding or "ascii"
        stream.write(safe.encode(encoding, "replace").decode(encoding))
    stream.flush()


def show(text: str) -> None:
    """A result, on stdout, ending in one newline."""
    write(text.rstrip("\n") + "\n")


def say(text: str) -> None:
    """A line for people, on stderr; nothing when they asked for quiet."""
    if not _asked["quiet"]:
        warn(text)


def warn(text: str) -> None:
    """A line on stderr that is told even to those who asked for quiet: what went wrong."""
    write(text.rstrip("\n") + "\n", sys.stderr)


def ask(*, quiet: bool | None = None, plain: bool | None = None) -> None:
    """What the user asked for, for the rest of the run: no lines for people, no colour; None leaves it as it is."""
    _asked.update({name: wish for name, wish in (("quiet", quiet), ("plain", plain)) if wish is not None})


def is_quiet() -> bool:
    """Whether lines for people are not wanted."""
    return _asked["quiet"]


def uses_colour(stream: TextIO | None = None) -> bool:
    """Whether what is written there may be coloured: a capable terminal, and nobody asked for none (no-color.org)."""
    stream = sys.stdout if stream is None else stream
    is_dumb = os.environ.get("TERM", "dumb") in ("dumb", "")
    return not (_asked["plain"] or os.environ.get("NO_COLOR") or is_dumb) and stream.isatty()


def _escape(found: re.Match[str]) -> str:
    units = found.group().encode("utf-16-be", "surrogatepass")
    return "".join(f"\\u{units[i]:02x}{units[i + 1]:02x}" for i in range(0, len(units), 2))
