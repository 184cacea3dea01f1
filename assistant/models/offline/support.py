"""Invariant: what backs a fit answer in any plan is data, and a malformed expression is refused when read."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, field_validator

from assistant.models.offline.lexicon import compiled, expand
from assistant.planning.purpose import FitChoice


class _Backing(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    question: int = Field(ge=1, le=6)
    answers: tuple[FitChoice, ...]


class Said(_Backing):
    """Words of a brief that say something about a fit question, for answers such as these."""

    words: tuple[str, ...]

    @field_validator("words")
    @classmethod
    def _readable(cls, words: tuple[str, ...]) -> tuple[str, ...]:
        expanded = tuple(expand(expression) for expression in words)
        for expression in expanded:
            compiled(expression)
        return expanded


class Support(_Backing):
    """What backs such an answer in any plan of these families; its text names evidence of the same file."""

    families: tuple[Literal["language", "classical", "code"], ...] = ("language", "classical", "code")
    text: str
