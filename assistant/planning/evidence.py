"""Invariant: rules look at nothing but the plan and this frozen value; what is absent here is not measured.

The caller builds it: today's date, the provider facts, and the chunks known on this machine.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Literal


@dataclass(frozen=True)
class ProviderFact:
    """One dated fact about a provider, e.g. a price in USD per million tokens, and the day it expires.

    `serves`, of a price of what can be bought: the kind of work it is bought for, then how people speak of that work.
    """

    id: str
    value: float | str
    unit: str
    as_of: date
    expires: date
    source: str
    confidence: str = "medium"
    serves: tuple[str, ...] = ()


@dataclass(frozen=True)
class KnownChunk:
    """A chunk on this machine, by its content hash. `offset`: where it begins in its document, in characters."""

    hash: str
    note: str
    text: str
    document: str
    title: str = ""
    heading: str = ""
    path: str = ""
    offset: int = 0


@dataclass(frozen=True)
class Absent:
    """Why a cited note is not among those read today, and what its quotations are for it: `missing` when it was
    deleted or is left out on purpose, `stale` when it is empty now, `not_measured` when it cannot be looked at."""

    state: Literal["missing", "stale", "not_measured"]
    why: str
    deleted: bool = False


@dataclass(frozen=True)
class Evidence:
    """What a review may rely on. `chunks` or `facts` None: not on this machine, so not measured.

    `absent`: by their place, cited notes that are not among `chunks` although their place is one that is read.
    """

    today: date
    facts: Mapping[str, ProviderFact] | None = None
    chunks: Mapping[str, KnownChunk] | None = None
    absent: Mapping[str, Absent] = field(default_factory=dict)
