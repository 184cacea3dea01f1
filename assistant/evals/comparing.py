"""Invariant: two runs are compared case by case, and a case that is no longer measured is said aloud, never left out.

Attempts at a case are its mean, however many they are. Yes-or-no scorers are compared by McNemar's exact test on the
cases that rose and fell, numbers by a paired bootstrap over cases. Only what decides can be a drop.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any, Literal

from assistant.errors import NotMeasured
from assistant.evals.intervals import bootstrap, mcnemar
from assistant.evals.results import Result, Verdict
from assistant.evals.scoring import Score

ALPHA = 0.05
WHOLE_CASE = "case"
LEAST_PAIRS = 6
"""Fewer cases than this are still chance by the sign test when all went one way (2/2^5 = 0.06), so numbers of fewer
show no difference either, however narrow their bootstrap is."""
Change = Literal["better", "worse", "no difference shown"]
_Key = tuple[str, str]
"""Case and scorer."""


@dataclass(frozen=True)
class Difference:
    """One scorer over the cases both runs measured. `before` and `after` are shares, or means of numbers.

    `interval` is that of the mean difference of numbers; `p` McNemar's for yes-or-no. `gained` counts the cases that
    pass more often than before; `lost` names those that pass less often.
    """

    scorer: str
    pairs: int
    before: float
    after: float
    change: Change
    gained: int = 0
    lost: tuple[str, ...] = ()
    p: float | None = None
    interval: tuple[float, float] | None = None


@dataclass(frozen=True)
class Comparison:
    """Two runs side by side, over the `common` cases. `unpaired` counts scores that only one of them has.

    `absent` are the cases only the earlier run has, `added` those only the later one has, and `unmeasured` those whose
    score the earlier run measured and the later one did not, or not as often. `subset`: fewer cases were meant.
    """

    before: str
    after: str
    differences: tuple[Difference, ...]
    unpaired: int
    common: int
    absent: tuple[str, ...] = ()
    added: tuple[str, ...] = ()
    unmeasured: tuple[str, ...] = ()
    subset: bool = False

    @property
    def dropped(self) -> bool:
        """Whether something that decides is worse by more than chance explains."""
        return any(each.change == "worse" for each in self.differences)

    @property
    def verdict(self) -> Verdict:
        """failed after a drop; not_measured when what the earlier run measured is gone, unless fewer were meant."""
        if self.dropped:
            return "failed"
        return "not_measured" if self.unmeasured or (self.absent and not self.subset) else "passed"

    def as_json(self) -> dict[str, Any]:
        """The comparison as data."""
        return asdict(self) | {"dropped": self.dropped, "verdict": self.verdict}


@dataclass(frozen=True)
class _Measured:
    """What the measured attempts at a case came to: their mean, the share that was measured, and whether yes or no."""

    mean: float
    share: float
    binary: bool


def compare(
    before: Sequence[Result], after: Sequence[Result], names: tuple[str, str], *, subset: bool = False
) -> Comparison:
    """What changed from one run to the other; `subset`: the later one was made of fewer cases on purpose.

    Raises NotMeasured when no score of one has its like in the other.
    """
    old, new = _scores(before), _scores(after)
    both = [key for key in old if key in new]
    if not both:
        raise NotMeasured(
            "The two runs have no measured score in common", fix="Compare runs of one suite.", code="nothing_to_compare"
        )
    scorers = dict.fromkeys(scorer for _, scorer in both)
    earlier, later = (dict.fromkeys(result.case for result in side) for side in (before, after))
    gone = [key[0] for key, was in old.items() if key[0] in later and (key not in new or new[key].share < was.share)]
    return Comparison(
        *names,
        tuple(_difference(scorer, [key for key in both if key[1] == scorer], old, new) for scorer in scorers),
        unpaired=len(old.keys() ^ new.keys()),
        common=len(dict.fromkeys(case for case, _ in both)),
        absent=tuple(case for case in earlier if case not in later),
        added=tuple(case for case in later if case not in earlier),
        unmeasured=tuple(dict.fromkeys(gone)),
        subset=subset,
    )


def _scores(results: Iterable[Result]) -> dict[_Key, _Measured]:
    """What was measured of each case, over its attempts."""
    found: dict[_Key, list[Score]] = {}
    tried: dict[str, int] = {}
    for result in results:
        tried[result.case] = tried.get(result.case, 0) + 1
        whole = [] if result.outcome == "unmeasured" else [Score(WHOLE_CASE, result.outcome == "pass", "")]
        for score in (*whole, *result.scores):
            if score.value is not None and not isinstance(score.value, str):
                found.setdefault((result.case, score.name), []).append(score)
    return {key: _measured(scores, tried[key[0]]) for key, scores in found.items()}


def _measured(scores: Sequence[Score], tried: int) -> _Measured:
    values = [float(score.value or 0) for score in scores]
    binary = all(isinstance(score.value, bool) for score in scores)
    return _Measured(sum(values) / len(values), len(values) / tried, binary)


def _difference(
    scorer: str, keys: Sequence[_Key], old: Mapping[_Key, _Measured], new: Mapping[_Key, _Measured]
) -> Difference:
    pairs = [(old[key], new[key]) for key in keys]
    before, after = (round(sum(pair[side].mean for pair in pairs) / len(pairs), 4) for side in (0, 1))
    if all(each.binary for pair in pairs for each in pair):
        gained = sum(b.mean > a.mean for a, b in pairs)
        lost = tuple(case for (case, _), (a, b) in zip(keys, pairs, strict=True) if b.mean < a.mean)
        p = mcnemar(gained, len(lost))
        change: Change = "no difference shown" if p >= ALPHA else "better" if gained > len(lost) else "worse"
        return Difference(scorer, len(pairs), before, after, change, gained, lost, round(p, 4))
    low, high = bootstrap([b.mean - a.mean for a, b in pairs])
    change = "better" if low > 0 else "worse" if high < 0 else "no difference shown"
    if len(pairs) < LEAST_PAIRS:
        change = "no difference shown"
    return Difference(scorer, len(pairs), before, after, change, interval=(round(low, 4), round(high, 4)))
