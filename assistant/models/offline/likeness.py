"""Invariant: likeness speaks only where no cue decides, and a plan that rests on it says so.

A brief's vector is weighed by a softmax regression that was fitted to the labelled briefs of the `fit` suite
(`corpus/patterns/likeness.json`; `python -m benchmarks.likeness` fits it, and shows how it does on sets it was not
fitted to). Without an embedder, or with another than it was fitted with, nothing is said.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from math import exp
from typing import Protocol

from pydantic import BaseModel, ConfigDict, ValidationError

from assistant import resources
from assistant.errors import InputError
from assistant.planning.purpose import Path

SURE = 0.6
"""A share below this decides nothing (project rule: from 0.4 to 0.7 sets that were not fitted to come out alike)."""
READ: tuple[Path, ...] = ("product_first", "classical", "clarify")
"""What likeness may decide; what must not leave and what harms is read from the brief's own words alone."""


class Embedder(Protocol):
    """Whatever turns texts into vectors of one space, named by its fingerprint."""

    @property
    def fingerprint(self) -> str:
        """Identity of the vector space."""

    def embed(self, texts: Sequence[str]) -> list[list[float]]:
        """One vector a text, in order."""

    def __hash__(self) -> int:
        """Its identity, by which readings are kept."""


class Weights(BaseModel):
    """What was fitted: a row of weights and a bias for each path, in the space of one embedder."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    fingerprint: str
    examples: int
    groups: tuple[str, ...]
    paths: tuple[Path, ...]
    weights: tuple[tuple[float, ...], ...]
    bias: tuple[float, ...]


@dataclass(frozen=True)
class Likeness:
    """What the labelled briefs speak for most, with its share (0 to 1) of all paths."""

    path: Path
    share: float
    examples: int

    @property
    def decides(self) -> bool:
        """Whether the share is clear enough, and the path one that likeness may decide."""
        return self.share >= SURE and self.path in READ

    @property
    def told(self) -> str:
        """What likeness had to do with the reading, for the reader of the plan."""
        if not self.decides:
            return f"No sign of a known kind of work was found, and {self.examples} labelled briefs do not settle it."
        how = f"Read by likeness to {self.examples} labelled briefs ({self.share:.0%})"
        return f"{how}, as no sign of a known kind of work was found."


@lru_cache(maxsize=1)
def fitted() -> Weights:
    """The weights that ship. Raises InputError when the file is malformed."""
    item = resources.folder("corpus") / "patterns" / "likeness.json"
    try:
        return Weights.model_validate_json(item.read_bytes())
    except ValidationError as error:
        raise InputError(
            f"The weights of likeness are malformed: {error}", where=item.name, fix="Fit them again."
        ) from error


@lru_cache(maxsize=64)
def liken(text: str, embedder: Embedder) -> Likeness | None:
    """What the labelled briefs that are like `text` (in English) speak for; None with an embedder it was not fitted to.

    Raises InputError when the embedder cannot be used or the weights are malformed.
    """
    weights = fitted()
    if embedder.fingerprint != weights.fingerprint:
        return None
    shares = softmax(weights, embedder.embed([text])[0])
    best = max(range(len(shares)), key=shares.__getitem__)
    return Likeness(weights.paths[best], shares[best], weights.examples)


def softmax(weights: Weights, vector: Sequence[float]) -> list[float]:
    """The share of each path for a vector, in the order of `weights.paths`; they add up to 1."""
    sums = [
        sum(w * x for w, x in zip(row, vector, strict=True)) + bias
        for row, bias in zip(weights.weights, weights.bias, strict=True)
    ]
    top = max(sums)
    powers = [exp(value - top) for value in sums]
    return [power / sum(powers) for power in powers]
