"""Hand-written plans that are clean of errors, as functions that build them afresh."""

from __future__ import annotations

from tests.planning.plans.forecast import forecast
from tests.planning.plans.support import support
from tests.planning.plans.variants import adapted, clarify, hobby, live, scaling, stop

GOOD = (support, forecast, adapted, clarify, stop, live, scaling, hobby)
"""One for each verdict and phase."""

__all__ = ["GOOD", "adapted", "clarify", "forecast", "hobby", "live", "scaling", "stop", "support"]
