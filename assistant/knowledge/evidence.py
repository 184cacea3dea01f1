"""Invariant: silence needs two witnesses: an answer is withheld only when neither meaning nor words speak for it.

Thresholds, chosen November 2026 on 36 questions, 25 short queries and 23 briefs about the shipped corpus and on 30
unrelated questions, with the packaged model: 21 of the unrelated ones are withheld and none of the others (the lowest
cosine of a fair one is .26). They are set so that a fair question is not refused. A question close to the subject
whose answer stands in no note (5 tried, cosines .27 to .67) looks like a fair one and is not refused: whoever reads
the passages has to see that they do not say it. Another embedder has other cosines; words speak for it all the same.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass

from assistant.knowledge.lexical import Term

LOOKED_AT = 5  # best chunks, of which one has to hold the words
_COSINE = 0.25
_COVERAGE = 0.5
_COVERAGE_ALONE = 0.15  # without vectors; lowest of the fair questions .17
_NOTHING = "nothing in the notes is close to this question"


@dataclass(frozen=True)
class Grounds:
    """What speaks for an answer: the best cosine (None without vectors), and the share of the question's words, by
    weight, that one chunk holds."""

    cosine: float | None
    coverage: float

    @property
    def enough(self) -> bool:
        """Whether to answer at all."""
        if self.cosine is None:
            return self.coverage >= _COVERAGE_ALONE
        return self.cosine >= _COSINE or self.coverage >= _COVERAGE

    @property
    def reason(self) -> str:
        """Why not, or ""."""
        return "" if self.enough else _NOTHING


def weigh(terms: Sequence[Term], holders: Mapping[str, Set[str]], cosine: float | None) -> Grounds:
    """The grounds for an answer. `holders` maps a term's word to those of the best chunks that hold it."""
    total = sum(term.weight for term in terms)
    held: dict[str, float] = {}
    for term in terms:
        for name in holders.get(term.word, frozenset()):
            held[name] = held.get(name, 0.0) + term.weight
    return Grounds(cosine, max(held.values(), default=0.0) / total if total else 0.0)
