"""LangChain's side: a retriever over the index, and any of its embedding models inside ours."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from langchain_core.embeddings import Embeddings
from langchain_core.retrievers import BaseRetriever

from assistant.errors import ProviderError
from assistant.knowledge.index import Index
from assistant.knowledge.langchain_bridge import as_retriever, from_langchain
from tests.knowledge.shelf import MINILM, SHELF


class Foreign(Embeddings):
    """A LangChain embedding model; `vectors` overrides what it gives."""

    model = "foreign-1"
    trouble: Exception | None = None

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        if self.trouble:
            raise self.trouble
        return MINILM.embed(texts)

    def embed_query(self, text: str) -> list[float]:
        return self.embed_documents([text])[0]


@pytest.fixture
def index(own_home: Path) -> Iterator[Index]:
    with Index.open(own_home, SHELF, embedder=MINILM) as opened:
        yield opened


def test_a_retriever_gives_the_passages_with_their_places(index: Index) -> None:
    retriever = index.as_retriever(limit=2)
    assert isinstance(retriever, BaseRetriever)
    documents = retriever.invoke("when is a customer refunded")
    passages = index.search("when is a customer refunded", limit=2).passages
    assert [document.page_content for document in documents] == [passage.chunk.text for passage in passages]
    first, chunk = documents[0], passages[0].chunk
    assert first.id == chunk.hash
    assert first.metadata == {
        "note": "refunds.md",
        "title": "Refunds",
        "heading": "",
        "score": passages[0].score,
        "start": chunk.start,
        "end": chunk.end,
        "source": "notes",
        "path": "refunds.md",
    }


def test_a_retriever_gives_nothing_when_nothing_is_relevant(index: Index) -> None:
    assert as_retriever(index).invoke("") == []


def test_a_foreign_embedding_model_can_be_searched_with(tmp_path: Path) -> None:
    embedder = from_langchain(Foreign())
    assert embedder.dimension == 384
    assert embedder.name.endswith(":foreign-1")
    assert embedder.fingerprint != from_langchain(Foreign(), "another").fingerprint
    with Index.open(tmp_path, SHELF, embedder=embedder) as index:
        found = index.search("How does a buyer get reimbursed?")
        assert (found.passages[0].chunk.note, found.lexical_only) == ("refunds.md", False)


def test_a_foreign_model_that_fails_is_one_sentence() -> None:
    foreign = Foreign()
    embedder = from_langchain(foreign)
    foreign.trouble = ConnectionError("secret address")
    with pytest.raises(ProviderError) as raised:
        embedder.embed(["text"])
    assert "secret" not in raised.value.sentence()
    assert "ConnectionError" in raised.value.sentence()
