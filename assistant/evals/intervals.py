"""Invariant: a share is shown with the interval its number of cases allows, so that 3 of 3 does not read as certain."""

from __future__ import annotations

import math

Z_95 = 1.959964
"""The normal quantile of a two-sided 95% interval."""


def wilson(passed: int, total: int, z: float = Z_95) -> tuple[float, float]:
    """The score interval of a share (Wilson, JASA 22, 1927): low and high, 0 to 1; (0, 1) when nothing was counted."""
    if not total:
        return 0.0, 1.0
    share = passed / total
    middle = share + z * z / (2 * total)
    spread = z * math.sqrt(share * (1 - share) / total + z * z / (4 * total * total))
    scale = 1 + z * z / total
    return max(0.0, (middle - spread) / scale), min(1.0, (middle + spread) / scale)
