"""Invariant: a sentence put together from parts reads as one: articles, plurals, signs and units agree."""

from __future__ import annotations

import re

_LOOSE_ENDS = {
    "a",
    "an",
    "the",
    "of",
    "in",
    "on",
    "by",
    "to",
    "or",
    "and",
    "that",
    "who",
    "with",
    "without",
    "for",
    "their",
    "its",
}
_SINGULAR = {"points", "lines", "hours", "minutes", "seconds", "days", "comments", "alarms"}
_SMALL = {"the", "and", "for", "with", "that", "which", "not", "never", "from", "are", "its", "each", "every", "all"}

_IRREGULAR = {"people": "person", "children": "child", "women": "woman", "men": "man"}
COUNTING = (
    r"(?:first|past|closed|all|every|each|some|two|three|four|five|six|ten|more|other|our|your|few|these|those|\d+)"
)
"""Words after which a slot loses its own article."""


def lower(text: str) -> str:
    """Text with a small first letter, unless it starts with a name or an acronym."""
    return text[:1].lower() + text[1:] if text[1:2].islower() or text[1:2] == " " else text


def short(name: str) -> str:
    """The short form of a measure's name: what stands before its first colon or comma."""
    return lower(name.split(":")[0].split(",")[0])


def clipped(name: str, limit: int = 48) -> str:
    """A short form that ends on a whole word within `limit` characters, so that an id made of it can be read."""
    words = short(name).replace("share of ", "").replace("A/B", "split").split()
    while len(words) > 1 and (len(" ".join(words)) > limit or words[-1] in _LOOSE_ENDS):
        words.pop()
    return " ".join(words)


def amount(value: float, unit: str) -> str:
    """A number with its unit as a sentence holds it: `1 point`, `−5%`, `3 of 5`."""
    shown = f"{value:g}".replace("-", "−")
    if unit == "%":
        return f"{shown}%"
    return f"{shown} {unit[:-1] if abs(value) == 1 and unit in _SINGULAR else unit}"


def says_the_same(one: str, other: str) -> bool:
    """Whether the shorter of two lines repeats the other: four in five of its telling words stand there."""
    a, b = _telling(one), _telling(other)
    return bool(a and b) and len(a & b) >= 0.8 * min(len(a), len(b))


def _telling(text: str) -> set[str]:
    words = re.findall(r"[a-z]{3,}", re.sub(r"\[\w+\]", "", text.lower()))
    return {re.sub(r"(?:ing|ed|es|s)$", "", word) for word in words if word not in _SMALL}


def singular(word: str) -> str:
    """One of many: `hours of use` → `hour of use`."""
    if " of " in word:
        head, _, rest = word.partition(" of ")
        return f"{singular(head)} of {rest}"
    if word in _IRREGULAR:
        return _IRREGULAR[word]
    if word.endswith("ies"):
        return word[:-3] + "y"
    return word[:-1] if word.endswith("s") and not word.endswith("ss") else word


def plural(word: str) -> str:
    """Many of one: `reply` → `replies`; what is many already stays."""
    if " of " in word:
        head, _, rest = word.partition(" of ")
        return f"{plural(head)} of {rest}"
    if word.endswith("s") or word in _IRREGULAR:
        return word
    return word[:-1] + "ies" if re.search(r"[^aeiou]y$", word) else word + "s"


def grammar(text: str) -> str:
    """A filled sentence with its articles mended: `the your records` → `the records`, `a applicant` → `an`."""
    text = re.sub(r"\b(the|The) (the|your|our|a|an) ", r"\1 ", text)
    return re.sub(r"\b([Aa]) (?=[aeio](?!ne\b|u)|honest|hour)", r"\1n ", text)


def capital(text: str) -> str:
    """Text with a large first letter."""
    return text[:1].upper() + text[1:] if text else text
