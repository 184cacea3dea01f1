"""Invariant: rules look at nothing but the plan and this frozen value; what is absent here is not measured.

The caller builds it: today's date, the provider facts, and the chunks known on this machine.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date


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
class Evidence:
    """What a review may rely on. `chunks` or `facts` None: not on this machine, so not measured.

    `gone`: places of cited notes that would be among `chunks` if they still existed, such as a file that was deleted
    from a folder that is read.
    """

    today: date
    facts: Mapping[str, ProviderFact] | None = None
    chunks: Mapping[str, KnownChunk] | None = None
    gone: frozenset[str] = frozenset()
