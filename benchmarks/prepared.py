"""Invariant: the same seed makes the same chunks and vectors, so that two runs measure the same work.

Prose of made-up words with the frequencies of real ones (Zipf's law; the most frequent are English stop words), and
384 numbers a chunk around a thousand centres. Stands in for texts nobody has time to embed.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from typing import TYPE_CHECKING

from assistant.knowledge.embedding import Embedder
from assistant.knowledge.passages import Document

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

DIMENSION = 384
_STOP_WORDS = [
    "the",
    "of",
    "and",
    "a",
    "to",
    "in",
    "is",
    "that",
    "it",
    "for",
    "was",
    "on",
    "with",
    "as",
    "be",
    "by",
    "this",
    "are",
    "from",
    "or",
    "an",
    "at",
    "not",
    "we",
    "can",
    "what",
]
_VOCABULARY = 30_000
_WORDS_A_CHUNK = 115  # some 700 characters
_CENTRES = 1_000


def documents(count: int, seed: int = 7) -> tuple[Document, ...]:
    """So many notes of one chunk each."""
    dice = random.Random(seed)
    spoken = [*_STOP_WORDS, *_made_up(dice, _VOCABULARY - len(_STOP_WORDS))]
    weights = [1 / rank for rank in range(1, _VOCABULARY + 1)]
    made = []
    for number in range(count):
        said = dice.choices(spoken, weights, k=_WORDS_A_CHUNK)
        title = " ".join(said[:3])
        made.append(Document(f"n{number}.md", title, " ".join(said) + ".\n", "notes", f"n{number}.md"))
    return tuple(made)


def questions(shelf: Sequence[Document], count: int, seed: int = 8) -> tuple[str, ...]:
    """Questions of four words from some note and four stop words, each different."""
    dice = random.Random(seed)
    return tuple(
        f"what is the {' '.join(dice.sample(dice.choice(shelf).text.rstrip('.').split(), 4))} of it {number}"
        for number in range(count)
    )


def vectors(count: int, seed: int = 9) -> NDArray[np.float32]:
    """So many unit vectors around a thousand centres."""
    import numpy as np

    dice = np.random.default_rng(seed)
    centres = dice.normal(size=(_CENTRES, DIMENSION))
    made = centres[dice.integers(_CENTRES, size=count)] + 0.7 * dice.normal(size=(count, DIMENSION))
    made /= np.linalg.norm(made, axis=1, keepdims=True)
    return made.astype(np.float32)


class Prepared:
    """Gives the texts of an index the prepared vectors, one after the other, and asks `asked` for anything else."""

    dimension = DIMENSION

    def __init__(self, texts: Sequence[str], made: NDArray[np.float32], asked: Embedder) -> None:
        self.name, self.fingerprint = "prepared", f"prepared-{len(texts)}"
        self._made = {text: vector for text, vector in zip(texts, made, strict=True)}
        self._asked = asked

    def embed(self, texts: Sequence[str]) -> list[list[float]]:
        """One vector a text, in order."""
        known = ((text, self._made.get(text)) for text in texts)
        return [self._asked.embed([text])[0] if row is None else row.tolist() for text, row in known]


def _made_up(dice: random.Random, count: int) -> list[str]:
    words: dict[str, None] = {}
    while len(words) < count:
        syllables = ("".join((dice.choice("bdfgklmnprstvz"), dice.choice("aeiou"))) for _ in range(dice.randint(2, 4)))
        words["".join(syllables) + dice.choice(("", "n", "r", "x"))] = None
    return list(words)
