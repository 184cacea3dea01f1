"""Invariant: no text is shown twice, one note does not crowd out the others while they have something to say, and what
is shown fits the budget.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from assistant.knowledge.passages import Chunk
from assistant.knowledge.searchable import visible

_A_NOTE = 3
_SHINGLE = 5  # words; a text's shingles are its runs of so many words (Broder 1997, "On the resemblance and
_ALIKE = 0.8  # containment of documents": resemblance is the share of shingles two texts have in common); project rule
_TOKEN = 4  # characters of English prose; project rule, on the safe side for the models we know
_TAIL = (
    0.25  # of the best score; of the 136 questions that a note answers none lost a note by it, while .35 cost one of
)
_NEAR = 0.35  # the six that need several (November 2026, packaged model); a passage so near in meaning stays anyhow
_Scored = tuple[Chunk, float]


def choose(ranked: Sequence[_Scored], limit: int, budget: int | None = None) -> list[_Scored]:
    """The at most `limit` chunks to show, best first, together of at most `budget` tokens.

    At most three of one note before the places are filled from the rest: questions that need two or three notes found
    all of them in eight passages with this, and 81% without (6 questions, November 2026; others lost nothing). Of
    texts that are nearly the same the best ranked stays. A passage that does not fit the budget makes room for the
    next that does.
    """
    taken: Counter[str] = Counter()
    first: list[_Scored] = []
    later: list[_Scored] = []
    for chunk, score in _different(ranked):
        taken[chunk.note] += 1
        (first if taken[chunk.note] <= _A_NOTE else later).append((chunk, score))
        if len(first) == limit and budget is None:
            break
    fitting = _within([*first, *later], limit, budget)
    return sorted(fitting, key=lambda item: -item[1])


def relevant(ranked: Sequence[_Scored], near: Mapping[str, float]) -> list[_Scored]:
    """`ranked`, best first, without the tail that would only fill the places: far below the best, and not `near`.

    `near` are cosines by chunk hash, where they were measured. The best always stays.
    """
    floor = _TAIL * ranked[0][1] if ranked else 0.0
    return [
        (chunk, score)
        for place, (chunk, score) in enumerate(ranked)
        if not place or score >= floor or near.get(chunk.hash, 0.0) >= _NEAR
    ]


def tokens(text: str) -> int:
    """About how many tokens a text costs."""
    return -(-len(text) // _TOKEN)


def _within(chosen: Sequence[_Scored], limit: int, budget: int | None) -> list[_Scored]:
    if budget is None:
        return list(chosen[:limit])
    kept: list[_Scored] = []
    left = budget
    for chunk, score in chosen:
        cost = tokens(chunk.text)
        if cost <= left and len(kept) < limit:
            kept.append((chunk, score))
            left -= cost
    return kept


def _different(ranked: Sequence[_Scored]) -> Iterator[_Scored]:
    seen: list[frozenset[str]] = []
    for chunk, score in ranked:
        shingles = _shingles(chunk.text)
        if not any(_alike(shingles, other) for other in seen):
            seen.append(shingles)
            yield chunk, score


def _shingles(text: str) -> frozenset[str]:
    said = visible(text).casefold().split()
    return frozenset(" ".join(said[at : at + _SHINGLE]) for at in range(max(1, len(said) - _SHINGLE + 1)))


def _alike(one: frozenset[str], other: frozenset[str]) -> bool:
    if min(len(one), len(other)) < _ALIKE * max(len(one), len(other)):
        return False
    shared = len(one & other)
    return shared >= _ALIKE * (len(one) + len(other) - shared)
