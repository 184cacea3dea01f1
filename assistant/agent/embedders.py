"""Invariant: the texts of the notes leave this machine for vectors only when the setting names who makes them.

`local` is the packaged model. `openai:NAME` is OpenAI, or the compatible server of OPENAI_BASE_URL; behind the name of
a model that is not known here stands the size of its vectors: `openai:nomic-embed-text@768`.
"""

from __future__ import annotations

from assistant.errors import InputError
from assistant.knowledge import embedding
from assistant.knowledge.embedding import Embedder
from assistant.settings import Settings

_SIZES = {"text-embedding-3-small": 1536, "text-embedding-3-large": 3072, "text-embedding-ada-002": 1536}
"""Numbers in a vector (OpenAI, embeddings guide, read November 2026)."""
_LARGEST = 16_384
"""Project rule: no model we know of makes longer vectors."""


def chosen(settings: Settings) -> Embedder | None:
    """Who makes the vectors; None for words alone, when the packaged weights are not installed.

    Raises InputError for what ASSISTANT_EMBEDDINGS cannot mean, KeyMissing without the provider's key.
    """
    if settings.embeddings == "local":
        return embedding.packaged()
    from assistant.models.openai_embeddings import OpenAIEmbedder

    provider, _, told = settings.embeddings.partition(":")
    name, _, size = told.partition("@")
    dimension = int(size) if size.isascii() and size.isdigit() and len(size) < 6 else _SIZES.get(name, 0)
    if provider != "openai" or not name or (size and not size.isdigit()) or not 1 <= dimension <= _LARGEST:
        raise InputError(
            f"ASSISTANT_EMBEDDINGS cannot be {settings.embeddings!r}",
            where=settings.source.get("ASSISTANT_EMBEDDINGS", ""),
            fix="Set it to local, openai:text-embedding-3-small, or openai:NAME@SIZE with the size of its vectors.",
        )
    return OpenAIEmbedder(settings, model=name, dimension=dimension)
