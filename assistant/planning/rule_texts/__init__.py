"""Invariant: every rule has a text: what it asks, why, how to mend, and an example."""

from __future__ import annotations

from collections.abc import Mapping

from assistant.planning.rule_texts.course import COURSE
from assistant.planning.rule_texts.proof import PROOF
from assistant.planning.rule_texts.text import RuleText

TEXTS: Mapping[str, RuleText] = {**COURSE, **PROOF}
"""By rule code, in their order."""
