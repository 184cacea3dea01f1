"""Hand-written plans that are clean of errors, as functions that build them afresh."""

from __future__ import annotations

from tests.planning.plans.ambulance import ambulance
from tests.planning.plans.clauses import clauses
from tests.planning.plans.forecast import forecast
from tests.planning.plans.gym import gym
from tests.planning.plans.listings import listings
from tests.planning.plans.no_shows import no_shows
from tests.planning.plans.recipes import recipes
from tests.planning.plans.seeds import seeds
from tests.planning.plans.support import support
from tests.planning.plans.undecided import benefits, letters
from tests.planning.plans.variants import adapted, clarify, hobby, live, scaling, stop

GOOD = (
    support, forecast, adapted, clarify, stop, live, scaling, hobby,
    recipes, clauses, listings, ambulance, no_shows, gym, letters, benefits, seeds,
)  # fmt: skip
"""At least two of each verdict and phase; test_good_plans.py says which."""

__all__ = [
    "GOOD", "adapted", "ambulance", "benefits", "clarify", "clauses", "forecast", "gym", "hobby", "letters", "listings",
    "live", "no_shows", "recipes", "scaling", "seeds", "stop", "support",
]  # fmt: skip
