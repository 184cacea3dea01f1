"""Invariant: the same notes make the same bytes, so that a provider's cache holds them from one call to the next.

The whole corpus instead of a search: every passage in the order of the notes, in the prefix of the request.
"""

from __future__ import annotations

from collections.abc import Sequence

from assistant.agent import wording
from assistant.errors import InputError
from assistant.knowledge.choosing import tokens
from assistant.knowledge.index import Index
from assistant.knowledge.passages import Passage

LIMIT = 150_000
"""Tokens; project rule: above, a turn of a few calls would reach its limit of tokens even from the cache."""


def passages(index: Index) -> tuple[Passage, ...]:
    """Every passage of the index. Raises InputError when they are more than a request should carry."""
    chunks = index.chunks().values()
    total = sum(tokens(chunk.text) for chunk in chunks)
    if total > LIMIT:
        raise InputError(
            f"The notes have about {total:,} tokens, more than the {LIMIT:,} that fit a request whole",
            fix="Leave out --context all: the notes are then searched.",
            code="context_too_long",
        )
    return tuple(Passage(chunk, 0.0) for chunk in chunks)


def block(found: Sequence[Passage]) -> str:
    """The passages as part of the system prompt, to be cited by their keys."""
    rows = [{name: value for name, value in wording.passage(passage).items() if name != "score"} for passage in found]
    return f"<passages>\n{wording.as_data(rows)}\n</passages>\n"
