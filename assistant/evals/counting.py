"""Invariant: the case is the unit: more attempts at it make its own share surer, never the suite's.

Attempts at one case are copies of each other as far as they depend on the case, so an interval that took them for cases
would shrink as often as anybody likes to repeat.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from assistant.evals.intervals import detectable, wilson
from assistant.evals.scoring import Outcome


@dataclass(frozen=True, kw_only=True)
class Counted:
    """Attempts by their outcome, and the number of cases they were made at.

    `share` is the mean over the cases of the share of their attempts that passed, the unmeasured in the denominator.
    `broken` are those of the unmeasured in which something broke off.
    """

    passed: int
    failed: int
    unmeasured: int
    broken: int
    cases: int
    share: float

    @property
    def total(self) -> int:
        """All attempts that were to be scored."""
        return self.passed + self.failed + self.unmeasured

    @property
    def interval(self) -> tuple[float, float]:
        """The 95% interval of the share for so many cases."""
        return wilson(self.share * self.cases, self.cases)

    @property
    def detectable(self) -> float | None:
        """The smallest difference that two runs of so many cases show; None when nothing was counted."""
        return detectable(self.share * self.cases, self.cases)


def count(outcomes: Iterable[tuple[str, Outcome, bool]]) -> Counted:
    """Counts attempts: the case of each, its outcome, and whether it broke off. What is only told is left out."""
    found: Counter[Outcome] = Counter()
    tried: Counter[str] = Counter()
    passed: Counter[str] = Counter()
    broken = 0
    for case, outcome, broke in outcomes:
        if outcome == "told":
            continue
        found[outcome] += 1
        broken += broke
        tried[case] += 1
        passed[case] += outcome == "pass"
    return Counted(
        passed=found["pass"],
        failed=found["fail"],
        unmeasured=found["unmeasured"],
        broken=broken,
        cases=len(tried),
        share=_mean(tried, passed),
    )


def _mean(tried: Counter[str], passed: Counter[str]) -> float:
    """As one division where every case was tried as often, so that 27 of 30 is 0.9 to the last bit."""
    if len(set(tried.values())) <= 1:
        return passed.total() / tried.total() if tried else 0.0
    return sum(passed[case] / times for case, times in tried.items()) / len(tried)
