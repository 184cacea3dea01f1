"""A small shelf of notes to search, and embedders whose work can be counted."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from pathlib import Path

from assistant.knowledge.embedding import MiniLM, packaged
from assistant.knowledge.passages import Document, Source


def note(identity: str, text: str, source: Source = "notes") -> Document:
    """A document with a title made of its id."""
    return Document(identity, identity.removesuffix(".md").replace("-", " ").capitalize(), text, source, identity)


SHELF = (
    note(
        "refunds.md", "# Refunds\n\nA customer gets the money back within thirty days.\n\n- Shipping is not refunded.\n"
    ),
    note("consent.md", "# Consent\n\nAsk before you keep what people typed, and delete it on request.\n"),
    note("latency.md", "# Latency\n\nA reply that takes longer than two seconds loses half of its readers.\n"),
    note("tuning.md", "# Tuning\n\nTrain a model of your own only when volume pays for it.\n"),
    note("order", "# Order\n\nShip the product first, then gather data, then train.\n", "corpus"),
    note("evals", "# Evals\n\nWrite twenty real cases with known answers before the launch.\n", "corpus"),
)


def minilm() -> MiniLM:
    """The packaged embedder; the tests need its weights."""
    found = packaged()
    assert found is not None, "install the `local` extra to run the tests"
    return found


MINILM = minilm()


class Counting:
    """The packaged embedder, with a record of the texts it was given."""

    name = MiniLM.name
    dimension = MiniLM.dimension
    fingerprint = MiniLM.fingerprint

    def __init__(self) -> None:
        self.texts: list[str] = []

    def embed(self, texts: Sequence[str]) -> list[list[float]]:
        """What the packaged embedder says."""
        self.texts += texts
        return MINILM.embed(texts)


class Hashed:
    """Eight numbers from the text's hash: quick, for tests that need thousands of vectors and no meaning."""

    name = "hashed"
    dimension = 8
    fingerprint = "hashed-8"

    def embed(self, texts: Sequence[str]) -> list[list[float]]:
        """Eight numbers a text."""
        return [[byte / 255 - 0.5 for byte in hashlib.sha256(text.encode()).digest()[:8]] for text in texts]


def contents(folder: Path) -> dict[str, tuple[int, str]]:
    """When every file below `folder` was written, and what it holds."""
    return {
        str(file.relative_to(folder)): (file.stat().st_mtime_ns, hashlib.sha256(file.read_bytes()).hexdigest())
        for file in sorted(folder.rglob("*"))
        if file.is_file()
    }
