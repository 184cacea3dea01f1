"""Invariant: a fit answer is backed by the brief's own words, letter for letter, or by a note, or stays bare.

The pattern's own evidence goes first, then words of the brief, then what holds for any such answer (`base.toml`).
"""

from __future__ import annotations

import re

from assistant.models.offline.answered import ANSWERED
from assistant.models.offline.job import Job
from assistant.models.offline.lexicon import compiled
from assistant.models.offline.patterns import Additions, Circumstance, Fit, base
from assistant.planning.fit_evidence import ASKED_BY

_DENIED = re.compile(r"\b(?:no|not|nobody|never|without|none|cannot|can't|don't|doesn't|nor|neither)\b", re.I)
_CLAUSE_END = re.compile(r"[.;:!?\n(]|,(?!\d)|\s[-–—]\s|[\"”“]")
_LONGEST = 14
"""Words quoted of a brief beside one answer (project rule: a table cell is read at a glance)."""


def backed(job: Job, source: Additions, fit: Fit) -> str:
    """The reason of an answer with what backs it: `…. Your brief: “hands over when unsure”.`"""
    reason = job.text(fit.reason, source)
    if "[c" in reason or fit.answer == "not_applicable" or job.recognised.unclear:
        return reason
    if any(ASKED_BY.get(constraint.kind) == fit.question for constraint in job.facts.constraints):
        return reason
    if isinstance(source, Circumstance) and source.id == ANSWERED:
        return reason
    if words := _of_brief(job, source, fit):
        return f"{_ended(reason)} Your brief: “{words}”."
    return f"{_ended(reason)} {_general(job, fit)}".strip()


def _of_brief(job: Job, source: Additions, fit: Fit) -> str:
    """The clause of the brief that says something about the answer, '' where none does."""
    own = source.cues.strong if isinstance(source, Circumstance) else ()
    told = [cue for said in base().said if fit.question == said.question and _given(fit) in said.answers
            for cue in said.words]  # fmt: skip
    for cue in own:
        if words := _clause(job.facts.text, cue, denied=True):
            return words
    return next((words for cue in told if (words := _clause(job.facts.text, cue, denied=False))), "")


def _clause(text: str, cue: str, *, denied: bool) -> str:
    for match in compiled(cue).finditer(text):
        ends = [end.start() for end in _CLAUSE_END.finditer(text)]
        start = max((end + 1 for end in ends if end < match.start()), default=0)
        stop = min((end for end in ends if end >= match.end()), default=len(text))
        words = text[start:stop].strip(" '’‘,")
        if len(words.split()) > _LONGEST:
            words = _short(text[match.start() : stop], match[0])
        if words and (denied or not _DENIED.search(words)) and len(words.split()) <= _LONGEST:
            return words
    return ""


def _short(from_match: str, matched: str) -> str:
    """As many words from where the cue was met as may be quoted; '' when even those it met are too many."""
    if len(matched.split()) > _LONGEST:
        return ""
    words = re.match(rf"(?:\S+\s+){{0,{_LONGEST - 1}}}\S+", from_match)
    return words[0].strip(" '’‘,") if words else ""


def _general(job: Job, fit: Fit) -> str:
    for support in base().support:
        fits = support.question == fit.question and _given(fit) in support.answers
        if fits and job.task.family in support.families:
            text = job.text(support.text, base())
            return text if "[c" in text else ""
    return ""


def _given(fit: Fit) -> str:
    return fit.default or fit.answer if fit.answer == "unknown" else fit.answer


def _ended(text: str) -> str:
    text = text.strip()
    return text if text[-1:] in ".!?" else f"{text}."
