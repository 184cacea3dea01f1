"""Invariant: every stage stands right of all it depends on; a plan whose stages form a cycle is drawn all the same."""

from __future__ import annotations

from collections.abc import Sequence

from assistant.planning.course import Stage


def layers(stages: Sequence[Stage]) -> dict[str, int]:
    """Stage id → its column: one more than the furthest of what it depends on, 0 for what depends on nothing.

    Kahn's algorithm (CACM 5:11, 1962); stages on a cycle are let in one at a time, in the plan's order.
    """
    known = {stage.id for stage in stages}
    waits = {stage.id: {each for each in stage.depends_on if each in known and each != stage.id} for stage in stages}
    after: dict[str, list[str]] = {id: [] for id in waits}
    for id, needed in waits.items():
        for each in needed:
            after[each].append(id)
    column = dict.fromkeys(waits, 0)
    left = dict.fromkeys(waits)
    ready = [id for id in left if not waits[id]]
    while left:
        if not ready:
            ready.append(next(iter(left)))
        id = ready.pop()
        if id not in left:
            continue
        del left[id]
        for follower in after[id]:
            if follower in left:
                column[follower] = max(column[follower], column[id] + 1)
                waits[follower].discard(id)
                if not waits[follower]:
                    ready.append(follower)
    return column
