"""Invariant: a number is read as a person writes it; addresses and versions, which have more points, are none."""

from __future__ import annotations

import re

_NUMBER_WORDS = {
    "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10,
    "eleven": 11, "twelve": 12, "thirteen": 13, "fourteen": 14, "fifteen": 15, "sixteen": 16, "seventeen": 17,
    "eighteen": 18, "nineteen": 19, "twenty": 20, "thirty": 30, "forty": 40, "fifty": 50, "sixty": 60, "seventy": 70,
    "eighty": 80, "ninety": 90,
}  # fmt: skip
_SCALES = {"hundred": 1e2, "k": 1e3, "thousand": 1e3, "m": 1e6, "million": 1e6, "billion": 1e9}
DIGITS = r"(?:\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d{1,3}(?:\.\d{3})+(?:,\d+)?|\d+(?:[.,]\d+)?)(?![.,]?\d)"
"""A number in figures."""
NUMBER = rf"(?:{DIGITS}|{'|'.join(_NUMBER_WORDS)})(?:\s?(?:{'|'.join(_SCALES)})\b)?"
"""A number in figures or words, with its scale: `12,000`, `1.5 million`, `4k`, `two hundred`."""


def number(words: str) -> float:
    """The value of `12,000`, `1.5 million`, `4k`, `two`. Raises ValueError when it is none of these."""
    match = re.fullmatch(rf"\s*([\d.,]+|[a-z]+)\s*({'|'.join(_SCALES)})?\s*", words.lower())
    if match is None:
        raise ValueError(words)
    digits, scale = match.groups()
    base = float(_NUMBER_WORDS[digits]) if digits in _NUMBER_WORDS else float(_plain(digits))
    return base * _SCALES.get(scale or "", 1.0)


def _plain(digits: str) -> str:
    if re.fullmatch(r"\d{1,3}([.,]\d{3})+", digits):
        return re.sub(r"[.,]", "", digits)
    if "," in digits and "." in digits:
        point = max(",.", key=digits.rfind)
        return digits.replace("." if point == "," else ",", "").replace(point, ".")
    return digits.replace(",", ".") if digits.count(",") == 1 and "." not in digits else digits.replace(",", "")
