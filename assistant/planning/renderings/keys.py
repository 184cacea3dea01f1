"""Invariant: every key of a plan is told in one line, here and nowhere else; a key without its line fails a test.

docs/plan.md and the descriptions in the JSON Schema are made from this table.
"""

from __future__ import annotations

from collections.abc import Mapping

from assistant.planning.renderings.keys_of_page_one import PAGE_ONE
from assistant.planning.renderings.keys_of_page_two import PAGE_TWO

KEYS: Mapping[str, Mapping[str, str]] = {**PAGE_ONE, **PAGE_TWO}
"""Model → key → one line."""
