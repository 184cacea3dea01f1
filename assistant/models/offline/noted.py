"""Invariant: what a plan says of the user's own notes is a sentence of theirs, word for word, with its citation.

The search judges whether a note is relevant; a sentence is quoted only when it shares words with the brief besides,
because among many notes one always lies nearest.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from assistant.models.offline.evidence import Hit, sentences, stems
from assistant.models.offline.job import Job

_MOST = 2
"""Sentences quoted from the user's notes (project rule: two pages hold no more)."""
_SHARED = 2
"""Words that a sentence and the names of its note and heading share with the brief, at least one of them said in the
sentence itself (project rule)."""
_COMMON = stems(
    "about after all also and any are because been before but can could did does each every for from get had has have "
    "her his how into its just like make many may more most much must need needs new not now off one only other our "
    "out over own per shall should some such than that the their them then there these they this those three two use "
    "used uses using very want wants was way well were what when where which while who whom whose why will with would "
    "year years you your day days week weeks month months time people team work works working project "
    "assistant model help helps tool system build note notes"
)
"""Words that any brief and any note may share."""
_HEADING = re.compile(r"(?m)^#{1,6} .*$")
_MARKUP = re.compile(r"[\[\]{}<>|`]")


def noted(job: Job) -> list[str]:
    """Up to two lines `Your note refunds says: “…” [c7].`, none where no own note speaks of what the brief asks."""
    lines: list[str] = []
    wanted = stems(job.facts.text) - _COMMON
    for hit, sentence in _relevant(job.noted, wanted):
        if len(lines) < _MOST:
            cited = job.claims.cited(hit.key, sentence)
            said = " ".join(sentence.split()).strip("“”").rstrip(".")
            lines.append(f"Your note {hit.note} says: “{said}” [{cited}].")
    return lines


def _relevant(hits: tuple[Hit, ...], wanted: frozenset[str]) -> Iterator[tuple[Hit, str]]:
    """The best sentence of each passage that speaks of what is wanted, in the order they were found."""
    for hit in hits:
        named = len(stems(f"{hit.note} {hit.heading}") & wanted)
        quotable = [each for each in sentences(_HEADING.sub("\n\n", hit.text)) if not _MARKUP.search(each)]
        best = max(quotable, key=lambda each: len(stems(each) & wanted), default="")
        said = len(stems(best) & wanted)
        if said and said + named >= _SHARED:
            yield hit, best
