"""Invariant: an offline claim is a whole sentence of a passage found in this run, word for word."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from pydantic_core import from_json

from assistant.models.base import Message
from assistant.models.offline.patterns import Evidence
from assistant.planning.draft import DraftClaim

_LONGEST = 380
_LETTERS = re.compile(r"[a-z0-9]{3,}")
_ENDING = re.compile(r"(ing|ed|es|s)$")


@dataclass(frozen=True)
class Hit:
    """A passage as the search tool returned it."""

    key: str
    note: str
    text: str
    heading: str
    own: bool = False
    """Whether the user wrote it."""


def hits(messages: Sequence[Message]) -> dict[str, list[Hit]]:
    """Query → passages, from the search results in the messages; what cannot be read is left out."""
    found: dict[str, list[Hit]] = {}
    for result in (result for message in messages for result in message.results if not result.is_error):
        try:
            body = from_json(result.content)
        except ValueError:
            continue
        if isinstance(body, dict) and isinstance(body.get("passages"), list):
            found[str(body.get("query", ""))] = [_hit(item) for item in body["passages"]]
    return found


def _hit(item: Mapping[str, str]) -> Hit:
    return Hit(item["key"], item["note"], item["text"], item["heading"], item.get("source") == "notes")


class Claims:
    """Hands out claims for evidence as the composer uses it, so that only what is referred to is cited."""

    def __init__(self, found: Mapping[str, Sequence[Hit]]) -> None:
        self._found = found
        self._claims: dict[tuple[str, str], DraftClaim] = {}

    def claim(self, wanted: Evidence) -> str:
        """The id of the claim that carries this evidence, '' when nothing fitting was found."""
        best = self._best(wanted)
        return self.cited(*best) if best is not None else ""

    def cited(self, key: str, sentence: str) -> str:
        """The id of the claim that says this sentence of the passage with that key."""
        if (key, sentence) not in self._claims:
            number = f"c{len(self._claims) + 1}"
            self._claims[key, sentence] = DraftClaim(id=number, text=sentence, passage=key, quote=sentence)
        return self._claims[key, sentence].id

    def drafts(self) -> list[DraftClaim]:
        """All claims handed out."""
        return list(self._claims.values())

    def _best(self, wanted: Evidence) -> tuple[str, str] | None:
        """Passage and sentence. Keys are numbered anew in each turn, so of equal sentences the words decide."""
        words = stems(wanted.query)
        options = [
            (len(words & stems(sentence)) / (len(words) or 1), sentence, hit.key)
            for hit in self._found.get(wanted.query, ())
            if hit.note == wanted.note
            for sentence in sentences(hit.text)
        ]
        best = max(options, default=None)
        return (best[2], best[1]) if best is not None and best[0] >= 0.3 else None


@lru_cache(maxsize=1024)
def sentences(text: str) -> tuple[str, ...]:
    """The quotable sentences of a chunk: whole bullets without their source key, or sentences of prose."""
    found: list[str] = []
    for block in re.split(r"\n(?=\s*(?:[-*]|\d+\.)\s)|\n\s*\n", text):
        line = re.sub(r"^\s*(?:[-*]|\d+\.)\s+(?:\[[ x]\]\s+)?", "", block.strip())
        if line.startswith(("#", "|", "---")):
            continue
        line = re.sub(r"\s*\[[^\]\n]*\]\s*$", "", line)
        parts = [line] if len(line) <= _LONGEST else re.split(r"(?<=[.!?])\s+", line)
        found += [part.strip() for part in parts if 30 <= len(part.strip()) <= _LONGEST and "\n\n" not in part]
    return tuple(found)


@lru_cache(maxsize=4096)  # what the notes say is weighed for every draft
def stems(text: str) -> frozenset[str]:
    """The words of a text by which texts are held against each other: three letters or more, endings gone."""
    return frozenset(_ENDING.sub("", word) for word in _LETTERS.findall(text.lower()))


def best_sentence(text: str, question: str) -> str:
    """The sentence of a passage that shares most words with a question; the passage's start when none is quotable."""
    words = stems(question)
    return max(sentences(text), key=lambda sentence: len(words & stems(sentence)), default=text[:_LONGEST])
