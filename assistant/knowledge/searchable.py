"""Invariant: what the index sees is what a reader sees; hidden characters neither split a word nor add one.

Only the copy that is indexed or embedded is cleaned: chunks keep their text and their offsets.
"""

from __future__ import annotations

import re
import unicodedata

_INVISIBLE = re.compile(
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\u3164"
    "\ufe00-\ufe0f\ufeff\uffa0\ufff9-\ufffb\U000e0000-\U000e0fff]"
)
_UNPRINTABLE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]")
_WORD = re.compile(r"[^\W_]+")
_ONE_AND_MANY = (
    ("appendix", "appendices"), ("basis", "bases"), ("child", "children"), ("crisis", "crises"),
    ("criterion", "criteria"), ("hypothesis", "hypotheses"), ("index", "indices"), ("matrix", "matrices"),
    ("phenomenon", "phenomena"), ("thesis", "theses"), ("vertex", "vertices"),
)  # fmt: skip
_FORMS = {form: both for both in _ONE_AND_MANY for form in both}


def visible(text: str) -> str:
    """The text without zero-width, direction, variation and tag characters; controls and lone surrogates as blanks."""
    return _UNPRINTABLE.sub(" ", _INVISIBLE.sub("", unicodedata.normalize("NFKC", _INVISIBLE.sub("", text))))


def words(text: str) -> list[str]:
    """The words of a visible text in lower case, in order, each once."""
    return list(dict.fromkeys(_WORD.findall(visible(text).lower())))


def forms(word: str) -> tuple[str, ...]:
    """The word, and the other number of a noun whose two numbers a stemmer does not bring together."""
    return _FORMS.get(word, (word,))
