"""Invariant: no reordering with fewer moves keeps what must come before what.

Steps may stay where they are when none of them must come before one that stands ahead of it. The pairs that must be
turned round form a partial order, so the most steps that can stay are a largest antichain, and by Dilworth and König
(Dilworth 1950, Annals of Mathematics 51; König 1931) it is found by a maximum matching of two copies of the steps.
Of equally few moves, those are taken that bring later steps forward.
"""

from __future__ import annotations

from collections.abc import Iterable
from itertools import pairwise

Pair = tuple[int, int]
"""(a, b): place a must come before place b."""


def fewest_moves(count: int, before: Iterable[Pair]) -> tuple[int, ...]:
    """The places that have to move, as few as can be. `before` must hold no circle; its consequences are added."""
    must = _closed(before)
    wrong: dict[int, list[int]] = {}
    for first, second in must:
        if first > second:
            wrong.setdefault(second, []).append(first)
    matched = _matching(wrong)
    reached_late, reached_early = _reached(count, wrong, matched)
    return tuple(at for at in range(count) if at in reached_early or (at not in reached_late and at in matched))


def mended(count: int, before: Iterable[Pair]) -> tuple[int, ...]:
    """The places in an order that holds, in which all but `fewest_moves` keep theirs among each other."""
    pairs = _closed(before)
    moved = set(fewest_moves(count, pairs))
    kept = [at for at in range(count) if at not in moved]
    needs: dict[int, set[int]] = {at: {first for first, second in pairs if second == at} for at in range(count)}
    for one, other in pairwise(kept):
        needs[other].add(one)
    order: list[int] = []
    while len(order) < count:
        done = set(order)
        free = [at for at in range(count) if at not in done and needs[at] <= done]
        order.append(min(free, key=lambda at: _urgency(at, moved, pairs)))
    return tuple(order)


def _urgency(at: int, moved: set[int], pairs: frozenset[Pair]) -> tuple[float, int]:
    """A moved step goes just before the first that waits for it, the others stay in line."""
    if at not in moved:
        return at, 1
    waiting = [second for first, second in pairs if first == at and second not in moved and second < at]
    return min(waiting, default=at), 0


def _closed(before: Iterable[Pair]) -> frozenset[Pair]:
    pairs = set(before)
    while True:
        more = {(a, d) for a, b in pairs for c, d in pairs if b == c} - pairs
        if not more:
            return frozenset(pairs)
        pairs |= more


def _matching(wrong: dict[int, list[int]]) -> dict[int, int]:
    """A maximum matching: the later place of a wrong pair → the earlier one."""
    matched: dict[int, int] = {}

    def augment(early: int, seen: set[int]) -> bool:
        for late in wrong[early]:
            if late not in seen:
                seen.add(late)
                if late not in matched or augment(matched[late], seen):
                    matched[late] = early
                    return True
        return False

    for early in wrong:
        augment(early, set())
    return matched


def _reached(count: int, wrong: dict[int, list[int]], matched: dict[int, int]) -> tuple[set[int], set[int]]:
    """What alternating paths from unmatched later copies reach: (later copies, earlier copies). König's cover is the
    later copies not reached and the earlier copies reached."""
    early_of: dict[int, list[int]] = {}
    for early, lates in wrong.items():
        for late in lates:
            early_of.setdefault(late, []).append(early)
    partner = {early: late for late, early in matched.items()}
    late_seen = {at for at in range(count) if at not in matched}
    early_seen: set[int] = set()
    waiting = list(late_seen)
    while waiting:
        for early in early_of.get(waiting.pop(), []):
            if early not in early_seen:
                early_seen.add(early)
                if early in partner and partner[early] not in late_seen:
                    late_seen.add(partner[early])
                    waiting.append(partner[early])
    return late_seen, early_seen
