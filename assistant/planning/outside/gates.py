"""Invariant: a step is guarded when its own words, its gate column or what stands below it name a condition.

A condition is a word such as *when* or *only if* with a number behind it; what says when to stop opens nothing.
"""

from __future__ import annotations

import re

from assistant.planning.outside import german
from assistant.planning.outside.kinds import MODEL, Mapped
from assistant.planning.outside.reading import Reading

_CONDITION = re.compile(
    r"\b(?:if|when|once|unless|only after|as soon as|not (?:before|until)|waits? (?:for|until)|gate[ds]?|threshold"
    rf"|triggers?|opens? (?:if|when|at|once|after)|provided that|{german.CONDITION})\b",
    re.I,
)
_NUMBER = re.compile(r"\d|\b(?:half|third|quarter|two|three|four|five|six|eight|ten|twelve)\b", re.I)
_STOP = re.compile(rf"\b(?:stop|kill|abandon|cancel|walk away|give up|no[- ]go|{german.STOPS})\b", re.I)
_USE = re.compile(
    r"%|\b(?:percent|share|rate|solved|resolv\w+|accept\w+|satisf\w+|return\w*|retention|retain\w*|come back|weekly"
    r"|daily|active|us(?:e|ed|age|ing)|saved|corrected|approved|nps|fewer|reduc\w+|outcome|revenue|renew\w*|paid|pay|hours|unchanged"
    r"|prozent|gel[oö]st\w*|genutzt|nutzung|zufrieden\w*|angenommen)\b",
    re.I,
)


def gate_of(step: Mapped) -> str:
    """The words that guard the step; empty when no condition with a number is there."""
    own = step.step
    if _NUMBER.search(own.gate):
        return own.gate
    heading = own.section[-1] if own.section else ""
    around = own.around if own.is_listed else own.text
    for text in (own.text, around, heading):
        for sentence in re.split(r"(?<=[.!?;])\s", text):
            found = _CONDITION.search(sentence)
            if found and _NUMBER.search(sentence, found.end()) and not _STOP.search(sentence):
                return sentence[found.start() :]
    return ""


def unguarded(reading: Reading) -> tuple[Mapped, ...]:
    """Data and model steps with no gate of their own, nor behind a step that has one.

    In passing, a plan speaks of its later work in several places: there one guarded mention is enough for its kind.
    """
    guarded = [step for step in reading.heavy if gate_of(step)]
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
