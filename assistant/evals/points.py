"""Invariant: a must or must-not point is decided only where code can tell from the plan; the rest is unmeasured.

The first matcher that recognises a point decides it. Nothing gates on points: they show where a reader should look.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any, Literal

from assistant.evals.point_matchers import Kind, matcher_of

if TYPE_CHECKING:
    from assistant.evals.cases import Case
    from assistant.planning.schema import Plan

State = Literal["met", "missed", "unmeasured"]
_NO_MATCHER = "no code can tell"


@dataclass(frozen=True)
class Point:
    """One point of a case with what was found. A must-not point is met when the plan does not do it."""

    text: str
    kind: Kind
    state: State
    reason: str

    def as_json(self) -> dict[str, Any]:
        """For the stored line of a case."""
        return asdict(self)


def read(case: Case, plan: Plan | None) -> Iterator[Point]:
    """Every point of the case, decided or not. Without a plan none is."""
    if plan is None:
        yield from unread(case, "there is no plan")
        return
    for text, kind in _points(case):
        matcher = matcher_of(text, kind)
        if matcher is None:
            yield Point(text, kind, "unmeasured", _NO_MATCHER)
        else:
            yield Point(text, kind, "met" if matcher.holds(plan, text) else "missed", matcher.why)


def unread(case: Case, reason: str) -> Iterator[Point]:
    """Every point of the case as unmeasured."""
    for text, kind in _points(case):
        yield Point(text, kind, "unmeasured", reason)


def _points(case: Case) -> Iterator[tuple[str, Kind]]:
    for text in case.must:
        yield text, "must"
    for text in case.must_not:
        yield text, "must_not"
