"""Invariant: a plan speaks of its brief in its own advice; the brief's text said back does not count.

Terms of a brief are its numbers and its words of four letters and more that are not common to all briefs (project
rule). What the plan holds of the user's own wording or of quoted notes is left out before it is searched for them.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from statistics import median
from typing import Annotated

from pydantic import BaseModel, Field

from assistant.evals.scoring import Seen, Value, scorer
from assistant.planning.schema import Plan
from assistant.planning.written_numbers import number

_SAID_BACK = frozenset(
    ("brief", "job", "claims", "citations", "history", "generator", "id", "title", "formula", "inputs", "created_at")
)
"""Fields that repeat the brief or the notes, or that no reader reads."""
_NUMBER = re.compile(r"(?:\d[\d,.]*\d|\d)(?:\s?(?:k|m|thousand|million|billion)\b)?|\b[a-z]+\b", re.I)
_COMMON = frozenset(
    re.findall(
        r"\w+",
        """about above after again against also always another anything around assistant because been before being below
    best better between both build built call cannot case cases come could currently customer customers data does doing
    done down during each every everything first from give gives goes going good half have having help helps here into
    just keep know learn less like long look made make makes many model month months more most much must need needs
    never next nobody nothing only open other over own people plan plans product project same should since some
    something still such sure system take takes team than that their them then there these they thing things this those
    through time today tool under until used user users uses using very want wanted wants week weeks well what when
    where whether which while whole will with within without work works would year years your""",
    )
)
"""Words that most plans hold whatever their brief (project rule)."""
_FEWEST = 5
"""A text of fewer terms says too little to be told apart (project rule)."""
_Share = Annotated[float, Field(gt=0, le=1)]


@dataclass(frozen=True)
class Terms:
    """What a text speaks of: numbers by value, words by stem."""

    numbers: frozenset[float]
    words: frozenset[str]

    def __len__(self) -> int:
        return len(self.numbers) + len(self.words)

    def without(self, other: Terms) -> Terms:
        """The terms that `other` lacks."""
        return Terms(self.numbers - other.numbers, self.words - other.words)

    def share_in(self, other: Terms) -> float:
        """The part of these terms that `other` has too, 0 to 1; 0 when there are none."""
        common = len(self.numbers & other.numbers) + len(self.words & other.words)
        return common / len(self) if len(self) else 0.0


@scorer(_Share)
def speaks_of_brief(seen: Seen) -> tuple[Value, str]:
    """The share of the brief's numbers and key words that the plan's own advice takes up."""
    if seen.plan is None:
        return None, seen.lacks
    wanted = terms(seen.case.brief)
    if len(wanted) < _FEWEST:
        return None, f"the brief has {len(wanted)} terms to speak of"
    share = wanted.share_in(plan_terms(seen.plan))
    return round(share, 3), f"{share:.0%} of {len(wanted)} terms"


@scorer(_Share)
def swap_test(seen: Seen) -> tuple[Value, str]:
    """How much more of its own brief's terms the plan holds than of a middling other brief's."""
    if seen.plan is None:
        return None, seen.lacks
    own, held = terms(seen.case.brief), plan_terms(seen.plan)
    others = [
        rest for other in seen.others if other != seen.case.brief and len(rest := terms(other).without(own)) >= _FEWEST
    ]
    if len(own) < _FEWEST or not others:
        return None, "there is no other brief to compare with"
    share, middling = own.share_in(held), median(other.share_in(held) for other in others)
    return round(share - middling, 3), f"{share:.0%} of its own terms, {middling:.0%} of a middling brief's"


@lru_cache(maxsize=1024)
def terms(text: str) -> Terms:
    """The terms of a text."""
    words = re.findall(r"[^\W\d_]{4,}", text.lower())
    return Terms(frozenset(_numbers(text)), frozenset(_stem(word) for word in words if word not in _COMMON))


def plan_terms(plan: Plan) -> Terms:
    """The terms of a plan's own advice."""
    prose = terms(" \n".join(item for item in _leaves(plan) if isinstance(item, str)))
    values = {item for item in _leaves(plan) if isinstance(item, float)}
    return Terms(prose.numbers | values, prose.words)


def _leaves(value: object) -> Iterator[str | float]:
    if isinstance(value, BaseModel):
        for name in type(value).model_fields:
            if name not in _SAID_BACK:
                yield from _leaves(getattr(value, name))
    elif isinstance(value, tuple):
        for item in value:
            yield from _leaves(item)
    elif isinstance(value, str) or (isinstance(value, float) and math.isfinite(value)):
        yield value


def _numbers(text: str) -> Iterator[float]:
    for word in _NUMBER.findall(text.lower()):
        if word in ("one", "nan", "inf", "infinity"):
            continue
        try:
            yield number(word)
        except ValueError:
            continue


def _stem(word: str) -> str:
    return re.sub(r"(?:ies|y|ing|ed|es|s)$", "", word) or word
