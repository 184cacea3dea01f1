"""Invariant: text is read clause by clause, as words with classes; odd hyphens and hidden characters change nothing."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from assistant.planning.lexicon import CLASSES, COMPOUNDS

_CLAUSE = re.compile(r"[.;:!?](?=\s|$)|[\n()\[\]—–|•]+")
_WORD = re.compile(r"\d[\d,.]*\d(?:k|b)?|\d+(?:k|b)?|[^\W\d_][\w'’]*|,")
_NUMBER = re.compile(r"\d{1,3}(?:[.,]\d{3})+k?|\d+(?:[.,]\d+)?k?")
_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u2060\ufeff]")


class Clause:
    """The words of one clause, with the classes each belongs to."""

    def __init__(self, text: str) -> None:
        self.words = _WORD.findall(text)
        self._classes = [_classes_of(word) for word in self.words]
        self._present = frozenset[str]().union(*self._classes)

    def has(self, at: int, *classes: str) -> bool:
        """Whether the word at that place belongs to one of the classes; False beyond the ends."""
        return 0 <= at < len(self.words) and not self._classes[at].isdisjoint(classes)

    def where(self, *classes: str) -> list[int]:
        """The places of all words of these classes."""
        if self._present.isdisjoint(classes):
            return []
        return [at for at, found in enumerate(self._classes) if not found.isdisjoint(classes)]

    def next(self, after: int, name: str, within: int, over: str) -> int | None:
        """The first place of that class at most `within` words on, unless a word of class `over` comes first."""
        for at in range(after + 1, min(after + within + 1, len(self.words))):
            if self.has(at, name):
                return at
            if self.has(at, over):
                return None
        return None

    def near(self, at: int, within: int, *classes: str) -> bool:
        """Whether one of the `within` words before that place belongs to one of the classes."""
        return any(self.has(back, *classes) for back in range(at - within, at))

    def numbers(self, start: int, end: int) -> list[float]:
        """The counts from `start` to `end`, both included; `3k` is 3000, `10.000` ten thousand, `18 months` none."""
        places = range(max(0, start), min(end + 1, len(self.words)))
        return [
            _number(self.words[at])
            for at in places
            if _NUMBER.fullmatch(self.words[at]) and not self.has(at + 1, "period")
        ]


@lru_cache(maxsize=32_768)
def _classes_of(word: str) -> frozenset[str]:
    return frozenset(name for name, members in CLASSES.items() if members.fullmatch(word) is not None)


def _number(word: str) -> float:
    digits = word.rstrip("k")
    grouped = re.fullmatch(r"\d{1,3}(?:[.,]\d{3})+", digits)
    plain = re.sub(r"[.,]", "", digits) if grouped else digits.replace(",", ".")
    return float(plain) * (1000 if word.endswith("k") else 1)


def clauses(text: str) -> tuple[Clause, ...]:
    """The clauses of a text: its sentences, cut at brackets, dashes and line ends too."""
    return tuple(Clause(part) for part in _CLAUSE.split(_plain(text)))


def _plain(text: str) -> str:
    text = _INVISIBLE.sub("", unicodedata.normalize("NFKC", text)).lower()
    text = re.sub(r"[\u2010-\u2012\u2212_]", "-", text)
    text = re.sub(r"\s+", " ", re.sub(r"[ \t]*\n[ \t]*", " | ", text))
    for pattern, joined in COMPOUNDS:
        text = pattern.sub(joined, text)
    return text
