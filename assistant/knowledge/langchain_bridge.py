"""Invariant: LangChain gets exactly what `Index.search` found, with the place of every passage in its metadata.

The only file of this package that imports langchain_core; nothing imports this file before somebody asks for LangChain.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol, runtime_checkable

from langchain_core.callbacks import CallbackManagerForRetrieverRun
from langchain_core.documents import Document as LangChainDocument
from langchain_core.embeddings import Embeddings
from langchain_core.retrievers import BaseRetriever
from pydantic import ConfigDict

from assistant.errors import ProviderError
from assistant.knowledge.passages import Found, Passage, content_hash


@runtime_checkable
class Searchable(Protocol):
    """What a retriever needs of an Index."""

    def search(self, query: str, *, limit: int = 8) -> Found:
        """The best passages for a question."""


class IndexRetriever(BaseRetriever):
    """A LangChain retriever over an index; `limit` is the most documents it gives. An abstention gives none."""

    model_config = ConfigDict(arbitrary_types_allowed=True)

    index: Searchable
    limit: int = 8

    def _get_relevant_documents(
        self, query: str, *, run_manager: CallbackManagerForRetrieverRun
    ) -> list[LangChainDocument]:
        return [_document(passage) for passage in self.index.search(query, limit=self.limit).passages]


class LangChainEmbedder:
    """Any LangChain Embeddings as an embedder of ours. Make one with `from_langchain`."""

    def __init__(self, embeddings: Embeddings, name: str, dimension: int) -> None:
        self.name = name
        self.dimension = dimension
        self.fingerprint = content_hash("langchain", name, str(dimension))
        self._embeddings = embeddings

    def embed(self, texts: Sequence[str]) -> list[list[float]]:
        """One vector a text, in order. Raises ProviderError when the model behind it fails."""
        made = _embed(self._embeddings, texts)
        if len(made) != len(texts) or any(len(vector) != self.dimension for vector in made):
            raise ProviderError("The embedding model gave back vectors of another number or size", where=self.name)
        return made


def as_retriever(index: Searchable, limit: int = 8) -> IndexRetriever:
    """The index as a LangChain retriever. Metadata: note, title, heading, score, start, end, source, path."""
    return IndexRetriever(index=index, limit=limit)


def from_langchain(embeddings: Embeddings, name: str = "") -> LangChainEmbedder:
    """Any LangChain Embeddings as an embedder for `Index.open`.

    Embeds one word to learn the size. `name` tells models of one class apart; without it the object's own `model` or
    `model_name` is used. Raises ProviderError when the model behind it fails.
    """
    kind = type(embeddings)
    model = name or getattr(embeddings, "model", "") or getattr(embeddings, "model_name", "")
    dimension = len(_embed(embeddings, ["size"])[0])
    return LangChainEmbedder(embeddings, f"{kind.__module__}.{kind.__qualname__}:{model}", dimension)


def _embed(embeddings: Embeddings, texts: Sequence[str]) -> list[list[float]]:
    try:
        return embeddings.embed_documents(list(texts))
    except Exception as error:  # foreign code with errors of its own: every one of them means the same to us
        raise ProviderError(
            f"The embedding model failed: {type(error).__name__}",
            where=type(embeddings).__name__,
            fix="Check its key and address, or leave it out: words alone can be searched.",
        ) from error


def _document(passage: Passage) -> LangChainDocument:
    chunk = passage.chunk
    return LangChainDocument(
        page_content=chunk.text,
        id=chunk.hash,
        metadata={
            "note": chunk.note,
            "title": chunk.title,
            "heading": chunk.heading,
            "score": passage.score,
            "start": chunk.start,
            "end": chunk.end,
            "source": chunk.source,
            "path": chunk.path,
        },
    )
