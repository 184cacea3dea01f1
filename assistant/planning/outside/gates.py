"""Invariant: data and model work is unguarded unless it, or work before it, has a condition with a number."""

from __future__ import annotations

import re

from assistant.planning.outside.conditions import condition_in
from assistant.planning.outside.kinds import MODEL, Mapped
from assistant.planning.outside.reading import Reading

_USE = re.compile(
    r"%|\b(?:percent|share|rate|solved|resolv\w+|accept\w+|satisf\w+|return\w*|retention|retain\w*|come back|weekly"
    r"|daily|active|us(?:e|ed|age|ing)|saved|corrected|approved|nps|fewer|reduc\w+|outcome|revenue|renew\w*|paid|pay|hours|unchanged"
    r"|prozent|gel[oö]st\w*|genutzt|nutzung|zufrieden\w*|angenommen)\b",
    re.I,
)


def unguarded(reading: Reading) -> tuple[Mapped, ...]:
    """Data and model steps with no gate of their own, nor behind a step that has one.

    In passing, a plan speaks of its later work in several places: there one guarded mention is enough for its kind.
    """
    guarded = [step for step in reading.heavy if condition_in(step)]
    first = min((reading.place(step) for step in guarded), default=len(reading.steps))
    families = {step.kind in MODEL for step in guarded}
    return tuple(
        step
        for step in reading.heavy
        if reading.place(step) < first and not (not step.step.is_listed and (step.kind in MODEL) in families)
    )


def asks_for_use(gate: str) -> bool:
    """Whether the condition speaks of an outcome or of people coming back, not of volume alone."""
    return _USE.search(gate) is not None
