"""Invariant: what code knows besides a draft is one frozen value: who, when, what was retrieved, at which prices."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from assistant.planning.brief_reader import BriefFacts
from assistant.planning.elements import Generator
from assistant.planning.evidence import KnownChunk, ProviderFact


@dataclass(frozen=True)
class Frame:
    """What code knows besides the draft. `passages` maps cite keys to the chunks retrieved in this run."""

    plan_id: str
    created_at: datetime
    facts: BriefFacts
    passages: Mapping[str, KnownChunk]
    prices: Mapping[str, ProviderFact] | None
    generator: Generator

    @property
    def today(self) -> date:
        """The date the plan counts from."""
        return self.created_at.date()

    def day(self, week: float) -> date:
        """The date that many weeks from today."""
        return self.today + timedelta(days=round(week * 7))
