"""Invariant: a cue weighs the same wherever it stands in a brief, and a malformed one is refused when it is read."""

from __future__ import annotations

import re

from pydantic import BaseModel, ConfigDict, field_validator

from assistant.models.offline.lexicon import compiled, expand

_SENTENCE_END = re.compile(r"(?<=[.!?;])\s+|\n+")


class Cues(BaseModel):
    """Regular expressions over the brief, word classes filled in. Strong ones weigh 3, weak 1, against −4.

    `together` weighs 3 as well: all expressions of one entry stand in one sentence, in whatever order.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    strong: tuple[str, ...] = ()
    together: tuple[tuple[str, ...], ...] = ()
    weak: tuple[str, ...] = ()
    against: tuple[str, ...] = ()

    @field_validator("strong", "weak", "against")
    @classmethod
    def _compile(cls, expressions: tuple[str, ...]) -> tuple[str, ...]:
        expanded = tuple(expand(expression) for expression in expressions)
        for expression in expanded:
            try:
                compiled(expression)
            except re.error as error:
                raise ValueError(f"{expression!r}: {error}") from error
        return expanded

    @field_validator("together")
    @classmethod
    def _compile_all(cls, entries: tuple[tuple[str, ...], ...]) -> tuple[tuple[str, ...], ...]:
        return tuple(tuple(rf"\b(?:{part})\b" for part in cls._compile(entry)) for entry in entries)

    def score(self, text: str) -> float:
        """Weight of all expressions found in the text."""
        met = _hits(self.strong, text) + _meetings(self.together, text)
        return 3.0 * met + _hits(self.weak, text) - 4.0 * _hits(self.against, text)


def _hits(expressions: tuple[str, ...], text: str) -> int:
    return sum(compiled(expression).search(text) is not None for expression in expressions)


def _meetings(entries: tuple[tuple[str, ...], ...], text: str) -> int:
    if not entries:
        return 0
    sentences = _SENTENCE_END.split(text)
    return sum(
        any(all(compiled(part).search(sentence) for part in parts) for sentence in sentences) for parts in entries
    )
