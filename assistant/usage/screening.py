"""Invariant: JSON text in which `may_hold` finds nothing holds nothing that a pattern of `patterns` could find in it.

One look over a whole part (a message, a plan) in place of thirty over each of its strings. Every look is a condition
that its pattern cannot be met without, read on canonical JSON, where a line break is the two characters of its escape;
it may raise a false alarm, never miss. A new pattern needs its look here; tests hold the two together.
"""

from __future__ import annotations

import re
import string

_ASCII = bytes(range(128))
_WORDS = frozenset(string.ascii_lowercase + "_+")
_BEYOND_ASCII = re.compile("[\\d\u212a\u017f]")
"""Digits, and the letters that an expression without regard to case takes for `k` and `s`."""

_LITERALS = (b"@", b"PRIVATE KEY", b"ya29.", b"hooks.slack.com")
_FOLDED_LITERALS = (b"bearer", b"authorization")


def _behind(mark: str, *words: str) -> str:
    """Words are looked for at their rarest character: finding one character is ten times quicker than a choice."""
    return "|".join(rf"(?<={word}{mark})" for word in words)


_HEX = "[0-9A-Fa-f]"
_EDGES = (r"[^\w:.]", r"\\[nrt]")
_BEFORE_COLON = _behind(":", *(f"{edge}{_HEX * count}" for edge in _EDGES for count in range(5)))
_KEYED = {
    "%": "(?=40)",
    "\\": "(?=[bf]|u00)",  # escapes that could hide where a word begins
    "J": _behind("J", "ey"),
    "A": "(?=Iza|KIA|SIA|BIA|CCA)",
    "_": _behind("_", "gh[pousr]", "github_pat", "npm", "hf", "lsv2", "ls_", "[srp]k_live", "[srp]k_test", "whsec")
    + f"|{_behind('_', 'dckr_pat', 'shpat', 'shpca', 'shppa', 'shpss')}"
    + f"|{_behind('_', 'gsk', 'r8', 'fw', 'tgp_v1', 'do[opr]_v1')}",
    "-": _behind("-", "sk-ant", "xox[abeoprs]", "xapp", "pypi", "GOCSPX", "xai", "pplx")
    + "|(?<=sk-)[A-Za-z0-9_-]{12}"
    + f"|{_behind('-', *(f'gl{kind}' for kind in ('pat', 'dt', 'rt', 'cbt', 'ptt', 'ft', 'soat')))}"
    + r"|(?<=[\s\x80-\xffnrt]-)(?:u|-user|-proxy-user)[ =]{0,2}(?:\\{0,7}[\"'])?[^\s:\"'\\]{1,256}:[^\s\"']"
    + r"|(?<= -)[pa] ?(?:\\{0,7}[\"'])?[^\s\"'`]{5}"
    + r"|(?<=--)(?:[A-Za-z]{1,20}-){0,3}(?i:pass|kennw|pwd|secret|token|cred|[a-z]{3,12}[ _-]?key)"
    + r"|(?<=[-.) ]\d{3}-)\d{4}(?![\w-])",
    ":": r"(?=//[^\s/@:\"'<>]{0,512}:[^\s\"']{1,1024}@)"
    + r"|(?<=\d{8}:)[A-Za-z0-9_-]{34}"
    + f"|(?={_HEX}{{0,4}}:)(?:{_BEFORE_COLON})",
    ".": r"(?<=SG\.)[A-Za-z0-9_-]{16}"
    + r"|(?<=hv[sbr]\.)[A-Za-z0-9_-]{20}"
    + r"|(?<=\d\.)\d{1,3}\.\d{1,3}\.\d|(?<=[-.) ]\d{3}\.)\d{4}(?![\w-])",
    "~": r"(?<=\dQ~)[A-Za-z0-9_~.-]{30}",
    "=": r"(?:(?<=[?&]sig=)|(?<=-Signature=))[A-Za-z0-9%/+]{32}|(?<=[A-Z0-9_]=)",
    "1": r"(?<![\w.,+-]1)[ .-][2-9]\d\d[ .-]",
    "+": "(?=[1-9])",
    "0": r"(?:(?<![\w.,+-]0)|(?<=\\[nrt]0))(?:[1-9]\d{1,3}\)?[ /-]\d{3}|[1-9](?:[ .-]\d\d){4}"
    + r"|0[1-9]\d{0,2}[ ./-]?(?:\(0\) ?)?[1-9](?:[ ./-]?\d){6,12}(?!\w))",
}
"""What stands around a sign that a pattern cannot be met without, by that sign."""
_SHAPES = tuple(
    (sign.encode("ascii"), re.compile(f"{re.escape(sign)}(?:{around})".encode("ascii")))
    for sign, around in _KEYED.items()
)
"""What a pattern cannot be met without, in UTF-8: a letter beyond ASCII counts as the edge of a word here."""


