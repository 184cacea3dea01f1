"""Invariant: what one scorer said of one group is counted whole: the unmeasured are part of its total."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from assistant.evals.counting import Counted, count
from assistant.evals.scoring import Score


@dataclass(frozen=True, kw_only=True)
class Tally(Counted):
    """How often a scorer passed in a group; the unmeasured are part of the total. `values` are its numbers."""

    scorer: str
    group: str
    values: tuple[float, ...] = ()

    def as_json(self) -> dict[str, Any]:
        """Counts, the share that passed, its 95% interval, and the mean of a scorer that gives numbers."""
        low, high = self.interval
        return {
            "scorer": self.scorer,
            "group": self.group,
            "passed": self.passed,
            "failed": self.failed,
            "unmeasured": self.unmeasured,
            "cases": self.cases,
            "pass_rate": round(self.share, 4) if self.total else None,
            "interval": [round(low, 4), round(high, 4)],
            "detectable": None if (least := self.detectable) is None else round(least, 4),
            "mean": round(sum(self.values) / len(self.values), 4) if self.values else None,
        }


def tallied(spoken: Iterable[tuple[str, str, Score]]) -> list[Tally]:
    """One for each scorer in each group, in the order they appear; what was said is case, group and score."""
    found: dict[tuple[str, str], list[tuple[str, Score]]] = {}
    for case, group, score in spoken:
        found.setdefault((score.name, group), []).append((case, score))
    return [_tally(scorer, group, scores) for (scorer, group), scores in found.items()]


def _tally(scorer: str, group: str, scores: Sequence[tuple[str, Score]]) -> Tally:
    counted = count((case, score.outcome, score.broken) for case, score in scores)
    values = tuple(score.value for _, score in scores if isinstance(score.value, float))
    return Tally(**asdict(counted), scorer=scorer, group=group, values=values)
