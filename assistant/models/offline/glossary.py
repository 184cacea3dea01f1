"""Invariant: a brief in another language is read twice, as it stands and word by word in English, and never changed.

The words are data (`corpus/patterns/glossary.toml`), so that a property told in English cues is met in seven more
languages. What the brief says is quoted from the brief alone; the English reading is for recognition.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from functools import cache, lru_cache

from assistant import resources
from assistant.errors import InputError
from assistant.planning.language import language_of

COLUMNS = ("de", "fr", "es", "it", "nl", "pl", "pt")
"""Languages of the glossary's columns, in their order."""
_COMPOUNDING = {"de", "nl"}
_TAIL = 6
"""A stem of so many letters is met inside a compound too (project rule)."""


@lru_cache(maxsize=1)
def words() -> Mapping[str, tuple[str, ...]]:
    """English word → its stems in each language of COLUMNS. Raises InputError when the file is malformed."""
    item = resources.folder("corpus") / "patterns" / "glossary.toml"
    try:
        rows = tomllib.loads(item.read_text(encoding="utf-8"))["words"]
        found = {str(english): tuple(part.strip() for part in str(row).split("|")) for english, row in rows.items()}
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, KeyError) as error:
        raise InputError(f"The glossary is malformed: {error}", where=item.name, fix="Mend the file.") from error
    for english, row in found.items():
        if len(row) != len(COLUMNS):
            raise InputError(
                f"The glossary's line {english!r} has {len(row)} languages, not {len(COLUMNS)}.",
                where=item.name,
                fix="Part the languages by |.",
            )
    return found


def in_english(text: str) -> str:
    """`text` with the words of the glossary in English, the others as they stand; '' for a text in English."""
    language = language_of(text)
    if language not in COLUMNS:
        return ""
    expression, english = _reader(language)

    def word(match: re.Match[str]) -> str:
        return english[str(match.lastgroup)] + (" " if text[match.end() : match.end() + 1].isalpha() else "")

    return expression.sub(word, text)


def with_english(text: str) -> str:
    """What cues are searched in: the text, and below it its English reading when it is in another language."""
    reading = in_english(text)
    return f"{text}\n\n{reading}" if reading else text


@cache
def _reader(language: str) -> tuple[re.Pattern[str], Mapping[str, str]]:
    """One expression for all stems of a language, longest first, and the English word of each of its groups."""
    column = COLUMNS.index(language)
    stems = [(stem, english) for english, row in words().items() for stem in row[column].split()]
    stems.sort(key=lambda pair: (-len(pair[0]), pair))
    groups = {f"g{i}": english for i, (_, english) in enumerate(stems)}
    parts = [f"(?P<g{i}>{_stem(stem, language)})" for i, (stem, _) in enumerate(stems)]
    return re.compile("|".join(parts), re.I), groups


def _stem(stem: str, language: str) -> str:
    whole = stem.endswith("$")
    body = re.escape(stem.removesuffix("$")).replace("_", r"\s")
    inside = language in _COMPOUNDING and not whole and len(stem) >= _TAIL and "_" not in stem
    if whole:
        return rf"\b{body}\b"
    return rf"{body}\w*?(?=\W|$)|\b{body}" if inside else rf"\b{body}\w*"
