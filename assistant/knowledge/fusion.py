"""Invariant: a score is in [0, 1], depends on nothing but the two lists, and equal input gives equal order.

Score sum of the two searches' top CANDIDATES: (1 - a) · bm25 / max + a · (cos - min) / (max - min); a chunk missing
from one list counts 0 there. With a = 0.4 it was the best of about 40 settings on five public sets (macro nDCG@10 .649;
reciprocal rank fusion .632, words alone .607, vectors alone .559; a from .3 to .5 makes no difference that holds).
Measured by this project, November 2026, without a held-out set.
"""

from __future__ import annotations

from collections.abc import Sequence

CANDIDATES = 100
DENSE_WEIGHT = 0.4
_DIGITS = 6  # beyond them two stores of the same vectors differ


def fuse(lexical: Sequence[tuple[str, float]], dense: Sequence[tuple[str, float]] | None) -> list[tuple[str, float]]:
    """(chunk hash, score) of the union, best first. `dense` None means that no vectors took part: words count fully."""
    by_words = _of_maximum(lexical)
    by_meaning = _between(dense or ())
    weight = DENSE_WEIGHT if dense is not None else 0.0
    scores = {
        name: round((1 - weight) * by_words.get(name, 0.0) + weight * by_meaning.get(name, 0.0), _DIGITS)
        for name in by_words.keys() | by_meaning.keys()
    }
    return sorted(scores.items(), key=lambda item: (-item[1], item[0]))


def _of_maximum(hits: Sequence[tuple[str, float]]) -> dict[str, float]:
    most = max((score for _, score in hits), default=0.0)
    return {name: max(score / most, 0.0) for name, score in hits} if most > 0 else {}


def _between(hits: Sequence[tuple[str, float]]) -> dict[str, float]:
    cosines = [cosine for _, cosine in hits]
    low, high = min(cosines, default=0.0), max(cosines, default=0.0)
    return {name: (cosine - low) / (high - low) if high > low else 1.0 for name, cosine in hits}
