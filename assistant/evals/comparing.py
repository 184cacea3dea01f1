"""Invariant: two runs are compared attempt by attempt on what both measured; what only one has is counted apart.

Yes-or-no scorers by McNemar's exact test, numbers by a paired bootstrap. Only what decides can be a drop.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any, Literal

from assistant.errors import NotMeasured
from assistant.evals.intervals import bootstrap, mcnemar
from assistant.evals.results import Result
from assistant.evals.scoring import Score

ALPHA = 0.05
WHOLE_CASE = "case"
Change = Literal["better", "worse", "no difference shown"]
_Key = tuple[str, int, str]


@dataclass(frozen=True)
class Difference:
    """One scorer over the attempts both runs measured. `before` and `after` are shares, or means of numbers.

    `interval` is that of the mean difference of numbers; `p` McNemar's for yes-or-no. `lost` names the cases that
    passed before and fail now.
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
    """Two runs side by side. `unpaired` counts scores that only one of them has."""

    before: str
    after: str
    differences: tuple[Difference, ...]
    unpaired: int

    @property
    def dropped(self) -> bool:
        """Whether something that decides is worse by more than chance explains."""
        return any(each.change == "worse" for each in self.differences)

    def as_json(self) -> dict[str, Any]:
        """The comparison as data."""
        return asdict(self) | {"dropped": self.dropped}


def compare(before: Sequence[Result], after: Sequence[Result], names: tuple[str, str]) -> Comparison:
    """What changed from one run to the other. Raises NotMeasured when no score of one has its like in the other."""
    old, new = dict(_scores(before)), dict(_scores(after))
    both = [key for key in old if key in new]
    if not both:
        raise NotMeasured(
            "The two runs have no measured score in common", fix="Compare runs of one suite.", code="nothing_to_compare"
        )
    scorers = dict.fromkeys(key[2] for key in both)
    found = tuple(_difference(scorer, [key for key in both if key[2] == scorer], old, new) for scorer in scorers)
    return Comparison(*names, found, len(old.keys() ^ new.keys()))


def _scores(results: Iterable[Result]) -> Iterable[tuple[_Key, Score]]:
    for result in results:
        if result.outcome != "unmeasured":
            yield (*result.key, WHOLE_CASE), Score(WHOLE_CASE, result.outcome == "pass", "")
        for score in result.scores:
            if score.value is not None and not isinstance(score.value, str):
                yield (*result.key, score.name), score


def _difference(scorer: str, keys: Sequence[_Key], old: Mapping[_Key, Score], new: Mapping[_Key, Score]) -> Difference:
    pairs = [(old[key], new[key]) for key in keys]
    if all(isinstance(score.value, bool) for pair in pairs for score in pair):
        gained = sum(bool(b.value) and not a.value for a, b in pairs)
        lost = tuple(key[0] for key, (a, b) in zip(keys, pairs, strict=True) if a.value and not b.value)
        p = mcnemar(gained, len(lost))
        change: Change = "no difference shown" if p >= ALPHA else "better" if gained > len(lost) else "worse"
        shares = [sum(bool(pair[side].value) for pair in pairs) / len(pairs) for side in (0, 1)]
        return Difference(scorer, len(pairs), shares[0], shares[1], change, gained, lost, round(p, 4))
    values = [(float(a.value or 0), float(b.value or 0)) for a, b in pairs]
    low, high = bootstrap([b - a for a, b in values])
    change = "better" if low > 0 else "worse" if high < 0 else "no difference shown"
    means = [round(sum(pair[side] for pair in values) / len(values), 4) for side in (0, 1)]
    return Difference(scorer, len(pairs), means[0], means[1], change, interval=(round(low, 4), round(high, 4)))


def render(comparison: Comparison) -> str:
    """The comparison as plain text."""
    from assistant.evals.table import columns

    rows = [
        (
            each.scorer,
            str(each.pairs),
            f"{each.before:.2f}",
            f"{each.after:.2f}",
            f"+{each.gained} −{len(each.lost)}" if each.interval is None else "",
            f"p {each.p:.3f}" if each.p is not None else f"{_ends(each)}",
            each.change,
        )
        for each in comparison.differences
    ]
    head = ("scorer", "pairs", "before", "after", "changed", "test", "says")
    lines = [f"{comparison.before} → {comparison.after}", "", *columns(head, rows)]
    for each in comparison.differences:
        if each.lost:
            lines.append(f"  {each.scorer}: no longer {', '.join(each.lost[:20])}")
    if comparison.unpaired:
        lines.append(f"not compared: {comparison.unpaired} scores that only one run has")
    return "\n".join(lines)


def _ends(each: Difference) -> str:
    return f"{each.interval[0]:+.3f} to {each.interval[1]:+.3f}" if each.interval is not None else ""
