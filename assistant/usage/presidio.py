"""Invariant: presidio looks for people and places when it is installed and asked for, and nothing else changes.

    UsageLog.open(home, detectors=[PresidioDetector()])

It needs `presidio-analyzer` and a spaCy model (several hundred MB), so it is no dependency. Any object with its
`analyze(text=…, language=…)` may be given as `engine`.
"""

from __future__ import annotations

import importlib
from collections.abc import Iterable, Iterator
from typing import Any, Protocol

from assistant.errors import InputError
from assistant.usage.redaction import Span

ENTITIES = ("PERSON", "LOCATION", "NRP", "MEDICAL_LICENSE", "US_SSN")
"""What presidio adds; mail, cards and the like are found by our own patterns."""
SURE = 0.6
"""Scores below this are left alone: prose about products is full of capital letters (project rule)."""


class Hit(Protocol):
    """One result of presidio's analyzer."""

    start: int
    end: int
    score: float
    entity_type: str


class Engine(Protocol):
    """The one method used of presidio's `AnalyzerEngine`."""

    def analyze(self, text: str, language: str, entities: list[str] | None = None) -> Iterable[Hit]: ...


class PresidioDetector:
    """A `Detector` over presidio's analyzer."""

    def __init__(self, engine: Engine | None = None, *, language: str = "en") -> None:
        """Raises InputError when no engine is given and presidio is not installed."""
        self._engine = _analyzer() if engine is None else engine
        self._language = language

    @property
    def name(self) -> str:
        """For the policy hash."""
        return f"presidio {self._language} {','.join(ENTITIES)} {SURE}"

    def find(self, text: str) -> Iterator[Span]:
        """People and places it is sure of."""
        for hit in self._engine.analyze(text=text, language=self._language, entities=list(ENTITIES)):
            if hit.score >= SURE:
                yield Span(hit.start, hit.end, hit.entity_type)


def _analyzer() -> Any:  # noqa: ANN401 - presidio ships no types
    try:
        return importlib.import_module("presidio_analyzer").AnalyzerEngine()
    except ImportError as error:
        raise InputError(
            "presidio is not installed", fix="Install presidio-analyzer and a spaCy model for it.", code="presidio"
        ) from error
