"""Invariant: the kinds of cases an eval set is told to hold never add up to another number than its size."""

from __future__ import annotations

import re
from collections.abc import Sequence

_COUNTED = re.compile(r"(\d+)(?!\d|[.,]\d|[- ]?hour)\b")
_REPEATED = re.compile(r"[^,;]*\b(?:(?:in|from|of|for) each|per [a-z])", re.I)
"""In its first clause: the number counts once for every kind or language, so it is no share of the whole."""


def eval_size(stated: int, cases: Sequence[str]) -> int:
    """The size of a set with those kinds of cases: their sum where all are counted, and never less than the sum.

    `stated` is the size its pattern names, before circumstances added kinds of their own or the list was cut.
    """
    counts = [int(found[1]) for case in cases if (found := _COUNTED.match(case.strip())) and not _REPEATED.match(case)]
    together = sum(counts)
    return together if cases and len(counts) == len(cases) else max(stated, together)
