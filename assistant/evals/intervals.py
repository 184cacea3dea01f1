"""Invariant: a share is shown with the interval its number of cases allows, so that 3 of 3 does not read as certain.

`passed` is a number of cases, in parts where a case was tried more than once: it passes for the share of its attempts.

What a set of cases cannot show is said as well: the smallest difference it would find.
"""

from __future__ import annotations

import math
import random
from collections.abc import Sequence

Z_95 = 1.959964
"""The normal quantile of a two-sided 95% interval."""
Z_POWER = 0.841621
"""The normal quantile of 80% power (Cohen, Statistical Power Analysis, 1988: the usual choice)."""
RESAMPLES = 10_000


def wilson(passed: float, total: int, z: float = Z_95) -> tuple[float, float]:
    """The score interval of a share (Wilson, JASA 22, 1927): low and high, 0 to 1; (0, 1) when nothing was counted."""
    if not total:
        return 0.0, 1.0
    share = passed / total
    middle = share + z * z / (2 * total)
    spread = z * math.sqrt(share * (1 - share) / total + z * z / (4 * total * total))
    scale = 1 + z * z / total
    return max(0.0, (middle - spread) / scale), min(1.0, (middle + spread) / scale)


def detectable(passed: float, total: int) -> float | None:
    """The smallest difference of shares that two runs of so many cases show, 0 to 1; None when nothing was counted.

    Two independent runs, two-sided 5%, 80% power (Fleiss, Statistical Methods for Rates and Proportions, 1981, with
    one variance); the share is drawn towards one half as Agresti and Coull do (The American Statistician 52, 1998), so
    that 100% does not promise that any difference shows.
    """
    if not total:
        return None
    share = (passed + Z_95**2 / 2) / (total + Z_95**2)
    return min(1.0, (Z_95 + Z_POWER) * math.sqrt(2 * share * (1 - share) / total))


def mcnemar(gained: int, lost: int) -> float:
    """The exact two-sided p-value that as many pairs went one way as the other (McNemar, Psychometrika 12, 1947)."""
    changed = gained + lost
    if not changed:
        return 1.0
    tail = sum(math.comb(changed, k) for k in range(min(gained, lost) + 1))
    return min(1.0, float(2 * tail / 2**changed))


def bootstrap(differences: Sequence[float], *, seed: int = 1) -> tuple[float, float]:
    """The 95% percentile interval of the mean of paired differences (Efron, Annals of Statistics 7, 1979).

    Raises ValueError when there is none.
    """
    if not differences:
        raise ValueError("there is nothing to resample")
    drawn = random.Random(seed)
    size = len(differences)
    means = sorted(sum(drawn.choices(differences, k=size)) / size for _ in range(RESAMPLES))
    return means[int(0.025 * RESAMPLES)], means[int(0.975 * RESAMPLES) - 1]
