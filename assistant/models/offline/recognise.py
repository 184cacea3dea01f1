"""Invariant: a brief is recognised by the properties its words show; the verdict itself is derived elsewhere.

Picks the task, a second one of another family when the job has two parts, and the circumstances that hold.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from assistant.models.offline.family import family_of
from assistant.models.offline.patterns import Circumstance, Task, circumstances, tasks

MATCH = 3.0
"""One strong cue, or three weak ones (project rule)."""
_LONG = 18
"""A brief of fewer words that matches no task is too thin to plan (project rule)."""
UNCLEAR = "unclear-job"
FALLBACK = "general-assist"


@dataclass(frozen=True)
class Recognised:
    """What a brief looks like. `second` is the other part of a two-part job."""

    task: Task
    second: Task | None
    circumstances: tuple[Circumstance, ...]

    @property
    def unclear(self) -> bool:
        """Neither user nor job can be made out."""
        return self.task.id == UNCLEAR


def recognise(text: str) -> Recognised:
    """The best reading of a brief. Never raises for any text."""
    scores = {task.id: task.cues.score(text) for task in tasks()}
    by_id = {task.id: task for task in tasks()}
    ranked = sorted((task for task in tasks() if scores[task.id] >= MATCH), key=lambda t: -scores[t.id])
    specific = [task for task in ranked if task.id not in (UNCLEAR, FALLBACK)]
    task = _first(text, specific, by_id, scores)
    second = next((t for t in specific if t.family != task.family and task.id != UNCLEAR), None)
    two_part = second is not None and _two_parts(text)
    if two_part and second is not None and second.family == "classical":
        task, second = second, task
    found = tuple(c for c in circumstances() if task.family in c.families and c.cues.score(text) >= MATCH)
    return Recognised(task, second if two_part else None, found)


def _first(text: str, specific: list[Task], by_id: dict[str, Task], scores: dict[str, float]) -> Task:
    unclear = by_id[UNCLEAR]
    if not specific:
        family = family_of(text)
        near = [task for task in tasks() if task.family == family and task.id not in (UNCLEAR, FALLBACK)]
        if family == "classical":
            return max(near, key=lambda task: scores[task.id])
        words = len(re.findall(r"\w+", text))
        return by_id[FALLBACK] if words >= _LONG and scores[UNCLEAR] < MATCH else unclear
    return unclear if scores[UNCLEAR] > scores[specific[0].id] else specific[0]


def _two_parts(text: str) -> bool:
    parts = (
        r"\bpart (?:one|two|1|2)\b|\bsecond (?:half|part)\b|\band (?:then|also|a|for)\b[^.]{0,60}"
        r"\b(?:text|letter|e-?mail|brief|note|message|summary|half-page|reminder|explanation)"
        r"|\n\s*[-*•].*\n\s*[-*•]|\b(?:both|as well as)\b|\beinerseits\b"
    )
    return bool(re.search(parts, text, re.I))
