"""Invariant: a brief's language is told by its commonest words alone, so that the plan can say what it means for search."""

from __future__ import annotations

import re

_STOPWORDS = {
    "de": {"der", "die", "und", "das", "wir", "ist", "für", "eine", "mit", "nicht", "soll", "wollen", "ein", "den", "von", "zu"},
    "fr": {"le", "la", "les", "des", "une", "pour", "nous", "est", "dans", "et", "qui", "avec", "voulons", "du", "un"},
    "es": {"el", "los", "las", "una", "para", "que", "con", "es", "queremos", "del", "por", "y", "un", "en", "de"},
    "pl": {"i", "w", "na", "do", "się", "nie", "jest", "dla", "chcemy", "oraz", "który", "z", "od", "przez"},
    "it": {"il", "gli", "che", "per", "una", "con", "vogliamo", "del", "è", "di", "e", "un", "della", "delle", "dei", "dalla", "nostra", "nostri", "non", "vorremmo"},
    "pt": {"o", "os", "uma", "para", "que", "com", "queremos", "do", "da", "não", "e", "um", "em", "dos", "das", "ao", "pela", "nossa", "nossos", "nosso"},
    "nl": {"het", "een", "voor", "wij", "met", "van", "niet", "willen", "en", "de", "is", "op"},
    "en": {"the", "a", "to", "of", "and", "for", "with", "we", "wants", "that", "in", "is", "our", "from", "on", "an"},
}  # fmt: skip


def language_of(text: str) -> str:
    """The language of `text` as a two-letter code (`cjk` for Chinese, Japanese, Korean); `en` when in doubt."""
    if re.search(r"[\u0400-\u04ff]", text):
        return "ru"
    if re.search(r"[\u3040-\u30ff\u4e00-\u9fff\uac00-\ud7af]", text):
        return "cjk"
    words = re.findall(r"[^\W\d_]+", text.lower())
    scores = {name: sum(word in stop for word in words) for name, stop in _STOPWORDS.items()}
    best = max(scores, key=lambda name: (scores[name], name == "en"))
    return best if scores[best] > max(1, scores["en"]) else "en"


_NAMES = {"de": "German", "fr": "French", "es": "Spanish", "pl": "Polish", "it": "Italian", "pt": "Portuguese",
          "nl": "Dutch", "ru": "Cyrillic script", "cjk": "Chinese, Japanese or Korean", "en": "English"}  # fmt: skip


def name_of(code: str) -> str:
    """The language's English name, for the one sentence a person reads."""
    return _NAMES.get(code, code)
