"""Invariant: a brief is recognised by the properties its words show; the verdict itself is derived elsewhere.

Picks the task, a second one of another family when the job has two parts, and the circumstances that hold.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from assistant.models.offline.family import asked_of, family_of, names_work, wishes_technology
from assistant.models.offline.glossary import in_english, with_english
from assistant.models.offline.likeness import Embedder, Likeness, liken
from assistant.models.offline.patterns import Circumstance, Task, circumstances, tasks

MATCH = 3.0
"""One strong cue, or three weak ones (project rule)."""
_LONG = 18
"""A brief of fewer words that names a technology, and no work, is too thin to plan (project rule)."""
_WORDS = 6
"""A brief of fewer words that names no work is too thin to plan (project rule)."""
_RULE = 2.0
"""Head start of a written rule: its cues are the rarest, and no model is needed where one decides (project rule)."""
_TOO_FEW = 2
"""So few words name a thing, not a job (project rule)."""
_NUMBERED = 3
"""Two numbered parts, and what stands before them."""
UNCLEAR = "unclear-job"
FALLBACK = "general-assist"
RECORDS = "score-records"
"""What a classical job is taken for when no cue tells which kind it is."""
WRITING = "write-letters"
_TEXTS = (
    r"(?:texts?|letters?|e-?mails?|briefs?|notes?|messages?|summar(?:y|ies)|half-pages?|reminders?|explanations?|offers?|"
    r"replies|scripts?|SMS|words|paragraphs?)"
)
_TEXT_TOO = re.compile(
    r"\b(?:and|then|plus|also|as well as)\b[^.]{0,30}\b(?:draft|writ|compos|word|generat|prepar|explain)\w*\b[^.]{0,60}"
    rf"\b{_TEXTS}\b|\b{_TEXTS} (?:for|to) (?:each|every)\b",
    re.I,
)
"""A score, and beside it a text for people: two verdicts."""


@dataclass(frozen=True)
class Recognised:
    """What a brief looks like. `second` is the other part of a two-part job."""

    task: Task
    second: Task | None
    circumstances: tuple[Circumstance, ...]
    likeness: Likeness | None = None
    """What similar briefs speak for; None where cues decided, or where nothing could be compared."""
    told: tuple[tuple[str, str], ...] = ()
    """Name of a number → the words of the answer that gave it."""

    @property
    def unclear(self) -> bool:
        """Neither user nor job can be made out."""
        return self.task.id == UNCLEAR


@lru_cache(maxsize=64)
def recognise(text: str, embedder: Embedder | None = None) -> Recognised:
    """The best reading of a brief; with an `embedder`, likeness speaks where no cue decides. No text makes it raise.

    Raises InputError when the embedder cannot be used.
    """
    said, text = text, with_english(text)
    scores = {task.id: task.cues.score(text) for task in tasks()}
    ranked = sorted(
        (task for task in tasks() if scores[task.id] >= MATCH),
        key=lambda t: -scores[t.id] - (_RULE if t.family == "code" else 0.0),
    )
    specific = [task for task in ranked if task.id not in (UNCLEAR, FALLBACK)]
    shown = [c for c in circumstances() if c.cues.score(text) >= MATCH]
    parts = _enumerated(text, specific)
    if parts is not None:
        return Recognised(*parts, tuple(c for c in shown if parts[0].family in c.families))
    length = len(re.findall(r"\w+", said))
    task = _first(text, length, specific, scores, shown)
    undecided = task.id in (FALLBACK, UNCLEAR) and length > _TOO_FEW and not _decisive(shown, range(1, 7))
    likeness = liken(in_english(said) or said, embedder) if undecided and embedder is not None else None
    task = _by_likeness(task, likeness, scores)
    two_part = task.id != UNCLEAR and _two_parts(text)
    second = next((t for t in specific if t.family != task.family), None) or _writing(text, task)
    two_part = two_part and second is not None
    if two_part and second is not None and second.family == "classical":
        task, second = second, task
    found = tuple(c for c in shown if task.family in c.families)
    return Recognised(task, second if two_part else None, found, likeness)


def _first(text: str, length: int, specific: list[Task], scores: dict[str, float], shown: list[Circumstance]) -> Task:
    by_id = {task.id: task for task in tasks()}
    if length <= _TOO_FEW:
        return by_id[UNCLEAR]
    if _harms(shown):
        return next((task for task in specific if task.family == "language"), by_id[FALLBACK])
    asked = None if _two_parts(text) else asked_of(text)
    fitting = [task for task in specific if asked is None or task.family in (asked, "code")]
    best = scores[specific[0].id] if specific else 0.0
    named = names_work(text) or _decisive(shown, range(1, 7))
    if scores[UNCLEAR] >= MATCH and scores[UNCLEAR] > best + (MATCH if named else -MATCH):
        return by_id[UNCLEAR]
    if best <= MATCH and not named and wishes_technology(text) and length < _WORDS:
        return by_id[UNCLEAR]
    if fitting or (asked == "language" and best > MATCH):
        return (fitting or specific)[0]
    if (asked or family_of(_TEXT_TOO.split(text)[0])) == "classical" and not _decisive(shown, (2, 6)):
        near = [task for task in tasks() if task.family == "classical"]
        return max(near, key=lambda task: scores[task.id])
    thin = wishes_technology(text) or length < _WORDS
    planned = specific or named or not thin or length >= _LONG
    return by_id[FALLBACK] if planned else by_id[UNCLEAR]


_PART = re.compile(r"(?:^|\s)(?:\(?[ab12]\)|\(?(?:ii?)\)|part (?:one|two|1|2)\b)[:.,]?\s", re.I)
"""What numbers the parts of a job within a sentence or a paragraph."""


def _enumerated(text: str, specific: list[Task]) -> tuple[Task, Task] | None:
    """The tasks of a job that numbers two parts of different families, the one in language first; else None."""
    pieces = _PART.split(text)
    if len(pieces) != _NUMBERED or not specific:
        return None
    found = [max(tasks(), key=lambda task: task.cues.score(piece)) for piece in pieces[1:]]
    if any(task.cues.score(piece) < MATCH for task, piece in zip(found, pieces[1:], strict=True)):
        return None
    first, second = sorted(found, key=lambda task: task.family != "language")
    return (first, second) if first.family == "language" and second.family != "language" else None


def _by_likeness(task: Task, likeness: Likeness | None, scores: dict[str, float]) -> Task:
    """The task that likeness speaks for, when it is clear enough to speak."""
    if likeness is None or not likeness.decides:
        return task
    by_id = {other.id: other for other in tasks()}
    if likeness.path == "clarify":
        return by_id[UNCLEAR]
    if likeness.path == "classical":
        return max((t for t in tasks() if t.family != "language"), key=lambda t: (scores[t.id], t.id == RECORDS))
    return by_id[FALLBACK] if task.id == UNCLEAR else task


def _writing(text: str, task: Task) -> Task | None:
    """The task of the text that goes with a score in the same sentence, when no cue names it more closely."""
    if task.family != "classical" or not _TEXT_TOO.search(text):
        return None
    return next(other for other in tasks() if other.id == WRITING)


def _harms(shown: list[Circumstance]) -> bool:
    """Whether the brief leads to a stop, so that its verdict matters more than its task."""
    alone = any(_decisive([c], (2,)) and _decisive([c], (6,)) for c in shown)
    refused = any(c.no_milder_slice for c in shown)
    return alone or (refused and _decisive(shown, (2,)) and _decisive(shown, (6,)))


def _decisive(shown: list[Circumstance], questions: Iterable[int]) -> bool:
    """Whether a circumstance settles one of these fit questions with a no: then the job is known well enough."""
    wanted = set(questions)
    return any(fit.answer == "no" and fit.question in wanted for c in shown for fit in c.fit)


def _two_parts(text: str) -> bool:
    parts = (
        r"\bpart (?:one|two|1|2)\b|\bsecond (?:half|part)\b|\band (?:then|also|a|for)\b[^.]{0,60}"
        r"\b(?:text|letter|e-?mail|brief|note|message|summary|half-page|reminder|explanation)"
        r"|\band (?:to )?(?:draft|write|compose|word)\w* (?:the|a|an|each|every|them|their|his|her)\b"
        r"|\n\s*[-*•].*\n\s*[-*•]|\b(?:both|as well as)\b|\beinerseits\b"
    )
    return bool(re.search(parts, text, re.I) or _TEXT_TOO.search(text))
