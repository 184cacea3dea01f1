"""stub"""

from __future__ import annotations
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from assistant.knowledge.lexical import Term

LOOKED_AT = 5


@dataclass(frozen=True)
class Grounds:
    """Whether anything relevant was found, and if not, why."""

    enough: bool
    reason: str = ""
    cosine: float = 0
    coverage: float = 0


def weigh(terms: Sequence[Term], held: Mapping[str, Collection[str]], cosine: float | None) -> Grounds:
    """Whether the best chunks answer the query"""
    total = sum(t.weight for t in terms)
    cov = (
        max(
            (
                sum(t.weight for t in terms if name in held[t.word]) / total
                for name in {n for h in held.values() for n in h}
            ),
            default=0.0,
        )
        if total
        else 0
    )
    return Grounds(bool(terms), "", cosine or 0, cov)
