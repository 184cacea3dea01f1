"""Invariant: an offline draft is told to be too long before it is submitted, by the rule that its plan is held to."""

from __future__ import annotations

from assistant.planning.draft import Draft
from assistant.planning.rules.reading import WORD_BUDGET, word_count

ADDED_BY_CODE = 270
"""Words which the plan's headings, table heads, money lines and dates add to those of its draft (the median over the
labelled briefs of the `fit` suite, rounded up; project rule)."""


def is_long(draft: Draft) -> bool:
    """Whether the plan of this draft is likely longer than it is read whole at its stakes."""
    return _words(draft.model_dump(mode="json", exclude={"claims"})) + ADDED_BY_CODE > WORD_BUDGET[draft.stakes]


def _words(value: object) -> int:
    if isinstance(value, str):
        return word_count(value)
    if isinstance(value, dict):
        return sum(map(_words, value.values()))
    return sum(map(_words, value)) if isinstance(value, list) else 0
