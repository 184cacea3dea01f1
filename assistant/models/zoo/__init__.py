"""Invariant: each scripted model has one known way of behaving, the same each time, written by hand, never recorded.

They stand behind the model seam like any other, as `scripted:NAME`, for whoever asks what our code does whatever a
model does. The good draft they start from is the offline drafter's. How each of them ends is a table in docs/zoo.md.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from assistant.models.base import Reply, Request
from assistant.models.scripted import ScriptedModel
from assistant.models.zoo import drafters, talkers
from assistant.models.zoo.gullible import obedient

PREFIX = "scripted"

SCRIPTS: Mapping[str, Callable[[Request], Reply]] = {
    script.__name__: script
    for script in (
        drafters.faithful,
        drafters.fixes_after_repair,
        drafters.ml_first,
        drafters.citation_faker,
        drafters.number_inventor,
        drafters.placeholder,
        drafters.contradictory,
        drafters.under_asker,
        drafters.never_holds,
        talkers.over_asker,
        talkers.wrong_schema,
        talkers.truncater,
        talkers.looper,
        talkers.silent,
        obedient,
    )
}
"""Every scripted model by name."""


def open_script(name: str) -> ScriptedModel:
    """A fresh scripted model. Raises KeyError for a name that is not in SCRIPTS."""
    return ScriptedModel(SCRIPTS[name], name=f"{PREFIX}:{name}")
