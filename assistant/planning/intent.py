"""Invariant: a question is known by its first line, with or without its mark, and a greeting holds nothing else.

Chat and offline drafter read words by these same rules, so neither plans what the other takes for a question.
"""

from __future__ import annotations

import re

_ASKS = re.compile(
    r"(?:(?:and|but|so|ok(?:ay)?),? )?(?:please )?(?:why|what|which|how|who|whom|whose|when|where|is|are|was|were|am|"
    r"can|could|does|did|should|may|will|would|do (?:we|i|you|they|users|people)|explain|describe|summari[sz]e|list|"
    r"compare|tell (?:me|us)|show (?:me|us)|remind (?:me|us)|give (?:me|us))\b",
    re.I,
)
_GREETS = re.compile(
    r"(?:(?:hi|hello|hey|good (?:morning|evening|afternoon|day)|thanks?|thank you|cheers|ok(?:ay)?|great|nice|bye|"
    r"good ?bye)(?: (?:there|you|so much|a lot|again|very much))*[\s,.!]*)+",
    re.I,
)


def is_question(text: str) -> bool:
    """Whether the first line asks for something to be told."""
    line = text.strip().partition("\n")[0].rstrip()
    return bool(line) and (line.endswith("?") or _ASKS.match(line) is not None)


def is_greeting(text: str) -> bool:
    """Whether the text is a greeting or a word of thanks and nothing besides."""
    return _GREETS.fullmatch(text.strip()) is not None
