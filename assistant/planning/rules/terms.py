"""Invariant: a claim says no number and no name that its quote does not say, and shares its key words.

A test of words, not of meaning: it can tell that a quote does not carry a claim, never that it does.
"""

from __future__ import annotations

import re

SHARED = 0.25
"""Share of a claim's longer words that the quote has to hold (project rule: paraphrase keeps at least a quarter)."""

_NUMBERS = {
    "zero": "0", "one": "1", "two": "2", "three": "3", "four": "4", "five": "5", "six": "6", "seven": "7", "eight": "8",
    "nine": "9", "ten": "10", "eleven": "11", "twelve": "12",
    "half": "50", "quarter": "25", "third": "33", "twice": "2", "double": "2", "once": "1", "hundred": "100",
}  # fmt: skip
_COMMON_WORDS = """
about after again against also because been before being between could does done down each even every first from have
having into itself just keep less like made make many more most much must need never only other over part same should
since some such than that their them then there these they thing this those through under until very well were what
when where which while will with within without would your
"""
_COMMON = frozenset(_COMMON_WORDS.split())
_NUMBER = re.compile(r"\d[\d,]*(?:\.\d+)?\s?(?:k\b|million|thousand|billion)?")
_SCALE = {"k": 1e3, "thousand": 1e3, "million": 1e6, "billion": 1e9}


def missing_terms(claim: str, quote: str) -> tuple[str, ...]:
    """Numbers and names of `claim` that `quote` lacks; its key words when too few of them are shared."""
    numbers = tuple(sorted(_numbers(claim, words=False) - _numbers(quote, words=True)))
    names = tuple(sorted(name for name in _names(claim) if name.lower()[:6] not in quote.lower()))
    if numbers or names:
        return numbers + names
    wanted = _stems(claim)
    held = wanted & _stems(quote)
    return tuple(sorted(wanted))[:3] if wanted and len(held) < SHARED * len(wanted) else ()


def _numbers(text: str, *, words: bool) -> set[str]:
    found = set()
    for match in _NUMBER.findall(re.sub(r"\[c\d+\]", "", text).lower()):
        digits = re.match(r"[\d,.]+", match)
        scale = re.search(r"k$|million|thousand|billion", match)
        if digits:
            value = float(digits.group().replace(",", "").rstrip(".")) * (_SCALE[scale.group()] if scale else 1)
            found.add(f"{value:g}")
    if words:
        found |= {_NUMBERS[word] for word in re.findall(r"[a-z]+", text.lower()) if word in _NUMBERS}
    return found


def _names(text: str) -> set[str]:
    """Words with a capital that do not open a sentence."""
    return set(re.findall(r"(?<=[a-z,;] )[A-Z][A-Za-z]{2,}", text))


def _stems(text: str) -> set[str]:
    return {word[:5] for word in re.findall(r"[a-z]{4,}", text.lower()) if word not in _COMMON}
