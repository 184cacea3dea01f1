"""Invariant: a plan's target becomes a share of passing cases only where it is one, and never turns over on the way.

A target that compares with something else, falls below nothing or has another unit than % says nothing about how many
cases must pass: then all must, until somebody writes which share will do.
"""

from __future__ import annotations

import keyword
import re
import unicodedata
from collections.abc import Collection
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from assistant.planning.purpose import Measure

_LONGEST = 60
_COMPARES = re.compile(
    r"\b(?:against|than|compared|versus|vs|relative|difference|change|above|below|beyond|over|before|faster|slower"
    r"|cheaper|fewer|less|reduc\w*|sav(?:ed|ing|ings)|cut)\b",
    re.I,
)
"""Words of a measure that is read beside something else, as in `against the best rule` (project rule)."""


@dataclass(frozen=True)
class Bar:
    """What a scorer asks, the share of cases that must pass, and how the share came from the plan's target."""

    asks: str
    share: float
    because: str


def bar(measure: Measure) -> Bar:
    """The bar of one measure of the plan."""
    value, unit = measure.target.value, measure.target.unit
    target = f"The plan's target is {_number(value)}{unit if unit == '%' else f' {unit}'.rstrip()}"
    if unit != "%" or not 0 <= value <= 100 or _COMPARES.search(measure.name):
        return Bar(measure.name, 1.0, f"{target}, which is no share of cases: every case must pass, or write a share")
    if value < measure.stop.value:
        share = round(1 - value / 100, 4)
        if share:
            return Bar(
                f"None of this: {measure.name}",
                share,
                f"{target} at most, so {share * 100:g}% of the cases must show none of it",
            )
    elif value:
        return Bar(measure.name, round(value / 100, 4), f"{target} of the cases")
    return Bar(measure.name, 1.0, f"{target}, which asks nothing of a case: every case must pass, or write a share")


def name(text: str, taken: Collection[str] = ()) -> str:
    """A name for a function: whole words of the text, letters without accents, and none that is `taken`."""
    plain = "".join(letter for letter in unicodedata.normalize("NFKD", text) if not unicodedata.combining(letter))
    words = re.findall(r"[^\W_]+", unicodedata.normalize("NFKC", plain).lower())
    found = ""
    for word in words:
        longer = f"{found}_{word}" if found else word[:_LONGEST]
        if len(longer) > _LONGEST:
            break
        found = longer
    found = found or "unnamed"
    if not found.isidentifier():
        found = f"n_{found}"
    if keyword.iskeyword(found):
        found += "_"
    tries = (found if number == 1 else f"{found}_{number}" for number in range(1, len(taken) + 2))
    return next(each for each in tries if each not in taken)


def _number(value: float) -> str:
    return f"{value:g}".replace("-", "−")