def _kind(byte: int) -> str:
    letter = chr(byte)
    if letter in "-.":
        return letter
    if letter in string.ascii_uppercase:
        return "A"
    return "0" if letter in string.digits else "a" if letter in _WORDS else " "


_OUTLINE = "".join(map(_kind, range(256))).encode("ascii")
"""Maps text to the kinds of its characters, in which numbers of a kind are found by their outline."""
_CARD = (
    (b"0" * 12, b"0000 0000", b"0000-0000"),
    re.compile(rb"0000(?:(?<= 0000)|(?<= a0000))[ -]?0{4}[ -]?00[ -]?00[ -]?0(?:[ -]?0){0,7}(?![aA0-]|\.0)"),
)
"""Thirteen digits or more at the edge of a word, and no fraction."""
_IBAN = (b"AA00",), re.compile(rb"AA00[ -]?[A0]{4}")
_SMALL_IBAN = (
    (b"aa00",),
    re.compile(rb"aa00(?:(?<![aA0]aa00)|(?<=[^aA0]aaa00))(?: ?[a0]){11,31}(?![aA0])"),
)
"""Fifteen signs or more, as `acceptance.iban` wants: the end of many a random id has twelve."""
_PHONE = (b"000 000 0000",), re.compile(rb"(?<![0A])000 000 0000(?![aA0-])")
_NUMBERS = (_CARD, _IBAN, _SMALL_IBAN, _PHONE)

_SPACE = rb"(?:[\s\x80-\xff]|\\[nrt]){0,9}"
_VALUE = rb"(?:=>|:=|[:=])\*{0,2}" + _SPACE + rb"""(?:\\{0,7}["'`]|[\[{]|[^\s"'`\\]{5})"""
_ELEMENT = rb"(?: [^<>\"'\\]{0,160})?>[^\s<>\"'\\]{4}"
_GAP = rb"(?:[\s\x80-\xff]|\\[nrt])"
_TOLD = rb"(?:" + _GAP + rb"[^0-9!@#$%^*~+&]{0,512}[0-9!@#$%^*~+&]|" + _GAP + rb"{1,3}\\{0,7}[\"'])"
_STATED = _GAP + b"(?:is|was|ist|war|lautet)" + _TOLD
_LISTED = _GAP + b"(?:is|was|ist|war|lautet|are|were|sind|waren)" + _TOLD
_NAMED = rb"s?(?:\\{0,7}[\"'])?\*{0,2}"
_KINDS_OF_KEY = b"|".join(
    b"(?<=%s%skey)" % (kind, sep)
    for kind in b"api access account private secret subscription shared signing encryption master".split()
    for sep in (b"", b"[ _-]")
)
_NAMES = tuple(
    (
        stem,
        re.compile(stem + rest + _NAMED + b"(?:" + _SPACE + b"(?:" + _VALUE + b"|" + stated + b")|" + _ELEMENT + b")"),
    )
    for stem, rest, stated in (
        (b"pass", "(?:word|wort|wörter|wd|phrase)".encode(), _LISTED),
        (b"key", b"(?:" + _KINDS_OF_KEY + b")(?:[_-]?id)?", _STATED),
        (b"credential", b"", _STATED),
        *((stem, b"", _STATED) for stem in (b"secret", b"token", b"cookie")),
        (b"pw", b"d?", _LISTED),
        (b"kennw", "(?:ort|örter)".encode(), _LISTED),
    )
)
"""Read in small letters: the names of secrets, followed by something that could be one."""
_LINE = rb"(?:[\s\x80-\xff]|\\{1,9}[nrt]){1,9}"
_LOGIN = re.compile(b"login" + _LINE + rb"[^\s\"'\\]{1,256}" + _LINE + b"passw")


def may_hold(encoded: str) -> bool:
    """Whether a pattern could find something in the canonical JSON `encoded`; False is certain, True is a suspicion."""
    try:
        data = encoded.encode("utf-8")
    except UnicodeEncodeError:
        return True
    return bool(
        any(literal in data for literal in _LITERALS)
        or any(sign in data and shape.search(data) for sign, shape in _SHAPES)
        or _may_number(data.translate(_OUTLINE))
        or (not encoded.isascii() and _BEYOND_ASCII.search(data.translate(None, _ASCII).decode("utf-8")))
        or _may_name(data.lower())
    )


def _may_number(outline: bytes) -> bool:
    return any(any(part in outline for part in parts) and whole.search(outline) for parts, whole in _NUMBERS)


def _may_name(folded: bytes) -> bool:
    return (
        any(literal in folded for literal in _FOLDED_LITERALS)
        or any(stem in folded and named.search(folded) for stem, named in _NAMES)
        or (b"login" in folded and bool(_LOGIN.search(folded)))
    )
