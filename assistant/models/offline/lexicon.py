"""Invariant: a word class is written down once, and every cue that names it as `{{class}}` means the same words.

The classes are data (`corpus/patterns/lexicon.toml`), so that a property is recognised in words nobody listed for it.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from functools import cache, lru_cache

from assistant import resources
from assistant.errors import InputError

_NAMED = re.compile(r"\{\{(\w+)\}\}")


@lru_cache(maxsize=1)
def classes() -> Mapping[str, str]:
    """Name → alternatives of a regular expression. Raises InputError when the file is malformed."""
    item = resources.folder("corpus") / "patterns" / "lexicon.toml"
    try:
        found = tomllib.loads(item.read_text(encoding="utf-8"))["classes"]
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, KeyError) as error:
        raise InputError(f"The word classes are malformed: {error}", where=item.name, fix="Mend the file.") from error
    return {str(name): str(words) for name, words in found.items()}


def expand(expression: str) -> str:
    """A cue with every `{{class}}` replaced by a group of its words. Raises ValueError for an unknown class."""

    def words(match: re.Match[str]) -> str:
        if match[1] not in classes():
            raise ValueError(f"{expression!r}: no word class is called {match[1]!r}")
        return f"(?:{classes()[match[1]]})"

    return _NAMED.sub(words, expression)


@cache
def compiled(expression: str) -> re.Pattern[str]:
    """A cue, read once and kept: there are more cues than the cache of `re` holds. Raises re.error."""
    return re.compile(expression, re.I)
